import { panelName } from './annotations';
import { fontSize } from './axes';
import type { Annotation, Axis, Figure, Shape, Trace } from './figure';
import { frameAround, WIDTH, type TitledOptions } from './frame';
import { round } from './numbers';
import { textWidth, unmark } from './text';
import { ticks } from './ticks';

interface PanelStripOptions extends TitledOptions {
  /** What stands over each panel. */
  readonly panelNames: readonly string[];
}

/** Pixels between two panels, across and down; the panel's name stands in the gap above it. */
const ACROSS = 18;
const DOWN = 46;

/**
 * Figures with one pair of axes each, small and side by side, at most three in a row. Legend,
 * colour bar and axis titles, which all share, stand once; words inside the panels that do not fit
 * are left out.
 * @param figures alike: same kinds of traces, same axes
 */
export function panelStrip(
  figures: readonly Figure[],
  { title, panelNames, note }: PanelStripOptions,
): Figure {
  const columns = figures.length === 4 ? 2 : Math.min(3, figures.length);
  const rows = Math.ceil(figures.length / columns);
  const first = figures[0];
  const old = first.layout;
  const [xaxis, yaxis] = [old.xaxis as Axis, old.yaxis as Axis];
  const right = first.data.some((t) => t.type === 'heatmap') ? old.margin.r : 16;
  const wide = (WIDTH - old.margin.l - right - ACROSS * (columns - 1)) / columns;
  const shape = (old.height - old.margin.t - old.margin.b) / (WIDTH - old.margin.l - old.margin.r);
  const even = hasEqualScales(first);
  const high = even ? wide * shape : Math.min(220, Math.max(96, wide * shape));
  const plotWidth = columns * wide + (columns - 1) * ACROSS;
  const plotHeight = rows * high + (rows - 1) * DOWN;
  const marks = ticks({ ...yaxis, range: yaxis.range ?? [0, 1] }, 'y', high);
  const places = marks.map((t) => round(yaxis.type === 'log' ? 10 ** t.at : t.at, 12));
  // panels to the right share the labels of the first
  const unlabelled = { tickvals: places, ticktext: places.map(() => '') };
  const fit = figures.every((f) => f.data.every((t) => wordsFit(t, wide)));
  const [bareX, bareY] = [untitled(xaxis), untitled(yaxis)];
  const axes: Record<string, Axis> = {};
  const data: Trace[] = [];
  const shapes: Shape[] = [];
  const words: Annotation[] = [];
  figures.forEach((f, k) => {
    const id = k === 0 ? '' : String(k + 1);
    const column = k % columns;
    const row = Math.floor(k / columns);
    const left = column * (wide + ACROSS);
    const top = row * (high + DOWN);
    const x: [number, number] = [left / plotWidth, (left + wide) / plotWidth];
    const y: [number, number] = [1 - (top + high) / plotHeight, 1 - top / plotHeight];
    const lowest = k + columns >= figures.length;
    axes[`xaxis${id}`] = {
      ...thinned(bareX, wide),
      domain: x,
      anchor: `y${id}`,
      ...(lowest && xaxis.title ? { title: xaxis.title } : {}),
    };
    axes[`yaxis${id}`] = {
      ...bareY,
      ...(yaxis.tickvals ? thinned(bareY, high, true) : {}),
      ...(column > 0 ? unlabelled : {}),
      domain: y,
      anchor: `x${id}`,
    };
    for (const trace of f.data) {
      const once = trace.type === 'heatmap' ? { showscale: false } : { showlegend: false };
      const own = { xaxis: `x${id}`, yaxis: `y${id}`, ...(k === 0 ? {} : once) };
      data.push({ ...smaller(trace, fit), ...own });
    }
    for (const s of f.layout.shapes ?? []) shapes.push({ ...s, ...movedRefs(s, id) });
    for (const a of f.layout.annotations ?? [])
      if (a.xref !== 'paper' || a.yref !== 'paper') words.push(inPanel(a, id));
    words.push(panelName(panelNames[k], x[0], y[1]));
  });
  const named = first.data.filter((t) => t.showlegend !== false && t.type !== 'heatmap');
  const ofColourBar = (old.annotations ?? []).filter(
    (a) => a.xref === 'paper' && a.yref === 'paper' && a.x === 1,
  );
  const layout = frameAround(plotHeight, {
    title,
    legend: named.map((t) => unmark(t.name ?? '')),
    axes,
    top: 18,
    right,
    note,
    yTitle: yaxis.title?.text,
    annotations: [...words, ...ofColourBar],
  });
  const bars = old.barmode === undefined ? {} : { barmode: old.barmode, bargap: old.bargap };
  return { data, layout: { ...layout, ...bars, shapes }, alt: first.alt };
}

