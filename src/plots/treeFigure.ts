import { z } from 'zod';
import { altField, anyNumber, checkArguments, numbers, text } from './arguments';
import { smallPrint, type SpokenOptions } from './alt';
import { fontSize } from './axes';
import { Drawing, through, TITLE_ROOM, type BoxStyle } from './diagram';
import type { Figure } from './figure';
import { linesHigh, WIDTH } from './frame';
import { checkCount, indices } from './numbers';
import { colours, ink } from './palette';
import { list, plain, say, wrap } from './text';

/** What the drawing of a sum tree shows. */
export interface TreeFigureOptions extends SpokenOptions {
  readonly title: string;
  /** What a leaf is: "row". Leaves are named by it and their index; default "leaf". */
  readonly leaf?: string;
  /**
   * Nodes that are gone through, from the root (node 1) down or from a leaf up: drawn in blue, the
   * last of them filled if it is a leaf.
   */
  readonly path?: readonly number[];
  /** Nodes whose sum has just changed: drawn in vermilion. */
  readonly changed?: readonly number[];
  /**
   * Places on the line below the tree, where the leaves lie one after the other, each as long as
   * its number: 0 to the sum of all.
   */
  readonly mark?: number | readonly number[];
  /** Leaves that are filled, from 0; default the one at the end of the path. */
  readonly found?: readonly number[];
  /** Parts into which the line is cut, equally long; default 1. */
  readonly parts?: number;
  /** Small words beside nodes, by node: "u = 3". */
  readonly beside?: Readonly<Record<number, string>>;
  /** A sentence under the figure: what happens in this step. */
  readonly words?: string;
}

const places = z.array(anyNumber);
const treeOptions = z.strictObject({
  title: text,
  leaf: text.optional(),
  path: places.optional(),
  changed: places.optional(),
  mark: z.union([anyNumber, places]).optional(),
  found: places.optional(),
  parts: anyNumber.optional(),
  beside: z.record(z.string(), text).optional(),
  words: text.optional(),
  ...altField,
});

/** Numbers above it could add up to no number. */
const LARGEST = 1e300;
const HIGH = 28;
const DOWN = 58;
const TOP = 8;
const SIDE = 10;
const BLUE = colours[0];
const VERMILION = colours[1];

/**
 * A sum tree: each node holds the sum of the two below it, the leaves hold the numbers. Below the
 * tree the leaves as lengths on one line.
 * @param nodes sums in heap order: node 1 is the root, node k stands above 2k and 2k + 1, and the
 * leaves are the second half; `nodes[0]` is not used. 2, 4, 8 or 16 leaves
 * @throws RangeError for another number of nodes, a number below 0, or a node or mark that is not
 * in the tree
 * @example
 * const sums = [0, 10, 4, 6, 3, 1, 4, 2];
 * treeFigure(sums, { title: 'A draw of 5 falls on leaf 2', path: [1, 3, 6], mark: 5 });
 */
export function treeFigure(nodes: ArrayLike<number>, options: TreeFigureOptions): Figure {
  checkArguments({ nodes: numbers, options: treeOptions }, { nodes, options });
  check(nodes, options);
  const { title, leaf = 'leaf', path = [], changed = [], beside = {}, words = '' } = options;
  const leaves = nodes.length / 2;
  const hit = foundLeaves(options, leaves);
  const wide = Math.min(64, (WIDTH - 2 * SIDE) / leaves - 8);
  const levelOf = (k: number): number => Math.floor(Math.log2(k));
  const y = (k: number): number => TOP + levelOf(k) * DOWN;
  const x = (k: number): number =>
    SIDE + ((k - 2 ** levelOf(k) + 0.5) * (WIDTH - 2 * SIDE)) / 2 ** levelOf(k);
  const drawing = new Drawing();

  /** The line from a node to the one above it. */
  function branch(k: number): void {
    const above = k >> 1;
    const both = (list: readonly number[]): boolean => list.includes(k) && list.includes(above);
    const ends = through([x(above), y(above) + HIGH], [x(k), y(k)]);
    if (both(path)) drawing.line(ends, { colour: BLUE, width: 3 });
    else drawing.line(ends, { colour: both(changed) ? VERMILION : ink.mark });
  }

  function styleOf(k: number): BoxStyle {
    if (hit.includes(k - leaves)) return { fill: BLUE, edge: BLUE, ink: '#ffffff' };
    if (path.includes(k)) return { fill: '#dceaf4', edge: BLUE };
    return changed.includes(k) ? { fill: '#fae3d4', edge: VERMILION } : {};
  }

  /** The words at the right of a node, or under the name of a leaf. */
  function wordsBeside(k: number): void {
    if (!beside[k]) return;
    const style = { colour: BLUE, fontSize: fontSize.note };
    const text = plain(beside[k]);
    if (k >= leaves) drawing.words([x(k), y(k) + HIGH + 24], text, style);
    else
      drawing.words([x(k) + wide / 2 + 6, y(k) + HIGH / 2], text, {
        ...style,
        align: 'left',
        paper: true,
      });
  }

  for (let k = 2; k < nodes.length; k++) branch(k);
  for (let k = 1; k < nodes.length; k++) {
    const box = { x: x(k) - wide / 2, y: y(k), width: wide, height: HIGH };
    drawing.box(box, say(nodes[k]), { ...styleOf(k), fontSize: fontSize.axis });
    wordsBeside(k);
    const name = leaves > 8 ? `${k - leaves}` : `${plain(leaf)} ${k - leaves}`;
    if (k >= leaves) drawing.words([x(k), y(k) + HIGH + 10], name, SMALL);
  }
  const bottom = TOP + Math.log2(leaves) * DOWN + HIGH + 28;
  drawLengths(drawing, nodes, options, bottom + 26);
  const below = bottom + 72;
  const lines = wrap(plain(words), fontSize.tick, WIDTH - 2 * SIDE);
  const high = words ? linesHigh(lines, fontSize.tick) : 0;
  if (words) drawing.words([SIDE, below + high / 2 + 4], lines, { align: 'left' });
  const height = TITLE_ROOM + below + (words ? high + 10 : 2);
  return drawing.figure(title, height, options.alt ?? described(nodes, options));
}

