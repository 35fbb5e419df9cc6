import { fontSize } from './axes';
import type { Annotation, Axis, Figure, Shape, Trace } from './figure';
import { frame, WIDTH } from './frame';
import { round } from './numbers';
import { plain, textWidth, unmark } from './text';
import { ticks } from './ticks';

export interface PanelStripOptions {
  readonly title: string;
  /** What stands over each panel. */
  readonly panelNames: readonly string[];
  readonly note?: string;
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
  const high = Math.min(220, Math.max(96, wide * shape));
  const plotWidth = columns * wide + (columns - 1) * ACROSS;
  const plotHeight = rows * high + (rows - 1) * DOWN;
  const marks = ticks({ ...yaxis, range: yaxis.range ?? [0, 1] }, 'y', high);
  const places = marks.map((t) => round(yaxis.type === 'log' ? 10 ** t.at : t.at, 12));
  // panels to the right share the labels of the first
  const bare = { tickvals: places, ticktext: places.map(() => '') };
  const fit = figures.every((f) => f.data.every((t) => wordsFit(t, wide)));
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
    const { title: xTitle, ...restX } = xaxis;
    const { title: _, ...restY } = yaxis;
    axes[`xaxis${id}`] = {
      ...thinned(restX, wide),
      domain: x,
      anchor: `y${id}`,
      ...(k + columns >= figures.length && xTitle ? { title: xTitle } : {}),
    };
    axes[`yaxis${id}`] = {
      ...restY,
      ...(yaxis.tickvals ? thinned(restY, high, true) : {}),
      ...(column > 0 ? bare : {}),
      domain: y,
      anchor: `x${id}`,
    };
    const once = (t: Trace): object =>
      k === 0 ? {} : t.type === 'heatmap' ? { showscale: false } : { showlegend: false };
    data.push(
      ...f.data.map((t): Trace => ({
        ...smaller(t, fit),
        xaxis: `x${id}`,
        yaxis: `y${id}`,
        ...once(t),
      })),
    );
    shapes.push(
      ...(f.layout.shapes ?? []).map((s) => ({
        ...s,
        xref: moved(s.xref, 'x', id),
        yref: moved(s.yref, 'y', id),
      })),
    );
    words.push(
      ...(f.layout.annotations ?? [])
        .filter((a) => a.xref !== 'paper' || a.yref !== 'paper')
        .map((a) => inPanel(a, id)),
    );
    words.push({
      text: plain(panelNames[k]),
      x: x[0],
      xref: 'paper',
      xanchor: 'left',
      y: y[1],
      yref: 'paper',
      yanchor: 'bottom',
      showarrow: false,
      font: { size: fontSize.tick },
    });
  });
  const names = first.data
    .filter((t) => t.showlegend !== false && t.type !== 'heatmap')
    .map((t) => unmark(t.name ?? ''));
  const options = {
    title,
    legend: names,
    axes,
    top: 18,
    right,
    ...(note === undefined ? {} : { note }),
    ...(yaxis.title ? { yTitle: yaxis.title.text } : {}),
  };
  const { margin } = frame(options);
  const layout = frame({ ...options, height: Math.round(plotHeight + margin.t + margin.b) });
  const beside = (old.annotations ?? []).filter(
    (a) => a.xref === 'paper' && a.yref === 'paper' && a.x === 1,
  ); // the unit of a colour bar
  const bars = old.barmode === undefined ? {} : { barmode: old.barmode, bargap: old.bargap };
  return {
    data,
    layout: {
      ...layout,
      ...bars,
      shapes,
      annotations: [...(layout.annotations ?? []), ...words, ...beside],
    },
    alt: first.alt,
  };
}

/**
 * An axis reference of the figure as one of the panel; the whole width or height of the figure
 * becomes that of the panel.
 */
const moved = (ref: string | undefined, side: 'x' | 'y', id: string): string =>
  ref === 'paper' ? `${side}${id} domain` : `${side}${id}`;

function inPanel(a: Annotation, id: string): Annotation {
  const tail = {
    ...(a.axref === 'x' ? { axref: `x${id}` } : {}),
    ...(a.ayref === 'y' ? { ayref: `y${id}` } : {}),
  };
  return {
    ...a,
    xref: moved(a.xref, 'x', id),
    yref: moved(a.yref, 'y', id),
    ...tail,
    ...(a.showarrow === true ? { arrowwidth: 1.5 } : {}),
  };
}

/** An axis that leaves out labels which would run into each other: every second, third... stays. */
function thinned(a: Axis, length: number, down = false): Axis {
  if (!a.tickvals) return a;
  const labels = a.tickvals.map((v, i) => a.ticktext?.[i] ?? String(v));
  const range = a.range ?? [0, 1];
  const room =
    (length / Math.abs(range[1] - range[0])) *
    Math.abs((a.tickvals[1] ?? 1) - (a.tickvals[0] ?? 0));
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
  if (words)
    return t.text
      ? {
          ...t,
          ...(t.type === 'heatmap' ? { xgap: 0, ygap: 0 } : {}),
          textfont: { ...t.textfont, size: Math.min(SMALL, t.textfont?.size ?? SMALL) },
        }
      : t;
  if (t.type === 'bar') {
    const { text, textposition, textfont, ...rest } = t;
    return rest;
  }
  const { text, texttemplate, textfont, xgap, ygap, ...rest } = t;
  return rest;
}
