import { sentences } from './alt';
import { axis, fontSize } from './axes';
import type { Annotation, Figure, HeatmapTrace, Shape } from './figure';
import { frame, WIDTH } from './frame';
import { round } from './numbers';
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
export interface MemoryTimelineOptions {
  /** As a finding: "Written A B C, read back C B A". */
  readonly title: string;
  /** Default the index of each slot. */
  readonly slotNames?: readonly string[];
  /** Names of the steps; default 1, 2, 3... */
  readonly stepNames?: readonly string[];
  readonly xLabel?: string;
  readonly note?: string;
  readonly height?: number;
}

/** Pixels at the right for the colour bar with its words, and at both sides together. */
const RIGHT = 122;
const ROOM = 170;
/** Beyond this many cells the words for the mouse would be most of the figure. */
const TOLD = 400;
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
  check(moments, options);
  const { title, xLabel = 'time step t', note, slotNames, stepNames } = options;
  const [first] = moments;
  const H = first.writes.length;
  const R = first.reads.length;
  const N = (first.writes[0] ?? first.reads[0]).length;
  const heads = H + R;
  const columns = moments.length * heads;
  const slot = (i: number): string => slotNames?.[i] ?? String(i);
  const step = (t: number): string => stepNames?.[t] ?? String(t + 1);
  const cells = moments.flatMap((m, t) => [
    ...m.writes.map((w, h): Column => ({
      w: Array.from(w),
      sign: 1,
      letter: m.wrote?.[h] ?? '',
      told: `step ${step(t)}, write head ${h}`,
    })),
    ...m.reads.map((w, h): Column => ({
      w: Array.from(w),
      sign: -1,
      letter: m.read?.[h] ?? '',
      told: `step ${step(t)}, read head ${h}`,
    })),
  ]);
  const middle = (t: number): number => t * heads + (heads - 1) / 2;
  const names = moments.map((_, t) => step(t));
  const every = Math.ceil(
    Math.max(...names.map((n) => textWidth(n, fontSize.tick) + 6)) /
      ((WIDTH - ROOM) / moments.length),
  );
  const kept = names.map((_, t) => t).filter((t) => t % every === 0);
  const xaxis = axis({
    title: plain(xLabel),
    range: [-0.5, columns - 0.5],
    grid: false,
    tickvals: kept.map(middle),
    ticktext: kept.map((t) => plain(names[t])),
  });
  const rows = Array.from({ length: N }, (_, i) => i);
  const marks =
    N <= 24 || slotNames ? { tickvals: rows, ticktext: rows.map((i) => plain(slot(i))) } : {};
  const yaxis = axis({ title: 'slot', range: [N - 0.5, -0.5], grid: false, ...marks });
  const height = options.height ?? Math.round(Math.min(460, Math.max(230, 120 + 26 * N)));
  const layout = frame({
    title,
    height,
    axes: { xaxis, yaxis },
    right: RIGHT,
    ...(note === undefined ? {} : { note }),
  });
  const between = moments.slice(1).map((_, t): Shape => {
    const x = (t + 1) * heads - 0.5;
    return {
      type: 'line',
      x0: x,
      x1: x,
      y0: 0,
      y1: 1,
      yref: 'paper',
      line: { color: ink.grid, width: 1 },
    };
  });
  const unit: Annotation = {
    text: 'weight w',
    x: 1,
    xref: 'paper',
    xanchor: 'right',
    xshift: RIGHT - 6,
    y: 0.5,
    yref: 'paper',
    textangle: 90,
    showarrow: false,
    font: { size: fontSize.tick },
  };
  const alt = sentences(
    title,
    `Time goes to the right, ${moments.length} steps; ${N} slots are rows; what is written is ` +
      'vermilion, what is read blue.',
    ...told(moments, slot, step),
    note ?? '',
  );
  return {
    data: [coloured(cells, rows, slot)],
    layout: {
      ...layout,
      shapes: columns <= 200 ? between : [],
      annotations: [...(layout.annotations ?? []), unit],
    },
    alt,
  };
}

