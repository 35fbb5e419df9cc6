import { sentences } from './alt';
import { axis, size } from './axes';
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
  /** A word or letter for what was written, one a head; it stands in the slot with the largest weight. */
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
const RIGHT = 122, ROOM = 170;
/** Beyond this many cells the words for the mouse would be most of the figure. */
const TOLD = 400;
/** Weights below this are not worth a word. */
const SEEN = 0.1;

/**
 * Where the heads of a memory wrote and read: a row a slot, time goes to the right, and each step has a column a write head (vermilion), then a
 * column a read head (blue). In one picture one sees what was stored where, and in which order it came back.
 * @throws RangeError when steps have other heads or slots than the first
 */
export function memoryTimeline(moments: readonly MemoryMoment[], options: MemoryTimelineOptions): Figure {
  check(moments, options);
  const { title, xLabel = 'time step t', note } = options, [first] = moments, H = first.writes.length, R = first.reads.length, heads = H + R;
  const N = (first.writes[0] ?? first.reads[0]).length, columns = moments.length * heads, slot = (i: number): string => options.slotNames?.[i] ?? String(i);
  const step = (t: number): string => options.stepNames?.[t] ?? String(t + 1), all = moments.flatMap((m) => [...m.writes, ...m.reads].map((w) => Array.from(w)));
  const isRead = (c: number): boolean => c % heads >= H, rows = Array.from({ length: N }, (_, i) => i);
  const letters = moments.flatMap((m) => [...(m.wrote ?? m.writes.map(() => '')), ...(m.read ?? m.reads.map(() => ''))]);
  const font = Math.min(13, Math.floor((WIDTH - ROOM) / columns)), fits = font >= 8 && Math.max(...letters.map((l) => textWidth(l, font))) <= (WIDTH - ROOM) / columns;
  const name = (c: number): string => `${isRead(c) ? 'read' : 'write'} head ${(c % heads) - (isRead(c) ? H : 0)}`;
  const trace: HeatmapTrace = {
    type: 'heatmap', z: rows.map((i) => all.map((w, c) => round(isRead(c) ? -w[i] : w[i], 3))), zmin: -1, zmax: 1, colorscale: diverging,
    ...(fits && letters.some((l) => l !== '') ? { text: rows.map((i) => all.map((w, c) => (peak(w) === i && w[i] >= SEEN ? plain(letters[c]) : ''))), texttemplate: '%{text}', textfont: { size: font } } : {}),
    ...(columns * N <= TOLD ? { customdata: rows.map((i) => all.map((w, c) => `step ${step(Math.floor(c / heads))}, ${name(c)}, slot ${slot(i)}: ${say(w[i], 2)}`)), hovertemplate: '%{customdata}<extra></extra>' } : { hovertemplate: 'slot %{y}: %{z}<extra></extra>' }),
    colorbar: { thickness: 12, len: 1, outlinewidth: 0, x: 1.02, tickvals: [-1, -0.5, 0, 0.5, 1], ticktext: ['1 read', '0.5', '0', '0.5', '1 written'], tickfont: { size: size.tick } },
  };
  const marks = moments.map((_, t) => t * heads + (heads - 1) / 2), every = Math.ceil(Math.max(...moments.map((_, t) => textWidth(step(t), size.tick) + 6)) / ((WIDTH - ROOM) / moments.length));
  const xaxis = axis({ title: plain(xLabel), range: [-0.5, columns - 0.5], grid: false, tickvals: marks.filter((_, t) => t % every === 0), ticktext: moments.map((_, t) => plain(step(t))).filter((_, t) => t % every === 0) });
  const few = N <= 24 || options.slotNames ? { tickvals: rows, ticktext: rows.map((i) => plain(slot(i))) } : {};
  const yaxis = axis({ title: 'slot', range: [N - 0.5, -0.5], grid: false, ...few }), height = options.height ?? Math.round(Math.min(460, Math.max(230, 120 + 26 * N)));
  const layout = frame({ title, height, axes: { xaxis, yaxis }, right: RIGHT, ...(note === undefined ? {} : { note }) });
  const between = moments.slice(1).map((_, t): Shape => ({ type: 'line', x0: (t + 1) * heads - 0.5, x1: (t + 1) * heads - 0.5, y0: 0, y1: 1, yref: 'paper', line: { color: ink.grid, width: 1 } }));
  const unit: Annotation = { text: 'weight w', x: 1, xref: 'paper', xanchor: 'right', xshift: RIGHT - 6, y: 0.5, yref: 'paper', textangle: 90, showarrow: false, font: { size: size.tick } };
  const alt = sentences(title, `Time goes to the right, ${moments.length} steps; ${N} slots are rows; what is written is vermilion, what is read blue.`, ...told(moments, slot, step), note ?? '');
  return { data: [trace], layout: { ...layout, shapes: columns <= 200 ? between : [], annotations: [...(layout.annotations ?? []), unit] }, alt };
}

/** The slot with the largest weight. */
const peak = (w: ArrayLike<number>): number => Array.from(w).reduce((best, v, i) => (v > w[best] ? i : best), 0);

/** The first forty steps in words. */
function told(moments: readonly MemoryMoment[], slot: (i: number) => string, step: (t: number) => string): string[] {
  const act = (verb: string, join: string, weights: readonly ArrayLike<number>[], words: readonly string[] = []): string[] => weights.flatMap((w, h) => {
    const i = peak(w);
    return w[i] < SEEN ? [] : [`${verb} ${words[h] ? `${words[h]} ` : ''}${join} slot ${slot(i)} (${say(w[i], 2)})`];
  });
  const lines = moments.slice(0, 40).map((m, t) => {
    const acts = [...act('writes', 'to', m.writes, m.wrote), ...act('reads', 'from', m.reads, m.read)];
    return acts.length === 0 ? '' : `Step ${step(t)} ${list(acts)}.`;
  });
  return moments.length > 40 ? [...lines, 'Later steps are not told.'] : lines;
}

function check(moments: readonly MemoryMoment[], { title, slotNames, stepNames }: MemoryTimelineOptions): void {
  const where = `memoryTimeline "${title}"`, [first] = moments, size = (m: MemoryMoment): string => `${m.writes.length} write and ${m.reads.length} read heads of ${[...new Set([...m.writes, ...m.reads].map((w) => w.length))].join(', ')} slots`;
  if (!first || first.writes.length + first.reads.length === 0) throw new RangeError(`${where} needs at least one step with a head`);
  moments.forEach((m, t) => {
    if (size(m) !== size(moments[0]) || size(m).includes(', ')) throw new RangeError(`${where}: step ${t} has ${size(m)}; step 0 has ${size(first)}; all must be alike`);
    for (const [what, words, heads] of [['wrote', m.wrote, m.writes], ['read', m.read, m.reads]] as const) if (words && words.length !== heads.length) throw new RangeError(`${where}: step ${t}: ${what} has ${words.length} words for ${heads.length} heads`);
    for (const v of [...m.writes, ...m.reads].flatMap((w) => Array.from(w))) if (!Number.isFinite(v)) throw new RangeError(`${where}: step ${t} has a weight of ${v}, expected a finite number`);
  });
  const N = (first.writes[0] ?? first.reads[0]).length;
  if (slotNames && slotNames.length !== N) throw new RangeError(`${where}: slotNames has ${slotNames.length} names for ${N} slots`);
  if (stepNames && stepNames.length !== moments.length) throw new RangeError(`${where}: stepNames has ${stepNames.length} names for ${moments.length} steps`);
}
