// The stored comparison of the memory agent's starts: complete, and what the notebook says of it
// holds.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { before, test } from 'node:test';
import {
  agentStartController,
  AGENT,
  agentMemories,
  agentMethods,
  type AgentRun,
  agentScore,
  agentStartFile,
  agentTestTasks,
  loadAgentStart,
  readAgentRuns,
  tryAgent,
  agentStore,
} from '../../src/experiments/agent-starts';
import { ready, tf } from '../../src/tf';

before(ready);

const runs = readAgentRuns();
const steps = Array.from({ length: AGENT.trialSteps + 1 }, (_, step) => step);

test(
  'stored: four starts, three seeds each; every task after 0 to 5 inner steps from either ' +
    'memory; curves of all meta-steps',
  () => {
    assert.deepEqual(
      runs.map(({ method, seed }) => `${method} ${seed}`).sort(),
      agentMethods.flatMap((method) => [0, 1, 2].map((seed) => `${method} ${seed}`)).sort(),
    );
    for (const { method, seed, curve, rate, trials } of runs) {
      const keys = new Set(trials.map(({ task, memory, steps }) => `${task}/${memory}/${steps}`));
      assert.equal(trials.length, keys.size);
      assert.deepEqual(
        keys,
        new Set(
          steps.flatMap((step) =>
            agentMemories.flatMap((memory) =>
              agentTestTasks().map((_, task) => `${task}/${memory}/${step}`),
            ),
          ),
        ),
        `${method}, seed ${seed}`,
      );
      assert.deepEqual(
        curve.map(({ step }) => step),
        method === 'random'
          ? []
          : Array.from({ length: AGENT.metaSteps / AGENT.every }, (_, i) => AGENT.every * (i + 1)),
      );
      assert.ok((AGENT.rates as readonly number[]).includes(rate));
      if (method !== 'random')
        assert.ok((curve.at(-1)?.loss ?? Infinity) < (curve[0]?.loss ?? 0), 'it learned');
    }
  },
);

test(
  'stored: one gradient step from the meta-learned start beats five from any other, with every ' +
    'seed; but reading the rows does as well without any',
  () => {
    const at = (
      method: AgentRun['method'],
      step: number,
      memory: 'fresh' | 'support read' = 'fresh',
    ): number[] => agentScore(runs, { method, steps: step, memory }).bySeed.slice();
    const best = Math.max(...at('MAML', 1));
    for (const method of ['pre-training', 'in context', 'random'] as const)
      for (const step of steps)
        assert.ok(
          Math.min(...at(method, step)) > 1.5 * best,
          `${method} after ${step} steps: ${Math.min(...at(method, step))}, MAML after one: ` +
            `${best}`,
        );
    assert.ok(
      Math.min(...at('MAML', 0)) > 3 * best,
      'without adaptation the meta-learned start is none',
    );
    assert.ok(agentScore(runs, { method: 'MAML', steps: 1 }).explained > 0.5);
    assert.ok(Math.max(...at('in context', 0, 'support read')) < best);
  },
);

test('stored: the start that is shipped makes the trials that are stored', () => {
  for (const method of ['MAML', 'pre-training'] as const) {
    const run = runs.find((one) => one.method === method && one.seed === 0) as AgentRun;
    const { start, rate } = loadAgentStart(method);
    assert.equal(rate, run.rate);
    const again = tryAgent(agentStartController(), start, agentTestTasks().slice(0, 5), rate);
    tf.dispose(start);
    assert.equal(again.length, 5 * 2 * steps.length);
    for (const { task, memory, steps, mse } of again) {
      const stored = run.trials.find(
        (trial) => trial.task === task && trial.memory === memory && trial.steps === steps,
      )?.mse as number;
      assert.ok(
        Math.abs((mse as number) - stored) < 1e-3 * (1 + stored),
        `task ${task}, ${memory}, ${steps} steps: ${mse}, stored ${stored}`,
      );
    }
  }
});

test('runs are written and read back as they were; a start that was changed is refused', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'meta-agent-'));
  try {
    const short = runs.map((run) => ({
      ...run,
      trials: run.trials.slice(0, 7).map((trial, i) => (i === 3 ? { ...trial, mse: null } : trial)),
    }));
    agentStore(path.join(folder, 'runs.parquet')).replace(short);
    assert.deepEqual(readAgentRuns(path.join(folder, 'runs.parquet')), short);
    assert.deepEqual(readAgentRuns(path.join(folder, 'none.parquet')), []);
    assert.throws(() => agentScore(short, { method: 'MAML', steps: 5 }), RangeError);
    const bytes = readFileSync(agentStartFile('MAML'));
    bytes[bytes.length - 1] ^= 1;
    writeFileSync(path.join(folder, 'start'), bytes);
    assert.throws(() => loadAgentStart('MAML', path.join(folder, 'start')), /sha256/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
