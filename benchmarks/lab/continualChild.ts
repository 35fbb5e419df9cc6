import { readFileSync } from 'node:fs';
import { runStrategy, strategies } from '../../src/continual/strategies';
import { freeGraphs } from '../../src/continual/strategies/graphs';
import { decodeSafeTensors } from '../../src/checkpoint/safetensors';
import { averageScore } from '../../src/metrics';
import type { ContinualScenario } from '../../src/tasks/continual';
import { ready } from '../../src/tf';
import type { ContinualSpec } from './continualCases';
import type { LossesMade, BenchOrder, RunMade } from './protocol';
import { cannot, serve } from './serve';
import { libraryVersions } from './versions';

/** The project's strategies as a contestant. */
async function main(): Promise<void> {
  await ready();
  await serve(libraryVersions(), (order: BenchOrder): object | Promise<object> => {
    if (order.do === 'continual-check') return firstLosses(order.spec, order.file, order.steps);
    if (order.do === 'continual-run')
      return wholeRun(order.spec, order.file, order.seed, order.anew);
    throw cannot(order);
  });
}

/**
 * The loss before each of the first steps on the batches of the first task, in order; only the rows
 * of the first are stored, so that nothing depends on what is drawn. The strategy's seed is that of
 * the weights in the file.
 */
function firstLosses(spec: ContinualSpec, file: string, steps: number): LossesMade {
  const scenario = scenarioOf(spec, file);
  const { x, y } = scenario.tasks[0].train;
  const { inputs, outputs, batch } = spec;
  const strategy = strategies[spec.strategy].make({
    scenario,
    seed: 0,
    budget: spec.budget,
    settings: spec.settings,
  });
  try {
    return {
      losses: Array.from({ length: steps }, (_, i) =>
        strategy.observe({
          count: batch,
          x: x.subarray(i * batch * inputs, (i + 1) * batch * inputs),
          y: y.subarray(i * batch * outputs, (i + 1) * batch * outputs),
          first: i === 0,
        }),
      ),
    };
  } finally {
    strategy.dispose();
  }
}

/**
 * A run as a user makes it.
 * @param anew without graphs of earlier runs: tracing is part of the time
 */
async function wholeRun(
  spec: ContinualSpec,
  file: string,
  seed: number,
  anew: boolean,
): Promise<RunMade> {
  const scenario = scenarioOf(spec, file);
  if (anew) freeGraphs();
  const start = process.hrtime.bigint();
  const before = process.cpuUsage();
  let steps = 0;
  const { R } = await runStrategy({
    scenario,
    strategy: spec.strategy,
    seed,
    budget: spec.budget,
    settings: spec.settings,
    onProgress: () => void steps++,
  });
  const { user, system } = process.cpuUsage(before);
  return {
    seconds: Number(process.hrtime.bigint() - start) / 1e9,
    cpuSeconds: (user + system) / 1e6,
    steps,
    final: averageScore(R),
  };
}

/** The scenario whose rows are in the file. */
function scenarioOf(
  { scenario: name, inputs, outputs, epochs, batch, tasks }: ContinualSpec,
  file: string,
): ContinualScenario {
  const { tensors } = decodeSafeTensors(readFileSync(file));
  const rows = (task: number, part: 'train' | 'test') => ({
    count: tensors[`task${task}/${part}X`].shape[0],
    x: tensors[`task${task}/${part}X`].data,
    y: tensors[`task${task}/${part}Y`].data,
  });
  return {
    name,
    kind: 'classes',
    inputSize: inputs,
    outputSize: outputs,
    epochs,
    batchSize: batch,
    tasks: Array.from({ length: tasks }, (_, t) => ({
      name: `task ${t}`,
      train: rows(t, 'train'),
      test: rows(t, 'test'),
    })),
  };
}

void main();
