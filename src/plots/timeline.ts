import { z } from 'zod';
import { checkArguments, heightField, matrix, names, text, titled } from './arguments';
import { altText } from './alt';
import { colourBarUnit, uprightLine } from './annotations';
import { axis, fontSize } from './axes';
import type { Figure, HeatmapTrace } from './figure';
import { frame, WIDTH, type TitledOptions } from './frame';
import { indices, round } from './numbers';
import { diverging, ink } from './palette';
import { list, plain, say, textWidth } from './text';

/** What the heads of a memory did in one step. */
export interface MemoryMoment {
  /** One array of a weight a slot for each write head; none where nothing can be written. */
  readonly writes: readonly ArrayLike<number>[];
  /** The same for each read head. */
  readonly reads: readonly ArrayLike<number>[];
  /**
   * A word or letter for what was written, one a head; it stands in the slot with the largest
   * weight.
   */
  readonly wrote?: readonly string[];
  readonly read?: readonly string[];
}
export interface MemoryTimelineOptions extends TitledOptions {
  /** Default the index of each slot. */
  readonly slotNames?: readonly string[];
  /** Names of the steps; default 1, 2, 3... */
  readonly stepNames?: readonly string[];
  readonly xLabel?: string;
  readonly height?: number;
}

const momentsField = z.array(
  z.looseObject({
    writes: matrix,
    reads: matrix,
    wrote: names.optional(),
    read: names.optional(),
  }),
);
const timelineOptions = z.strictObject({
  ...titled,
  slotNames: names.optional(),
  stepNames: names.optional(),
  xLabel: text.optional(),
  height: heightField.optional(),
});

/** Pixels at the right for the colour bar with its words, and at both sides together. */
const RIGHT = 122;
const ROOM = 170;
/** Beyond this many cells the words for the mouse would be most of the figure. */
const WORDED = 400;
/** Weights below this are not worth a word. */
const SEEN = 0.1;

/**
 * Where the heads of a memory wrote and read: a row a slot, time goes to the right, and each step
 * has a column a write head (vermilion), then a column a read head (blue). In one picture one sees
 * what was stored where, and in which order it came back.
 * @throws RangeError when steps have other heads or slots than the first
 */
export function memoryTimeline(
  moments: readonly MemoryMoment[],
  options: MemoryTimelineOptions,
): Figure {
  checkArguments({ moments: momentsField, options: timelineOptions }, { moments, options });
  check(moments, options);
  const { title, xLabel = 'time step t', note = '', slotNames, stepNames } = options;
  const [first] = moments;
  const heads = first.writes.length + first.reads.length;
  const slots = (first.writes[0] ?? first.reads[0]).length;
  const steps = moments.length;
  const slot = (i: number): string => slotNames?.[i] ?? String(i);
  const step = (t: number): string => stepNames?.[t] ?? String(t + 1);
  const columns = moments.flatMap((moment, t) => columnsOf(moment, `step ${step(t)}`));
  const names = indices(steps).map(step);
  const widest = Math.max(...names.map((name) => textWidth(name, fontSize.tick) + 6));
  const every = Math.ceil(widest / ((WIDTH - ROOM) / steps));
  const kept = indices(steps).filter((t) => t % every === 0);
  const xaxis = axis({
    title: plain(xLabel),
    range: [-0.5, columns.length - 0.5],
    grid: false,
    tickvals: kept.map((t) => t * heads + (heads - 1) / 2),
    ticktext: kept.map((t) => plain(names[t])),
  });
  const rows = indices(slots);
  const named = { tickvals: rows, ticktext: rows.map((i) => plain(slot(i))) };
  const marks = slots <= 24 || slotNames ? named : {};
  const yaxis = axis({ title: 'slot', range: [slots - 0.5, -0.5], grid: false, ...marks });
  const { height = Math.round(Math.min(460, Math.max(230, 120 + 26 * slots))) } = options;
  const between = indices(steps - 1).map((t) =>
    uprightLine((t + 1) * heads - 0.5, { color: ink.grid, width: 1 }),
  );
  const layout = frame({
    title,
    height,
    axes: { xaxis, yaxis },
    right: RIGHT,
    note,
    shapes: columns.length <= 200 ? between : [],
    annotations: [colourBarUnit('weight w', RIGHT)],
  });
  const alt = altText(
    options,
    title,
    `Time goes to the right, ${steps} steps; ${slots} slots are rows; what is written is ` +
      'vermilion, what is read blue.',
    ...described(moments, slot, step),
    note,
  );
  return { data: [coloured(columns, rows, slot)], layout, alt };
}

/** One head in one step: a column of the picture. */
interface Column {
  readonly w: readonly number[];
  readonly sign: 1 | -1;
  readonly letter: string;
  /** Words for the mouse. */
  readonly name: string;
}

function columnsOf({ writes, reads, wrote, read }: MemoryMoment, step: string): Column[] {
  const written = writes.map((w, h): Column => ({
    w: Array.from(w),
    sign: 1,
    letter: wrote?.[h] ?? '',
    name: `${step}, write head ${h}`,
  }));
  const readBack = reads.map((w, h): Column => ({
    w: Array.from(w),
    sign: -1,
    letter: read?.[h] ?? '',
    name: `${step}, read head ${h}`,
  }));
  return [...written, ...readBack];
}

