import { z } from 'zod';
import { anyNumber, checkArguments, item, numbers, text } from './arguments';
import type { Figure } from './figure';
import { say } from './text';
import { treeFigure } from './treeFigure';

/** A node on the way down a sum tree, and what is left there of the number looked for. */
export interface SumTreeStep {
  readonly node: number;
  readonly u: number;
}

/** What the drawing of a walk shows. */
export interface SumTreeWalkOptions {
  readonly title: string;
  /** Steps that are shown, from 0 (at the root); default all. */
  readonly steps?: number;
  /** What a leaf is; default "row". */
  readonly leaf?: string;
}

const wayField = z.array(item({ node: anyNumber, u: anyNumber })).min(1);
const walkOptions = z.strictObject({
  title: text,
  steps: anyNumber.optional(),
  leaf: text.optional(),
});

/** Digits in which numbers on the way are written. */
const DIGITS = 4;

/**
 * The way down a sum tree as far as it has come, with the comparison that leads on in words.
 * @param nodes sums in heap order (see `treeFigure`)
 * @param way the nodes from the root down to a leaf
 * @throws RangeError for a tree or a node that cannot be drawn
 * @example
 * const way = [{ node: 1, u: 5 }, { node: 3, u: 1 }, { node: 6, u: 1 }];
 * sumTreeWalk([0, 10, 4, 6, 3, 1, 4, 2], way, { title: 'A dart at 5', steps: 1 });
 */
export function sumTreeWalk(
  nodes: ArrayLike<number>,
  way: readonly SumTreeStep[],
  options: SumTreeWalkOptions,
): Figure {
  checkArguments({ nodes: numbers, way: wayField, options: walkOptions }, { nodes, way, options });
  const { title, steps = way.length - 1, leaf = 'row' } = options;
  const shown = way.slice(0, Math.max(0, steps) + 1);
  return treeFigure(nodes, {
    title,
    leaf,
    path: shown.map(({ node }) => node),
    mark: way[0].u,
    words: wordsOf(nodes, shown[shown.length - 1], leaf),
    beside: Object.fromEntries(shown.map(({ node, u }) => [node, `u = ${say(u, DIGITS)}`])),
  });
}

/** What is compared at a node, and where it leads. */
function wordsOf(nodes: ArrayLike<number>, { node, u }: SumTreeStep, leaf: string): string {
  const leaves = nodes.length / 2;
  if (nodes[node] === undefined) return ''; // the tree says that it has no such node
  if (node >= leaves) {
    const chance = `${say(nodes[node])} of ${say(nodes[1])}`;
    return `Arrived: ${leaf} ${node - leaves} is drawn. Its chance is ${chance}.`;
  }
  const left = nodes[2 * node];
  const [place, sum] = [say(u, DIGITS), say(left)];
  const here = `At a node of ${say(nodes[node])}:`;
  if (u < left) return `${here} ${place} is less than ${sum}, the sum on the left: go left.`;
  const rest = say(u - left, DIGITS);
  return `${here} ${place} is not less than ${sum}: go right, with ${place} − ${sum} = ${rest}.`;
}
