import { size } from './axes';
import { Drawing } from './diagram';
import type { Figure } from './figure';
import { WIDTH } from './frame';
import { colours, ink } from './palette';
import { list, plain, say } from './text';

export interface TreeFigureOptions {
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
 * leaves are the second half; `nodes[0]` is not looked at. 2, 4, 8 or 16 leaves
 * @throws RangeError for another number of nodes, a number below 0, or a node or mark that is not
 * in the tree
 * @example treeFigure([0, 10, 4, 6, 3, 1, 4, 2], { title: 'A draw of 5 falls on leaf 2', path: [1, 3, 6], mark: 5 })
 */
export function treeFigure(nodes: ArrayLike<number>, options: TreeFigureOptions): Figure {
  check(nodes, options);
  const {
    title,
    leaf = 'leaf',
    path = [],
    changed = [],
    parts = 1,
    beside = {},
    words = '',
  } = options;
  const marks = marksOf(options);
  const leaves = nodes.length / 2;
  const levels = Math.log2(leaves);
  const room = (WIDTH - 2 * SIDE) / leaves;
  const wide = Math.min(64, room - 8);
  const levelOf = (k: number): number => Math.floor(Math.log2(k));
  const y = (k: number): number => TOP + levelOf(k) * DOWN;
  const x = (k: number): number =>
    SIDE + ((k - 2 ** levelOf(k) + 0.5) * (WIDTH - 2 * SIDE)) / 2 ** levelOf(k);
  const drawing = new Drawing();
  const on = (k: number): boolean => path.includes(k);
  const end = path[path.length - 1] ?? 0;
  const hit = options.found ?? (end >= leaves ? [end - leaves] : []);
  for (let k = 2; k < nodes.length; k++) {
    const [above, both] = [k >> 1, on(k) && on(k >> 1)];
    const colour = both
      ? BLUE
      : changed.includes(k) && changed.includes(above)
        ? VERMILION
        : ink.mark;
    drawing.line(
      [
        [x(above), y(above) + HIGH],
        [x(k), y(k)],
      ],
      colour,
      both ? 3 : 1.5,
    );
  }
  for (let k = 1; k < nodes.length; k++) {
    const found = k >= leaves && hit.includes(k - leaves);
    const style = found
      ? { fill: BLUE, edge: BLUE, ink: '#ffffff' }
      : on(k)
        ? { fill: '#dceaf4', edge: BLUE }
        : changed.includes(k)
          ? { fill: '#fae3d4', edge: VERMILION }
          : {};
    drawing.box({ x: x(k) - wide / 2, y: y(k), width: wide, height: HIGH }, say(nodes[k]), {
      ...style,
      fontSize: size.axis,
    });
    const leafAt = y(k) + HIGH + 10;
    if (beside[k] && k < leaves)
      drawing.words([x(k) + wide / 2 + 6, y(k) + HIGH / 2], plain(beside[k]), {
        align: 'left',
        colour: BLUE,
        fontSize: size.note,
        paper: true,
      });
    else if (beside[k])
      drawing.words([x(k), leafAt + 14], plain(beside[k]), { colour: BLUE, fontSize: size.note });
    if (k >= leaves)
      drawing.words([x(k), leafAt], leaves > 8 ? `${k - leaves}` : `${plain(leaf)} ${k - leaves}`, {
        fontSize: size.note,
        colour: ink.soft,
      });
  }
  const bottom = TOP + levels * DOWN + HIGH + 28;
  line(drawing, nodes, { bottom: bottom + 26, parts, hit, marks });
  const below = bottom + 72;
  if (words) drawing.words([SIDE, below + 12], plain(words), { align: 'left' });
  return drawing.figure(title, 36 + below + (words ? 26 : 2), said(nodes, options));
}

const marksOf = ({ mark = [] }: TreeFigureOptions): readonly number[] =>
  typeof mark === 'number' ? [mark] : mark;

/** The leaves as lengths one after the other, the parts it is cut into, and the mark. */
function line(
  drawing: Drawing,
  nodes: ArrayLike<number>,
  {
    bottom,
    parts,
    hit,
    marks,
  }: { bottom: number; parts: number; hit: readonly number[]; marks: readonly number[] },
): void {
  const leaves = nodes.length / 2;
  const total = nodes[1];
  const at = (v: number): number => SIDE + (total > 0 ? v / total : 0) * (WIDTH - 2 * SIDE);
  let from = 0;
  for (let i = 0; i < leaves; i++) {
    const value = nodes[leaves + i];
    const width = at(from + value) - at(from);
    if (width > 0)
      drawing.box({ x: at(from), y: bottom, width, height: 18 }, width > 14 ? `${i}` : '', {
        fontSize: size.note,
        ...(hit.includes(i)
          ? { fill: BLUE, edge: '#ffffff', ink: '#ffffff' }
          : { fill: i % 2 ? '#e3e7eb' : '#f4f6f8' }),
      });
    from += value;
  }
  for (let part = 1; part < parts; part++)
    drawing.line(
      [
        [at((part * total) / parts), bottom - 5],
        [at((part * total) / parts), bottom + 23],
      ],
      VERMILION,
      2,
    );
  drawing.words([SIDE, bottom + 30], '0', { align: 'left', fontSize: size.note, colour: ink.soft });
  drawing.words([WIDTH - SIDE, bottom + 30], say(total), {
    align: 'right',
    fontSize: size.note,
    colour: ink.soft,
  });
  marks.forEach((mark, k) => {
    drawing.arrow(
      [
        [at(mark), bottom - 22],
        [at(mark), bottom],
      ],
      BLUE,
    );
    const side =
      at(mark) > WIDTH - 90 || (k + 1 < marks.length && at(marks[k + 1]) - at(mark) < 46)
        ? 'right'
        : 'left';
    drawing.words([at(mark) + (side === 'left' ? 6 : -6), bottom - 14], say(mark, 4), {
      align: side,
      colour: BLUE,
      fontSize: size.note,
      paper: true,
    });
  });
}

function said(nodes: ArrayLike<number>, options: TreeFigureOptions): string {
  const { title, leaf = 'leaf', path = [], changed = [], parts = 1, words = '' } = options;
  const marks = marksOf(options).map((mark) => say(mark, 4));
  const leaves = nodes.length / 2;
  const all = Array.from(nodes);
  const name = (k: number): string =>
    k === 1 ? 'the root' : k >= leaves ? `${leaf} ${k - leaves}` : `node ${k}`;
  const levels = Array.from({ length: Math.log2(leaves) + 1 }, (_, level) =>
    all
      .slice(2 ** level, 2 ** (level + 1))
      .map((v) => say(v))
      .join(', '),
  );
  return [
    `${title}. A sum tree of ${leaves} leaves; its levels from the top down: ${levels.join('; ')}.`,
    path.length > 0
      ? `The way goes through ${list(path.map((k) => `${name(k)} (${say(all[k])})`))}.`
      : '',
    changed.length > 0 ? `Changed: ${list(changed.map(name))}.` : '',
    parts > 1 ? `The line of all leaves is cut into ${parts} equal parts.` : '',
    marks.length === 0
      ? ''
      : `On the line of all leaves ${list(marks)} of ${say(all[1])} ` +
        `${marks.length > 1 ? 'are' : 'is'} marked.`,
    words,
  ]
    .filter(Boolean)
    .join(' ');
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
    if (!(nodes[k] >= 0 && Number.isFinite(nodes[k])))
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
  if (!Number.isInteger(parts) || parts < 1)
    throw new RangeError(`${where}: parts is ${parts}, expected a whole number of at least 1`);
}