/** Whether a unit is as long across as it is high, so that the shape of the plot must stay. */
function hasEqualScales({ layout }: Figure): boolean {
  const { width, height, margin: m } = layout;
  const lengths = ([layout.xaxis, layout.yaxis] as (Axis | undefined)[]).map((a) => {
    const range = a?.range ?? [0, 0];
    return range[1] - range[0];
  });
  const units = [(width - m.l - m.r) / lengths[0], (height - m.t - m.b) / lengths[1]];
  return Math.abs(units[0] / units[1] - 1) < 0.005;
}

/**
 * An axis reference of the figure as one of the panel; the whole width or height of the figure
 * becomes that of the panel.
 */
const moved = (ref: string | undefined, side: 'x' | 'y', id: string): string =>
  ref === 'paper' ? `${side}${id} domain` : `${side}${id}`;

const movedRefs = (
  { xref, yref }: Pick<Shape, 'xref' | 'yref'>,
  id: string,
): { xref: string; yref: string } => ({
  xref: moved(xref, 'x', id),
  yref: moved(yref, 'y', id),
});

const inPanel = (a: Annotation, id: string): Annotation => ({
  ...a,
  ...movedRefs(a, id),
  ...(a.axref === 'x' ? { axref: `x${id}` } : {}),
  ...(a.ayref === 'y' ? { ayref: `y${id}` } : {}),
  ...(a.showarrow === true ? { arrowwidth: 1.5 } : {}),
});

function untitled(a: Axis): Axis {
  const { title, ...rest } = a;
  return title ? rest : a;
}

/** An axis that leaves out labels which would run into each other: every second, third... stays. */
function thinned(a: Axis, length: number, down = false): Axis {
  if (!a.tickvals) return a;
  const labels = a.tickvals.map((v, i) => a.ticktext?.[i] ?? String(v));
  const range = a.range ?? [0, 1];
  const places = a.tickvals.map((v) => (a.type === 'log' ? Math.log10(v) : v));
  const room =
    (length / Math.abs(range[1] - range[0])) * Math.abs((places[1] ?? 1) - (places[0] ?? 0));
  const need = down
    ? fontSize.tick * 1.2
    : Math.max(...labels.map((l) => textWidth(l, fontSize.tick))) + 5;
  const every = Math.max(1, Math.ceil(need / room));
  return { ...a, ticktext: labels.map((l, i) => (i % every === 0 ? l : '')) };
}

/** Letters in a panel: pixels. */
const SMALL = 10;

/** Whether the words of a trace have room; over small bars they would stand in the panel's name. */
function wordsFit(t: Trace, wide: number): boolean {
  if (t.type === 'scatter' || !t.text) return true;
  return (
    t.type === 'heatmap' &&
    Math.max(...t.text.flat().map((w) => textWidth(w, SMALL))) + 4 <= wide / t.z[0].length
  );
}

/** A trace with small words, or none, and small points. */
function smaller(t: Trace, words: boolean): Trace {
  if (t.type === 'scatter')
    return t.marker ? { ...t, marker: { ...t.marker, size: Math.min(6, t.marker.size ?? 6) } } : t;
  if (!words)
    return without(t, ['text', 'textposition', 'texttemplate', 'textfont', 'xgap', 'ygap']);
  if (!t.text) return t;
  const textfont = { ...t.textfont, size: Math.min(SMALL, t.textfont?.size ?? SMALL) };
  return t.type === 'heatmap' ? { ...t, xgap: 0, ygap: 0, textfont } : { ...t, textfont };
}

function without(trace: Trace, keys: readonly string[]): Trace {
  const kept = Object.entries(trace).filter(([key]) => !keys.includes(key));
  return Object.fromEntries(kept) as unknown as Trace;
}
