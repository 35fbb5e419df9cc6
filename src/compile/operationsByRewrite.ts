import { checkFunction } from '../core/arguments';
import { TRACED, traceWith } from './choosePasses';
import { countOperations } from './compile';
import type { NodeDef } from './graph';

/**
 * How many operations a graph has as it was traced, and after each pass that rewrites it, in the
 * order in which the passes run. What a training adds behind them, such as the updates of its
 * parameters, is counted in all numbers, so that the last is the training's `operations`.
 * @param trace makes a compiled function or training trace one graph: its first call
 * @returns by the names of the passes; the first is called `as traced`
 * @throws Error where nothing is traced, as in a second call or on WebAssembly
 * @example
 * const counts = operationsByRewrite(() => training.update(x, y));
 * // { 'as traced': 494, 'gradient of relu in one': 494, ..., 'squares read once': 419 }
 */
export function operationsByRewrite(trace: () => unknown): Record<string, number> {
  checkFunction('trace', trace);
  let counts: [string, number][] = [];
  let last = 0;
  const onPass = (name: string, nodes: readonly NodeDef[]): void => {
    if (name === TRACED) counts = [];
    counts.push([name, countOperations({ nodes })]);
  };
  const onGraph = (nodes: readonly NodeDef[]): void => void (last = countOperations({ nodes }));
  traceWith({ onPass, onGraph }, trace);
  const counted = counts.at(-1);
  if (counted === undefined)
    throw new Error(
      'operationsByRewrite: nothing was traced; give it the first call of a compiled training, ' +
        'on the native library (npm run doctor says whether it is there)',
    );
  const behind = last - counted[1];
  return Object.fromEntries(counts.map(([name, count]) => [name, count + behind]));
}