/**
 * The columns as cells, with their letters where they fit, and words for the mouse where they are
 * few.
 */
function coloured(
  columns: readonly Column[],
  rows: readonly number[],
  slot: (i: number) => string,
): HeatmapTrace {
  const cells = <T>(cell: (column: Column, i: number) => T): T[][] =>
    rows.map((i) => columns.map((column) => cell(column, i)));
  const widest = Math.max(0, ...columns.map((c) => textWidth(c.letter, 1)));
  const size = Math.min(13, Math.floor(((WIDTH - ROOM) / columns.length - 0.5) / widest));
  const lettered = widest > 0 && size >= 8;
  const worded = columns.length * rows.length <= WORDED;
  const letters = (): Partial<HeatmapTrace> => ({
    text: cells(({ w, letter }, i) => (peak(w) === i && w[i] >= SEEN ? plain(letter) : '')),
    texttemplate: '%{text}',
    textfont: { size },
  });
  const words = (): Partial<HeatmapTrace> => ({
    customdata: cells(({ w, name }, i) => `${name}, slot ${slot(i)}: ${say(w[i], 2)}`),
  });
  return {
    type: 'heatmap',
    z: cells(({ w, sign }, i) => round(sign * w[i], 3)),
    zmin: -1,
    zmax: 1,
    colorscale: diverging,
    ...(lettered ? letters() : {}),
    ...(worded ? words() : {}),
    hovertemplate: worded ? '%{customdata}<extra></extra>' : 'slot %{y}: %{z}<extra></extra>',
    colorbar: {
      thickness: 12,
      len: 1,
      outlinewidth: 0,
      x: 1.02,
      tickfont: { size: fontSize.tick },
      tickvals: [-1, -0.5, 0, 0.5, 1],
      ticktext: ['1 read', '0.5', '0', '0.5', '1 written'],
    },
  };
}

/** The slot with the largest weight. */
const peak = (w: ArrayLike<number>): number =>
  Array.from(w).reduce((best, v, i) => (v > w[best] ? i : best), 0);

/** The first forty steps in words. */
function described(
  moments: readonly MemoryMoment[],
  slot: (i: number) => string,
  step: (t: number) => string,
): string[] {
  /** What each head did, and where most of it. */
  function acts(verb: string, join: string, heads: Heads, words: readonly string[] = []): string[] {
    return heads.flatMap((w, h) => {
      const i = peak(w);
      const object = words[h] ? `${words[h]} ` : '';
      return w[i] < SEEN ? [] : [`${verb} ${object}${join} slot ${slot(i)} (${say(w[i], 2)})`];
    });
  }
  const lines = moments.slice(0, 40).map(({ writes, reads, wrote, read }, t) => {
    const all = [...acts('writes', 'to', writes, wrote), ...acts('reads', 'from', reads, read)];
    return all.length === 0 ? '' : `Step ${step(t)} ${list(all)}.`;
  });
  return moments.length > 40 ? [...lines, 'Later steps are not told.'] : lines;
}

type Heads = readonly ArrayLike<number>[];

function check(
  moments: readonly MemoryMoment[],
  { title, slotNames, stepNames }: MemoryTimelineOptions,
): void {
  const where = `memoryTimeline "${title}"`;
  const [first] = moments;
  if (!first || first.writes.length + first.reads.length === 0)
    throw new RangeError(`${where} needs at least one step with a head`);
  moments.forEach((moment, t) => {
    const got = sizesOf(moment);
    if (got !== sizesOf(first) || got.includes(', '))
      throw new RangeError(
        `${where}: step ${t} has ${got}; step 0 has ${sizesOf(first)}; all must be alike`,
      );
    const { writes, reads, wrote, read } = moment;
    checkNames(`${where}: step ${t}: wrote`, wrote, writes.length, 'heads', 'words');
    checkNames(`${where}: step ${t}: read`, read, reads.length, 'heads', 'words');
    const weights = [...writes, ...reads].flatMap((w) => Array.from(w));
    const wrong = weights.find((v) => !Number.isFinite(v));
    if (wrong !== undefined) {
      const got = `step ${t} has a weight of ${wrong}`;
      throw new RangeError(`${where}: ${got}, expected a finite number`);
    }
  });
  const slots = (first.writes[0] ?? first.reads[0]).length;
  checkNames(`${where}: slotNames`, slotNames, slots, 'slots');
  checkNames(`${where}: stepNames`, stepNames, moments.length, 'steps');
}

function sizesOf({ writes, reads }: MemoryMoment): string {
  const slots = new Set([...writes, ...reads].map((w) => w.length));
  return `${writes.length} write and ${reads.length} read heads of ${[...slots].join(', ')} slots`;
}

function checkNames(
  what: string,
  names: readonly string[] | undefined,
  count: number,
  of: string,
  unit = 'names',
): void {
  if (names && names.length !== count)
    throw new RangeError(`${what} has ${names.length} ${unit} for ${count} ${of}`);
}
