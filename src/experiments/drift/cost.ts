import { z } from 'zod';
import { runPrequential } from '../../continual/prequential';
import { loadStream, type StreamName } from '../../tasks/datasets';
import { driftEntries, type DriftLearner } from './plan';

/** Rows that a learner is measured on. */
export const COST_ROWS = 5000;

/** Learners of the project whose cost is measured. */
export const costedLearners = [
  'linear model',
  'naive',
  'er',
  'memory agent',
] as const satisfies readonly DriftLearner[];

/** What one measurement says. */
export const costMade = z.strictObject({
  /** Of all threads. */
  cpuSeconds: z.number(),
  /** By how much the largest memory of the process grew, MiB. */
  memory: z.number(),
});

/** CPU time and memory of one measurement. */
export type CostMade = z.infer<typeof costMade>;

/** Runs a learner over the first rows of a stream in this process, and measures it. */
export async function measureCost(stream: StreamName, learner: DriftLearner): Promise<CostMade> {
  const data = loadStream(stream);
  const rows = {
    ...data,
    count: COST_ROWS,
    x: data.x.subarray(0, COST_ROWS * data.inputSize),
    labels: data.labels.subarray(0, COST_ROWS),
  };
  const memory = peakMemory();
  const cpu = process.cpuUsage();
  await runPrequential({
    stream: rows,
    learner: driftEntries[learner].make,
    inputs: 'features',
    seed: 0,
    window: COST_ROWS,
  });
  const { user, system } = process.cpuUsage(cpu);
  return { cpuSeconds: (user + system) / 1e6, memory: peakMemory() - memory };
}

/** The most memory that this process has had, MiB. */
function peakMemory(): number {
  return process.resourceUsage().maxRSS / 1024;
}
