import { readFileSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { runStrategy, strategies } from '../../src/continual/strategies';
import { freeGraphs } from '../../src/continual/strategies/graphs';
import { decodeSafeTensors } from '../../src/checkpoint/safetensors';
import { averageScore } from '../../src/metrics';
import type { ContinualScenario } from '../../src/tasks/continual';
import { backend, ready } from '../../src/tf';
import type { ContinualSpec } from './continualCases';
import type { LossesMade, Order, RunMade } from './protocol';

/**
 * The project's strategies as a contestant, in a process of its own: JSON lines in on standard
 * input, out on file descriptor 3.
 */
async function main(): Promise<void> {
  await ready();
  say({
    versions: {
      node: process.versions.node,
      tensorflow: backend().version,
      backend: backend().name,
    },
  });
  for await (const line of createInterface({ input: process.stdin })) {
    try {
      const order = JSON.parse(line) as Order;
      if (order.do === 'continual-check') say(firstLosses(order.spec, order.file, order.steps));
      else if (order.do === 'continual-run')
        say(await wholeRun(order.spec, order.file, order.seed, order.anew));
      else throw new Error(`cannot ${order.do} now`);
    } catch (error) {
      say({ error: error instanceof Error ? error.message : String(error) });
    }
  }
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

const say = (message: object): void => void writeSync(3, `${JSON.stringify(message)}\n`);

void main();
