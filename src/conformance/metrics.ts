import { z } from 'zod';
import { continualMetrics, seedStats } from '../metrics';
import { filledList, largestError, nameSchema, section, type Section } from './compare';

const figure = z.union([z.number(), z.null()]).describe('a number or null');
/** A number, a list or a matrix; null where a metric is not defined. */
const expectedSchema = z
  .record(z.string(), z.union([figure, z.array(z.union([figure, z.array(figure)]))]))
  .describe('metrics by name: numbers, nulls and lists of these');

const matrix = filledList(z.array(z.number()).describe('a list of numbers'), 'rows').superRefine(
  (R, context) => {
    const row = R.findIndex(({ length }) => length !== R.length);
    if (row >= 0)
      context.addIssue({ code: 'custom', path: [row], message: `${R.length} numbers, one a task` });
  },
);
const scores = z.array(z.number()).describe('a list of numbers').nullish();

/** The form of the file. */
export const metricsSchema = z
  .looseObject({
    tolerance: z.number().min(0).nullish(),
    cases: filledList(
      z
        .looseObject({
          name: nameSchema,
          R: matrix,
          b: scores,
          ref: scores,
          higherIsBetter: z.boolean(),
          expected: expectedSchema,
        })
        .describe('a case')
        .superRefine(({ R, b, ref }, context) => {
          for (const [field, values] of Object.entries({ b, ref }))
            if (values && values.length !== R.length) {
              const message = `${R.length} numbers, one a task, or null`;
              context.addIssue({ code: 'custom', path: [field], message });
            }
        }),
      'cases',
    ),
    seedStats: z
      .array(
        z
          .looseObject({
            values: filledList(z.number(), 'numbers'),
            mean: figure,
            std: figure,
            sem: figure,
            ci95HalfWidth: figure,
          })
          .describe('values and their statistics'),
      )
      .nullish(),
  })
  .describe('a file of metrics');

/**
 * Common libraries give Student's quantile to about 10 digits only (9 degrees of freedom:
 * 2.26215716274; to 20 digits 2.2621571627982055426), so an interval of theirs is held to that. Our
 * own quantile is tested to 1e-14 against exact values.
 */
const QUANTILE_TOLERANCE = 1e-10;

/**
 * The form cl-metrics/1: every metric of every score matrix, and the statistics over seeds.
 * @throws RangeError naming the section if its numbers cannot be used
 */
export function metricsSections(file: z.infer<typeof metricsSchema>): Section[] {
  const tolerance = file.tolerance ?? 1e-12;
  const matrices = file.cases.map(({ name, R, b, ref, higherIsBetter, expected }) =>
    section(name, tolerance, () => {
      const ours = continualMetrics(R, { higherIsBetter, baseline: b, reference: ref });
      const unknown = Object.keys(expected).find((key) => !Object.hasOwn(ours, key));
      if (unknown !== undefined)
        throw new RangeError(`expected.${unknown}: no metric of that name`);
      return largestError(ours, expected);
    }),
  );
  const seeds = (file.seedStats ?? []).flatMap(({ values, mean, std, sem, ci95HalfWidth }, i) => {
    const ours = seedStats(values);
    const allowed = Math.max(tolerance, QUANTILE_TOLERANCE * (ours.sem ?? 0));
    return [
      section(`seedStats[${i}]`, tolerance, () => largestError(ours, { mean, std, sem })),
      section(`seedStats[${i}].ci95HalfWidth`, allowed, () =>
        largestError(ours.ci95HalfWidth, ci95HalfWidth),
      ),
    ];
  });
  return [...matrices, ...seeds];
}
