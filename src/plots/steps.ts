import { z } from 'zod';
import { altField, anyNumber, checkArguments, text } from './arguments';
import { altText, type SpokenOptions } from './alt';
import { fontSize } from './axes';
import { type Axis, type Figure, figureField, type HeatmapTrace, type Layout } from './figure';
import { noteOf, titleLines, titleY } from './frame';
import { indices, round } from './numbers';
import { ink } from './palette';
import { panelStrip } from './strip';
import { lineCount, list, plain, textWidth, unmark } from './text';

/** What a slider over figures shows. */
export interface StepSliderOptions extends SpokenOptions {
  /** What the steps show together, as a finding. */
  readonly title: string;
  /** What the slider moves, with its unit: "strength β", "time step t". */
  readonly label: string;
  /** The step at which the interactive figure starts, from 0; default the last. */
  readonly start?: number;
  /**
   * The steps of the still picture, from 0; default up to six, evenly spread, the first and the
   * last among them. One step fills the picture.
   */
  readonly shown?: readonly number[];
}

const stepsField = z.array(figureField);
const sliderOptions = z.strictObject({
  title: text,
  label: text,
  start: anyNumber.optional(),
  shown: z.array(anyNumber).optional(),
  ...altField,
});

/** Pixels that the slider takes under the plot. */
const SLIDER = 68;

/**
 * Figures of one kind as the steps of one figure with a slider; the title of each is the name of
 * its step ("β = 4"). All steps get the same axes. The still picture, for paper and GitHub, shows
 * chosen steps side by side. The slider switches traces on and off and needs no animation frames,
 * so it works in JupyterLab and in exported pages alike.
 * @throws RangeError when a step has other traces, panels or colour ends than the first, or a step
 * that is asked for is not there
 * @example
 * const figures = betas.map((beta) =>
 *   heatmap([lookUp(beta)], { ...labels, title: `${beta}`, min: 0, max: 1 }),
 * );
 * stepSlider(figures, { title: 'Strength makes a vague look-up exact', label: 'strength β' });
 */
export function stepSlider(steps: readonly Figure[], options: StepSliderOptions): Figure {
  checkArguments({ steps: stepsField, options: sliderOptions }, { steps, options });
  check(steps, options);
  const { title, label } = options;
  const last = steps.length - 1;
  const start = options.start ?? last;
  const shown = options.shown ?? spread(steps.length);
  const even = sameAxes(steps);
  const names = even.map((figure) => figure.layout.title?.text ?? '');
  const spoken = names.map(unmark);
  const { layout } = even[0];
  const owners = even.flatMap(({ data }, k) => data.map(() => k));
  const slider = {
    active: start,
    ...along(names, layout),
    y: 0,
    yanchor: 'top',
    pad: { t: layout.margin.b, b: 4 },
    currentvalue: { prefix: `${plain(label)}: `, font: { size: fontSize.axis } },
    font: { size: fontSize.tick, color: ink.text },
    transition: { duration: 0 },
    steps: even.map(({ layout: { annotations = [], shapes = [] } }, k) => ({
      label: names[k],
      method: 'update',
      args: [{ visible: owners.map((owner) => owner === k) }, { annotations, shapes }],
    })),
  };
  const alt = altText(
    options,
    title,
    `A slider moves ${label} through ${steps.length} steps, from ${spoken[0]} to ${spoken[last]}.`,
    ...shown.map((k) => `${label} ${even[k].alt}`),
  );
  return {
    data: even.flatMap(({ data }, k) => data.map((t) => ({ ...t, visible: k === start }))),
    layout: { ...headed(even[start].layout, title), sliders: [slider] },
    alt,
    still: stillOf(
      shown.map((k) => even[k]),
      title,
      shown.map((k) => `${label}: ${spoken[k]}`),
    ),
  };
}

/** One step as the whole picture, or several side by side. */
function stillOf(steps: readonly Figure[], title: string, panelNames: readonly string[]): Figure {
  const [step] = steps;
  if (steps.length > 1)
    return panelStrip(steps, { title, panelNames, note: noteOf(step.layout.annotations) });
  return { ...step, layout: headed(step.layout, `${title} (${panelNames[0]})`, 0) };
}

/**
 * Where the slider lies under the plot, as shares of its width: all of it, less where the first or
 * the last name would be cut at the edge of the figure.
 */
