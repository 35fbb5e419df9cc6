import { continualMetrics, seedStats } from '../metrics';
import { largestError, type Section, type VectorFile } from './compare';

interface MetricsFile extends VectorFile {
  readonly tolerance: number;
  readonly cases: readonly {
    name: string;
    R: number[][];
    b: number[] | null;
    ref: number[] | null;
    higherIsBetter: boolean;
    expected: Record<string, unknown>;
  }[];
  readonly seedStats: readonly ({ values: number[] } & Record<string, unknown>)[];
}

/**
 * Common libraries give Student's quantile to about 10 digits only (9 degrees of freedom:
 * 2.26215716274; to 20 digits 2.2621571627982055426), so an interval of theirs is held to that. Our
 * own quantile is tested to 1e-14 against exact values.
 */
const QUANTILE_TOLERANCE = 1e-10;

/** The form cl-metrics/1: every metric of every score matrix, and the statistics over seeds. */
export function metricsSections(file: MetricsFile): Section[] {
  const tolerance = file.tolerance ?? 1e-12;
  const matrices = file.cases.map(({ name, R, b, ref, higherIsBetter, expected }) => {
    const ours = continualMetrics(R, { higherIsBetter, baseline: b, reference: ref });
    return { name, tolerance, error: largestError(ours, expected) };
  });
  const seeds = (file.seedStats ?? []).flatMap(({ values, ci95HalfWidth, ...expected }, i) => {
    const ours = seedStats(values);
    return [
      { name: `seedStats[${i}]`, tolerance, error: largestError(ours, expected) },
      {
        name: `seedStats[${i}].ci95HalfWidth`,
        tolerance: Math.max(tolerance, QUANTILE_TOLERANCE * (ours.sem ?? 0)),
        error: largestError(ours.ci95HalfWidth, ci95HalfWidth),
      },
    ];
  });
  return [...matrices, ...seeds];
}
