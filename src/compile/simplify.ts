import { activationGradients } from './activationGradients';
import { reportPass, runsPass, TRACED } from './choosePasses';
import { clipping } from './clipping';
import { diagonals } from './diagonals';
import type { Graph } from './graph';
import { mergeProducts } from './mergeProducts';
import { ONE_DNN } from './oneDnn';
import { nodeName, type Pass } from './pass';
import { productLengths } from './productLengths';
import { reluGradients } from './reluGradients';
import { sharedMatrices } from './sharedMatrices';
import { shapesOnce } from './shapesOnce';
import { signs } from './signs';
import { readSquaresOnce } from './squaredLengths';
import { sumsOverBatch } from './sumsOverBatch';

/** The passes by name, in the order in which they run; `traceWith` can leave some out. */
const passes: Readonly<Record<string, Pass>> = {
  'gradient of relu in one': reluGradients,
  'gradients of sigmoid and tanh in one': activationGradients,
  'bounds in one': clipping,
  'diagonals alone': diagonals,
  'shapes once': shapesOnce,
  'signs and neutral numbers': signs,
  'shared matrices not copied': sharedMatrices,
  'products merged': mergeProducts,
  'sums over a batch in one product': sumsOverBatch,
  'squares read once': readSquaresOnce,
  'lengths of gradients from their factors': productLengths,
};

/** All that is done to a training step's graph, by name, in the order in which it is done. */
export const passNames: readonly string[] = [...Object.keys(passes), ONE_DNN];

/**
 * Rewrites what was traced into something that computes the same with fewer passes over memory.
 * Sums may be taken in another order: results differ by rounding.
 * @param results names of nodes that are read from outside
 */
export function simplify(graph: Graph, results: readonly string[]): void {
  const kept = new Set(results.map(nodeName));
  let made = 0;
  const fresh = (): string => `s${made++}`;
  const run = (pass: Pass): void => graph.replace(pass(graph.nodes, kept, fresh));
  run(dropUnused);
  reportPass(TRACED, graph.nodes);
  for (const [name, pass] of Object.entries(passes)) {
    if (!runsPass(name)) continue;
    run(pass);
    // what nobody needs any more would count as a use of what it was made of
    run(dropUnused);
    reportPass(name, graph.nodes);
  }
}

/** What is fed and what is kept stays, whether it is used or not. */
const dropUnused: Pass = (nodes, results) => {
  const wanted = new Set(results);
  return [...nodes]
    .reverse()
    .filter(({ name, op, inputs }) => {
      const stays =
        wanted.has(name) || ['Placeholder', 'VarHandleOp', 'ReadVariableOp'].includes(op);
      if (stays) inputs.forEach((input) => wanted.add(nodeName(input)));
      return stays;
    })
    .reverse();
};