const SMALL = { fontSize: fontSize.note, colour: ink.soft };

const marksOf = ({ mark = [] }: TreeFigureOptions): readonly number[] =>
  typeof mark === 'number' ? [mark] : mark;

/** The leaves that are filled: those that are named, else the one at the end of the path. */
function foundLeaves({ found, path = [] }: TreeFigureOptions, leaves: number): readonly number[] {
  const end = path[path.length - 1] ?? 0;
  return found ?? (end >= leaves ? [end - leaves] : []);
}

/** The leaves as lengths one after the other, the parts the line is cut into, and the marks. */
function drawLengths(
  drawing: Drawing,
  nodes: ArrayLike<number>,
  options: TreeFigureOptions,
  bottom: number,
): void {
  const { parts = 1 } = options;
  const leaves = nodes.length / 2;
  const hit = foundLeaves(options, leaves);
  const total = nodes[1];
  const at = (v: number): number => SIDE + (total > 0 ? v / total : 0) * (WIDTH - 2 * SIDE);
  function styleOf(i: number): BoxStyle {
    if (hit.includes(i)) return { fill: BLUE, edge: '#ffffff', ink: '#ffffff' };
    return { fill: i % 2 ? '#e3e7eb' : '#f4f6f8' };
  }
  let from = 0;
  for (let i = 0; i < leaves; i++) {
    const value = nodes[leaves + i];
    const width = at(from + value) - at(from);
    const box = { x: at(from), y: bottom, width, height: 18 };
    const style = { fontSize: fontSize.note, ...styleOf(i) };
    if (width > 0) drawing.box(box, width > 14 ? `${i}` : '', style);
    from += value;
  }
  for (let part = 1; part < parts; part++) {
    const x = at((part * total) / parts);
    drawing.line(through([x, bottom - 5], [x, bottom + 23]), { colour: VERMILION, width: 2 });
  }
  drawing.words([SIDE, bottom + 30], '0', { ...SMALL, align: 'left' });
  drawing.words([WIDTH - SIDE, bottom + 30], say(total), { ...SMALL, align: 'right' });
  const marks = marksOf(options);
  marks.forEach((mark, k) => {
    const x = at(mark);
    drawing.arrow(through([x, bottom - 22], [x, bottom]), { colour: BLUE });
    const crowded = k + 1 < marks.length && at(marks[k + 1]) - x < 46;
    const align = x > WIDTH - 90 || crowded ? 'right' : 'left';
    const style = { align, colour: BLUE, fontSize: fontSize.note, paper: true } as const;
    drawing.words([x + (align === 'left' ? 6 : -6), bottom - 14], say(mark, 4), style);
  });
}

function described(nodes: ArrayLike<number>, options: TreeFigureOptions): string {
  const { title, leaf = 'leaf', path = [], changed = [], parts = 1, words = '' } = options;
  const marks = marksOf(options).map((mark) => say(mark, 4));
  const leaves = nodes.length / 2;
  const sums = Array.from(nodes, (v) => say(v));
  function name(k: number): string {
    if (k === 1) return 'the root';
    return k >= leaves ? `${leaf} ${k - leaves}` : `node ${k}`;
  }
  const levels = indices(Math.log2(leaves) + 1).map((level) =>
    sums.slice(2 ** level, 2 ** (level + 1)).join(', '),
  );
  const way = path.map((k) => `${name(k)} (${sums[k]})`);
  const are = marks.length > 1 ? 'are' : 'is';
  return smallPrint(
    `${title}. A sum tree of ${leaves} leaves; its levels from the top down: ${levels.join('; ')}.`,
    way.length > 0 ? `The way goes through ${list(way)}.` : '',
    changed.length > 0 ? `Changed: ${list(changed.map(name))}.` : '',
    parts > 1 ? `The line of all leaves is cut into ${parts} equal parts.` : '',
    marks.length > 0 ? `On the line of all leaves ${list(marks)} of ${sums[1]} ${are} marked.` : '',
    words,
  );
}

function check(nodes: ArrayLike<number>, options: TreeFigureOptions): void {
  const { title, path = [], changed = [], parts = 1, found = [] } = options;
  const where = `tree "${title}"`;
  const leaves = nodes.length / 2;
  if (![2, 4, 8, 16].includes(leaves))
    throw new RangeError(
      `${where}: got ${nodes.length} nodes, expected 4, 8, 16 or 32 (the first is not used)`,
    );
  for (let k = 1; k < nodes.length; k++)
    if (!(nodes[k] >= 0 && nodes[k] <= LARGEST))
      throw new RangeError(
        `${where}: node ${k} is ${nodes[k]}, expected a finite number of at least 0`,
      );
  const missing = [...path, ...changed, ...found.map((leaf) => leaf + leaves)].find(
    (k) => !Number.isInteger(k) || k < 1 || k >= nodes.length,
  );
  if (missing !== undefined)
    throw new RangeError(
      `${where}: there is no node ${missing}; nodes go from 1 to ${nodes.length - 1}`,
    );
  const outside = marksOf(options).find((mark) => !(mark >= 0 && mark <= nodes[1]));
  if (outside !== undefined)
    throw new RangeError(`${where}: mark is ${outside}, expected 0 to ${nodes[1]}, the sum of all`);
  checkCount(`${where}: parts`, parts);
}
