import type { ContinualRun } from './types';
import { continualMetrics, seedStats } from '../../metrics';
import { type Figure, learningCurve } from '../../plots';

const SCENARIO = 'split-class';
const BUDGET = 50;
/** Those that the README shows, by the names it gives them. */
const SHOWN = {
  naive: 'naive',
  er: 'replay',
  'der++': 'der++',
  'memory-agent': 'memory agent',
} as const;

/**
 * The README's picture: digits two classes at a time, the share right of all that was met so far,
 * after each task, with bands over seeds; nothing if none of these runs is there.
 */
export function averageCurves(runs: readonly ContinualRun[]): Figure | undefined {
  const of = (strategy: string): ContinualRun[] =>
    runs.filter(
      (run) =>
        run.scenario === SCENARIO &&
        run.strategy === strategy &&
        run.variant === null &&
        (run.budget === BUDGET || strategy === 'naive'),
    );
  const curves = Object.entries(SHOWN)
    .filter(([strategy]) => of(strategy).length > 0)
    .map(([strategy, name]) => {
      const after = of(strategy).map(
        ({ R }) => continualMetrics(R, { higherIsBetter: true }).averageScoreAfterTask,
      );
      const tasks = after[0]?.length ?? 0;
      const stats = Array.from({ length: tasks }, (_, k) => seedStats(after.map((one) => one[k])));
      return {
        name,
        x: stats.map((_, k) => k + 1),
        y: stats.map(({ mean }) => mean),
        low: stats.map(({ mean, ci95HalfWidth }) => mean - (ci95HalfWidth ?? 0)),
        high: stats.map(({ mean, ci95HalfWidth }) => Math.min(1, mean + (ci95HalfWidth ?? 0))),
      };
    });
  if (curves.length === 0) return undefined;
  const ends = curves
    .map(({ name, y }) => `${name} ${(100 * (y.at(-1) as number)).toFixed(1)} %`)
    .join(', ');
  return learningCurve(curves, {
    title: `Digits, two at a time, ${BUDGET} rows stored: ${ends}`,
    xLabel: 'after task',
    yLabel: 'held-out rows right, of all tasks met (share)',
  });
}
