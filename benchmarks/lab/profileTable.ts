import type { AlikeOperations } from '../../src/compile/graphProfile';
import { sum } from '../../src/core/numbers';
import { textTable } from '../../src/core/textTable';
import { type GraphTimes, gigaflops, type StepProfile, timesByKind } from './profile';
import type { RatioSpread } from './statistics';
import { ms } from './table';

/** Groups of operations that are listed one by one. */
const LISTED = 10;

/** What a profile found, as three tables: by kind, the costliest operations, pass by pass. */
export function profileTables(profile: StepProfile): string {
  return [kindTable(profile), operationTable(profile), passTable(profile)].join('\n\n');
}

/**
 * Operations and time by kind. A step takes longer than its operations together where it waits,
 * and for the call; shorter where they find their numbers in the processor's caches.
 */
function kindTable({ case: name, operations, all }: StepProfile): string {
  const kinds = timesByKind(operations);
  const inside = sum(kinds.map((kind) => kind.ms));
  const share = (time: number): string => `${((100 * time) / inside).toFixed(0)} %`;
  const rows = kinds.map((kind) => [kind.kind, `${kind.count}`, ms(kind.ms), share(kind.ms)]);
  const count = sum(kinds.map((kind) => kind.count));
  return textTable(
    [`${name}: kind of operation`, 'operations', 'ms, each timed by itself', 'share'],
    [
      ...rows,
      ['together', `${count}`, ms(inside), ''],
      ['a whole step, processor time (quartiles)', '', quartiles(all), ''],
    ],
  );
}

/** The groups of operations that take the most time. */
function operationTable({ case: name, operations }: StepProfile): string {
  return textTable(
    [`${name}: costliest operations`, 'times', 'us each', 'ms', 'GFLOP/s', 'kind'],
    operations.slice(0, LISTED).map((alike) => {
      const speed = gigaflops(alike)?.toFixed(0) ?? '';
      const each = (1e3 * alike.ms).toFixed(alike.ms < 0.01 ? 1 : 0);
      const all = ms(alike.count * alike.ms);
      return [formOf(alike), `${alike.count}`, each, all, speed, alike.kind];
    }),
  );
}

/** `MatMul 9x512 -> 9x4`: the operation, its largest inputs and its result. */
function formOf({ op, inputs, shape }: AlikeOperations): string {
  const written = (one: readonly number[]): string => one.join('x') || '1';
  const large = inputs.filter((input) => input.length > 0).slice(0, 3);
  const name = op.replace(/^_Mkl/, 'oneDNN ').replace(/^ResourceApply/, '');
  const result = shape.length > 0 ? ` -> ${written(shape)}` : '';
  return `${name} ${large.map(written).join(', ')}${result}`;
}

/** Operations and time with more and more passes, and with each left out. */
function passTable({ case: name, traced, passes }: StepProfile): string {
  return textTable(
    [
      ...[`${name}: passes, one by one`, 'operations', 'CPU ms a step (quartiles)'],
      ...['without it alone', 'CPU ms', 'times longer (quartiles)'],
    ],
    [
      ['as traced', `${traced.operations}`, quartiles(traced), '', '', ''],
      ...passes.map(({ pass, added, without, gain }) => [
        `+ ${pass}`,
        `${added.operations}`,
        quartiles(added),
        ...(gain ? leftOut(without, gain) : ['nothing', 'changes', '']),
      ]),
    ],
  );
}

/** What a step is without a pass. */
function leftOut({ operations, median }: GraphTimes, { ratio, low, high }: RatioSpread): string[] {
  const longer = `${ratio.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`;
  return [`${operations}`, ms(median), longer];
}

const quartiles = ({ median, low, high }: GraphTimes): string =>
  `${ms(median)} (${ms(low)} to ${ms(high)})`;
