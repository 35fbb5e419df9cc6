import { annealedBeta, ExperienceReplay, type ExperienceOptions, strata } from '../replay';
import { largestError, type Section } from './compare';

interface ProportionalCase {
  readonly name: string;
  readonly priorities_raw: readonly number[];
  readonly eps: number;
  readonly alpha: number;
  readonly beta: number;
  readonly p_alpha: readonly number[];
  readonly sum: number;
  readonly prob: readonly number[];
  readonly prefix_sums: readonly number[];
  readonly is_weight_unnormalised: readonly number[];
  readonly is_weight_over_buffer_max: readonly number[];
  readonly sampled_indices: readonly number[];
  readonly is_weight_over_batch_max: readonly number[];
  readonly prefix_lookup: readonly { readonly mass: number; readonly index: number }[];
  readonly stratified_batch4_bounds: readonly (readonly number[])[];
}

interface RankCase {
  readonly name: string;
  readonly priorities_raw: readonly number[];
  readonly alpha: number;
  readonly beta: number;
  readonly rank: readonly number[];
  readonly prob: readonly number[];
  readonly is_weight_over_buffer_max: readonly number[];
}

interface TraceStep {
  readonly op: string;
  readonly slot: number;
  readonly priority: number;
  readonly total: number;
  readonly min: number;
  readonly leaves: readonly number[];
}

interface ReplayFile {
  readonly cases?: readonly ProportionalCase[];
  readonly rank_based?: readonly RankCase[];
  readonly sum_tree_trace?: readonly TraceStep[];
  readonly beta_annealing_linear?: readonly {
    readonly t: number;
    readonly T: number;
    readonly beta0: number;
    readonly beta: number;
  }[];
}

const TOLERANCE = 1e-9;

/** Whether a file has the form of replay-vectors.json, which does not say its form itself. */
export const isReplayFile = (file: unknown): boolean => {
  const {
    cases,
    rank_based: ranked,
    sum_tree_trace: trace,
    beta_annealing_linear: beta,
  } = (file ?? {}) as ReplayFile;
  return (
    [ranked, trace, beta].some(Array.isArray) ||
    (Array.isArray(cases) && Object.hasOwn((cases[0] ?? {}) as object, 'priorities_raw'))
  );
};

/**
 * The form of replay-vectors.json: probabilities, importance weights and look-ups of prioritized
 * replay by proportion and by rank, the tree after every change of a ring, and beta on its way to
 * 1.
 */
export function replaySections({
  cases = [],
  rank_based: ranked = [],
  sum_tree_trace: trace,
  beta_annealing_linear: annealing,
}: ReplayFile): Section[] {
  const parts = [
    ...cases.flatMap((c) => partsOf(c, proportional(c))),
    ...ranked.flatMap((c) => partsOf(c, byRank(c))),
    ...(trace ? [['sum_tree_trace', traceError(trace)] as const] : []),
    ...(annealing
      ? [
          [
            'beta_annealing_linear',
            largestError(
              annealing.map(({ t, T, beta0 }) => annealedBeta(beta0, t, T)),
              annealing.map(({ beta }) => beta),
            ),
          ] as const,
        ]
      : []),
  ];
  return parts.map(([name, error]) => ({ name, error, tolerance: TOLERANCE }));
}

/** How far off each part is that a case names. */
const partsOf = (
  c: ProportionalCase | RankCase,
  parts: Record<string, () => number>,
): (readonly [string, number])[] =>
  Object.entries(parts).flatMap(([part, off]) =>
    Object.hasOwn(c, part) ? [[`${c.name} ${part}`, off()] as const] : [],
  );

/** A filled store: as many items as priorities, whose signs are those of errors. */
function filled(
  raw: readonly number[],
  options: Partial<ExperienceOptions<'x'>>,
): ExperienceReplay<'x'> {
  const store = new ExperienceReplay({ capacity: raw.length, fields: { x: 1 }, ...options });
  for (let i = 0; i < raw.length; i++) store.add({ x: Float32Array.of(i) });
  store.updatePriorities(
    raw.map((_, i) => i),
    raw.map(Math.abs),
  );
  return store;
}

function proportional(c: ProportionalCase): Record<string, () => number> {
  const store = filled(c.priorities_raw, { alpha: c.alpha, beta: c.beta, epsilon: c.eps });
  const { sums } = store.trees!;
  const all = c.priorities_raw.map((_, i) => i);
  const error = (actual: Iterable<unknown>, expected: unknown): number =>
    largestError([...actual], expected);
  const together = (masses: readonly number[]): Int32Array => {
    const found = new Int32Array(masses.length);
    sums.findAll(Float64Array.from(masses), found);
    return found;
  };
  return {
    p_alpha: () => error(store.shares(), c.p_alpha),
    sum: () => largestError(store.total, c.sum),
    prob: () => error(store.probabilities(), c.prob),
    prefix_sums: () =>
      error(
        all.map((i) => sums.sumUpTo(i)),
        c.prefix_sums,
      ),
    is_weight_unnormalised: () => error(store.weightsOf(all, 'none'), c.is_weight_unnormalised),
    is_weight_over_buffer_max: () =>
      error(store.weightsOf(all, 'buffer'), c.is_weight_over_buffer_max),
    is_weight_over_batch_max: () =>
      error(store.weightsOf(c.sampled_indices, 'batch'), c.is_weight_over_batch_max),
    prefix_lookup: () => {
      const masses = c.prefix_lookup.map(({ mass }) => mass);
      const expected = c.prefix_lookup.map(({ index }) => index);
      return Math.max(
        error(
          masses.map((mass) => sums.find(mass)),
          expected,
        ),
        error(together(masses), expected),
      );
    },
    stratified_batch4_bounds: () =>
      error(strata(store.total, c.stratified_batch4_bounds.length), c.stratified_batch4_bounds),
  };
}

function byRank(c: RankCase): Record<string, () => number> {
  const store = filled(c.priorities_raw, { prioritization: 'rank', alpha: c.alpha, beta: c.beta });
  const all = c.priorities_raw.map((_, i) => i);
  return {
    rank: () =>
      largestError(
        all.map((i) => store.rankOf(i)),
        c.rank,
      ),
    prob: () => largestError([...store.probabilities()], c.prob),
    is_weight_over_buffer_max: () =>
      largestError([...store.weightsOf(all, 'buffer')], c.is_weight_over_buffer_max),
  };
}

/** A ring of as many places as leaves, alpha 1: its tree after every step. */
function traceError(trace: readonly TraceStep[]): number {
  const store = new ExperienceReplay({
    capacity: trace[0]?.leaves.length ?? 1,
    fields: { x: 1 },
    alpha: 1,
    epsilon: 0,
  });
  const { sums, minima } = store.trees!;
  return Math.max(
    0,
    ...trace.map(({ op, slot, priority, total, min, leaves }) => {
      if (op !== 'add' && op !== 'update')
        throw new RangeError(`sum_tree_trace: got op "${op}", expected add or update`);
      const place = op === 'add' ? store.add({ x: Float32Array.of(0) }, priority) : slot;
      if (op === 'update') store.updatePriorities([slot], [priority]);
      return largestError(
        [place, sums.total, minima.minimum, leaves.map((_, i) => sums.leaf(i))],
        [slot, total, min, leaves],
      );
    }),
  );
}
