import { argumentError } from '../core/arguments';
import { sum } from '../core/numbers';
import { describe } from '../core/text';

/** How often a kind of operation occurs. */
export interface KindCount {
  readonly kind: string;
  readonly count: number;
  /** The operations of this kind, most frequent first. */
  readonly ops: readonly string[];
}

/** Exactly one of the names, which stand in lists with spaces between them. */
const anyOf = (...lists: readonly string[]): RegExp =>
  new RegExp(`^(${lists.join(' ').split(' ').join('|')})$`);

const KINDS: readonly (readonly [string, RegExp])[] = [
  ['inputs', /^(Placeholder|ReadVariableOp|VarHandleOp)$/],
  ['constants', /^(Const|Fill|ZerosLike|OnesLike|Range|LinSpace)$/],
  ['matrix products', /MatMul|Conv|Einsum/],
  ['shape only', /^(Reshape|ExpandDims|Squeeze|Identity)$/],
  [
    'slices and joins',
    anyOf(
      'Slice StridedSlice Split SplitV Unpack Pack Concat ConcatV2 Tile Transpose Gather GatherV2',
      'GatherNd Pad PadV2 BroadcastTo ScatterNd',
    ),
  ],
  [
    'sums and extremes',
    anyOf(
      'Sum Mean Prod Max Min All Any ArgMax ArgMin Softmax LogSoftmax Cumsum BiasAddGrad AddN',
      'TopKV2',
    ),
  ],
  ['parameter updates', /^(ResourceApply|Assign)/],
  ['whole graphs', /^CompiledGraph$/],
];

/** What sort of work an operation is; most take their inputs number by number. */
export const kindOfOperation = (op: string): string =>
  KINDS.find(([, ops]) => ops.test(op))?.[0] ?? 'number by number';

/** Counts operations by kind, most frequent kind first. @throws RangeError if they are no texts */
export function countByKind(ops: readonly string[]): KindCount[] {
  if (!Array.isArray(ops) || !ops.every((op) => typeof op === 'string'))
    throw argumentError('ops', describe(ops), 'a list of names of operations');
  const kinds = new Map<string, Map<string, number>>();
  for (const op of ops) {
    const kind = kindOfOperation(op);
    const counts = kinds.get(kind) ?? new Map<string, number>();
    counts.set(op, (counts.get(op) ?? 0) + 1);
    kinds.set(kind, counts);
  }
  const counted = [...kinds].map(([kind, counts]) => ({
    kind,
    count: sum([...counts.values()]),
    ops: [...counts].sort((a, b) => b[1] - a[1]).map(([op]) => op),
  }));
  return counted.sort((a, b) => b.count - a.count);
}