function along(
  names: readonly string[],
  { width, margin: { l, r } }: Layout,
): { x: number; len: number } {
  const plot = width - l - r;
  const over = (name: string, room: number): number =>
    Math.max(0, textWidth(name, fontSize.tick) / 2 - room) / plot;
  const left = over(names[0], l);
  const right = over(names[names.length - 1], r);
  return { x: round(left), len: round(1 - left - right) };
}

/** Up to six steps, evenly spread, with both ends. */
function spread(steps: number): number[] {
  const n = Math.min(6, steps);
  return indices(n).map((i) => Math.round((i * (steps - 1)) / (n - 1)));
}

/**
 * A layout with another title, and room under the plot; the plot itself stays as high as it was.
 */
function headed(layout: Layout, title: string, below = SLIDER): Layout {
  const text = titleLines(title);
  const more = (lineCount(text) - lineCount(layout.title?.text ?? '')) * fontSize.title * 1.3;
  const height = Math.round(layout.height + more + below);
  const { margin } = layout;
  return {
    ...layout,
    height,
    margin: { ...margin, t: Math.round(margin.t + more), b: margin.b + below },
    title: { ...layout.title, text, y: titleY(text, height) },
  };
}

/** All steps with axes that hold every step, and margins that hold every label. */
function sameAxes(steps: readonly Figure[]): Figure[] {
  const layouts = steps.map((f) => f.layout);
  const most = (side: keyof Layout['margin']): number =>
    Math.max(...layouts.map((l) => l.margin[side]));
  const margin = { l: most('l'), r: most('r'), t: most('t'), b: most('b') };
  const height = Math.max(...layouts.map((l) => l.height));
  const ends = { xaxis: reach(layouts, 'xaxis'), yaxis: reach(layouts, 'yaxis') };
  return steps.map((f) => {
    const xaxis = { ...(f.layout.xaxis as Axis), range: ends.xaxis };
    const yaxis = { ...(f.layout.yaxis as Axis), range: ends.yaxis };
    return { ...f, layout: { ...f.layout, height, margin, xaxis, yaxis } };
  });
}

/** A range that holds those of all layouts, the same way round as the first. */
function reach(layouts: readonly Layout[], key: 'xaxis' | 'yaxis'): readonly [number, number] {
  const ranges = layouts.map((layout) => (layout[key] as Axis).range ?? [0, 1]);
  const down = ranges[0][0] > ranges[0][1];
  const low = Math.min(...ranges.flat());
  const high = Math.max(...ranges.flat());
  return down ? [high, low] : [low, high];
}

function check(steps: readonly Figure[], options: StepSliderOptions): void {
  const where = `step slider "${options.title}"`;
  if (steps.length < 2)
    throw new RangeError(`${where}: got ${steps.length} steps, expected at least 2`);
  if (options.shown?.length === 0)
    throw new RangeError(`${where}: shown holds no step, expected at least 1`);
  const { start = 0, shown = [] } = options;
  const missing = [start, ...shown].find((k) => !Number.isInteger(k) || k < 0 || k >= steps.length);
  if (missing !== undefined)
    throw new RangeError(
      `${where}: there is no step ${missing}; steps go from 0 to ${steps.length - 1}`,
    );
  const [kinds, ends] = [kindsOf(steps[0]), colourEndsOf(steps[0])];
  steps.forEach((f, k) => {
    const panels = Object.keys(f.layout).filter((key) => /^xaxis\d+$/.test(key));
    if (panels.length > 0)
      throw new RangeError(
        `${where}: step ${k} has ${panels.length + 1} panels; a step has one pair of axes`,
      );
    const made = `step ${k} is made of ${kindsOf(f)}, step 0 of ${kinds}`;
    if (kindsOf(f) !== kinds) throw new RangeError(`${where}: ${made}; all must be alike`);
    const coloured = `colours of step ${k} go from ${colourEndsOf(f)}, of step 0 from ${ends}`;
    if (colourEndsOf(f) !== ends)
      throw new RangeError(`${where}: ${coloured}; give all steps the same min and max`);
  });
}

const kindsOf = (f: Figure): string => list([...new Set(f.data.map((t) => t.type))]);

/** The ends of the colours of all heatmaps in a figure. */
function colourEndsOf(f: Figure): string {
  const heatmaps = f.data.filter((t): t is HeatmapTrace => t.type === 'heatmap');
  return heatmaps.map((t) => `${t.zmin} to ${t.zmax}`).join(', ');
}
