import { z } from 'zod';
import { ownValue } from '../core/objects';
import { annealedBeta, ExperienceReplay, type ExperienceOptions, strata } from '../replay';
import { filledList, inSection, largestError, nameSchema, section, type Section } from './compare';

const numbers = z.array(z.number()).describe('a list of numbers');
const index = z.int().min(0);

const common = {
  name: nameSchema,
  priorities_raw: filledList(z.number(), 'numbers'),
  alpha: z.number().min(0),
  beta: z.number().min(0),
  prob: numbers.optional(),
  is_weight_over_buffer_max: numbers.optional(),
};

const proportionalSchema = z
  .looseObject({
    ...common,
    eps: z.number().min(0),
    p_alpha: numbers.optional(),
    sum: z.number().optional(),
    prefix_sums: numbers.optional(),
    is_weight_unnormalised: numbers.optional(),
    sampled_indices: filledList(index, 'whole numbers').optional(),
    is_weight_over_batch_max: numbers.optional(),
    prefix_lookup: z.array(z.looseObject({ mass: z.number().min(0), index })).optional(),
    stratified_batch4_bounds: filledList(numbers, 'pairs of numbers').optional(),
  })
  .describe('a case')
  .superRefine((c, context) => {
    const places = c.priorities_raw.length;
    const wrong = c.sampled_indices?.findIndex((one) => one >= places) ?? -1;
    if (wrong >= 0) {
      const message = `a whole number from 0 to ${places - 1}`;
      context.addIssue({ code: 'custom', path: ['sampled_indices', wrong], message });
    }
    if (c.is_weight_over_batch_max && !c.sampled_indices)
      context.addIssue({ code: 'custom', path: ['sampled_indices'], message: 'whole numbers' });
  });

const rankSchema = z.looseObject({ ...common, rank: numbers.optional() }).describe('a case');

const stepSchema = z
  .looseObject({
    op: z.enum(['add', 'update']),
    slot: index,
    priority: z.number().min(0),
    total: z.number(),
    min: z.number(),
    leaves: filledList(z.number(), 'numbers'),
  })
  .describe('a step')
  .superRefine(({ slot, leaves }, context) => {
    const message = `a whole number from 0 to ${leaves.length - 1}`;
    if (slot >= leaves.length) context.addIssue({ code: 'custom', path: ['slot'], message });
  });

const traceSchema = z.array(stepSchema).superRefine((steps, context) => {
  const places = steps[0]?.leaves.length;
  const wrong = steps.findIndex(({ leaves }) => leaves.length !== places);
  if (wrong < 0) return;
  const message = `${places} numbers, as before`;
  context.addIssue({ code: 'custom', path: [wrong, 'leaves'], message });
});

const annealingSchema = z
  .looseObject({ t: index, T: z.int().min(1), beta0: z.number().min(0).max(1), beta: z.number() })
  .describe('a step');

/** The form of the file, which holds one of these parts at least. */
export const replaySchema = z
  .looseObject({
    cases: z.array(proportionalSchema).optional(),
    rank_based: z.array(rankSchema).optional(),
    sum_tree_trace: traceSchema.optional(),
    beta_annealing_linear: z.array(annealingSchema).optional(),
  })
  .describe('a file of replay vectors');

type ProportionalCase = z.infer<typeof proportionalSchema>;
type RankCase = z.infer<typeof rankSchema>;
type TraceStep = z.infer<typeof stepSchema>;
type ReplayFile = z.infer<typeof replaySchema>;

const TOLERANCE = 1e-9;

const PARTS = ['rank_based', 'sum_tree_trace', 'beta_annealing_linear'];

/** Whether a file has the form of replay-vectors.json, which does not say its form itself. */
export function isReplayFile(file: unknown): boolean {
  const first = ownValue(ownValue(file, 'cases'), 0);
  return (
    PARTS.some((part) => ownValue(file, part) !== undefined) ||
    ownValue(first, 'priorities_raw') !== undefined
  );
}

/**
 * The form of replay-vectors.json: probabilities, importance weights and look-ups of prioritized
 * replay by proportion and by rank, the tree after every change of a ring, and beta on its way to
 * 1.
 * @throws RangeError naming the section if its numbers cannot be used
 */
export function replaySections({
  cases = [],
  rank_based: ranked = [],
  sum_tree_trace: trace,
  beta_annealing_linear: annealing,
}: ReplayFile): Section[] {
  const sections = [
    ...cases.flatMap((c) => partsOf(c, () => proportional(c))),
    ...ranked.flatMap((c) => partsOf(c, () => byRank(c))),
  ];
  if (trace) sections.push(section('sum_tree_trace', TOLERANCE, () => traceError(trace)));
  if (annealing)
    sections.push(
      section('beta_annealing_linear', TOLERANCE, () =>
        largestError(
          annealing.map(({ t, T, beta0 }) => annealedBeta(beta0, t, T)),
          annealing.map(({ beta }) => beta),
        ),
      ),
    );
  return sections;
}

/** How far off each part is that a case names. */
function partsOf(
  c: ProportionalCase | RankCase,
  makeParts: () => Readonly<Record<string, () => number>>,
): Section[] {
  return Object.entries(inSection(c.name, makeParts))
    .filter(([part]) => Object.hasOwn(c, part))
    .map(([part, find]) => section(`${c.name} ${part}`, TOLERANCE, find));
}

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
      error(store.weightsOf(c.sampled_indices ?? [], 'batch'), c.is_weight_over_batch_max),
    prefix_lookup: () => {
      const lookup = c.prefix_lookup ?? [];
      const masses = lookup.map(({ mass }) => mass);
      const expected = lookup.map((one) => one.index);
      return Math.max(
        error(
          masses.map((mass) => sums.find(mass)),
          expected,
        ),
        error(together(masses), expected),
      );
    },
    stratified_batch4_bounds: () =>
      error(
        strata(store.total, c.stratified_batch4_bounds?.length ?? 1),
        c.stratified_batch4_bounds,
      ),
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
      const place = op === 'add' ? store.add({ x: Float32Array.of(0) }, priority) : slot;
      if (op === 'update') store.updatePriorities([slot], [priority]);
      return largestError(
        [place, sums.total, minima.minimum, leaves.map((_, i) => sums.leaf(i))],
        [slot, total, min, leaves],
      );
    }),
  );
}