/** One head in one step: a column of the picture. */
interface Column {
  readonly w: readonly number[];
  readonly sign: 1 | -1;
  readonly letter: string;
  readonly told: string;
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
  const widest = Math.max(0, ...columns.map((c) => textWidth(c.letter, 1)));
  const font = Math.min(13, Math.floor(((WIDTH - ROOM) / columns.length - 0.5) / widest));
  const written = widest > 0 && font >= 8;
  const letter = ({ w, letter: l }: Column, i: number): string =>
    peak(w) === i && w[i] >= SEEN ? plain(l) : '';
  const words = columns.length * rows.length <= TOLD;
  return {
    type: 'heatmap',
    z: rows.map((i) => columns.map(({ w, sign }) => round(sign * w[i], 3))),
    zmin: -1,
    zmax: 1,
    colorscale: diverging,
    ...(written
      ? {
          text: rows.map((i) => columns.map((c) => letter(c, i))),
          texttemplate: '%{text}',
          textfont: { size: font },
        }
      : {}),
    ...(words
      ? {
          customdata: rows.map((i) =>
            columns.map((c) => `${c.told}, slot ${slot(i)}: ${say(c.w[i], 2)}`),
          ),
        }
      : {}),
    hovertemplate: words ? '%{customdata}<extra></extra>' : 'slot %{y}: %{z}<extra></extra>',
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
function told(
  moments: readonly MemoryMoment[],
  slot: (i: number) => string,
  step: (t: number) => string,
): string[] {
  type Weights = readonly ArrayLike<number>[];
  const act = (
    verb: string,
    join: string,
    weights: Weights,
    words: readonly string[] = [],
  ): string[] =>
    weights.flatMap((w, h) => {
      const i = peak(w);
      return w[i] < SEEN
        ? []
        : [`${verb} ${words[h] ? `${words[h]} ` : ''}${join} slot ${slot(i)} (${say(w[i], 2)})`];
    });
  const lines = moments.slice(0, 40).map((m, t) => {
    const acts = [
      ...act('writes', 'to', m.writes, m.wrote),
      ...act('reads', 'from', m.reads, m.read),
    ];
    return acts.length === 0 ? '' : `Step ${step(t)} ${list(acts)}.`;
  });
  return moments.length > 40 ? [...lines, 'Later steps are not told.'] : lines;
}

function check(
  moments: readonly MemoryMoment[],
  { title, slotNames, stepNames }: MemoryTimelineOptions,
): void {
  const where = `memoryTimeline "${title}"`;
  const [first] = moments;
  if (!first || first.writes.length + first.reads.length === 0)
    throw new RangeError(`${where} needs at least one step with a head`);
  const N = (first.writes[0] ?? first.reads[0]).length;
  const sizes = (m: MemoryMoment): string =>
    `${m.writes.length} write and ${m.reads.length} read heads of ` +
    `${[...new Set([...m.writes, ...m.reads].map((w) => w.length))].join(', ')} slots`;
  moments.forEach((m, t) => {
    if (sizes(m) !== sizes(first) || sizes(m).includes(', '))
      throw new RangeError(
        `${where}: step ${t} has ${sizes(m)}; step 0 has ${sizes(first)}; all must be alike`,
      );
    for (const [what, words, heads] of [
      ['wrote', m.wrote, m.writes],
      ['read', m.read, m.reads],
    ] as const) {
      if (words && words.length !== heads.length)
        throw new RangeError(
          `${where}: step ${t}: ${what} has ${words.length} words for ${heads.length} heads`,
        );
    }
    const wrong = [...m.writes, ...m.reads]
      .flatMap((w) => Array.from(w))
      .find((v) => !Number.isFinite(v));
    if (wrong !== undefined)
      throw new RangeError(
        `${where}: step ${t} has a weight of ${wrong}, expected a finite number`,
      );
  });
  for (const [what, names, count, of] of [
    ['slotNames', slotNames, N, 'slots'],
    ['stepNames', stepNames, moments.length, 'steps'],
  ] as const) {
    if (names && names.length !== count)
      throw new RangeError(`${where}: ${what} has ${names.length} names for ${count} ${of}`);
  }
}
