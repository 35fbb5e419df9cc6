// Pictures of what the memory agent holds: what is kept is what the agent has, what is stored comes
// back, and the project's own file holds every task and every label.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { createRandom } from '../../src/core/random';
import { temporaryFolder } from '../../src/core/temporaryFolder';
import { memoryAgentDefaults } from '../../src/continual/memory-agent';
import { type MnistMemory, readMnistMemory } from '../../src/experiments/mnist';
import { mnistMemoryStore } from '../../src/experiments/mnist/memory';
import { watchMnistMemory } from '../../src/experiments/mnist/runMemory';
import type { ContinualScenario } from '../../src/tasks/continual';
import { MNIST_PIXELS } from '../../src/tasks/datasets';
import { ready } from '../../src/tf';

before(ready);

const folder = temporaryFolder('mnist-memory-test');
after(() => fs.rmSync(folder, { recursive: true, force: true }));

/** Rows of a task, made up: ink where the label says, more or less of it. */
function madeRows(labels: readonly number[], seed: number) {
  const random = createRandom(seed);
  const x = new Float32Array(labels.length * MNIST_PIXELS);
  const y = new Float32Array(labels.length * 4);
  labels.forEach((label, i) => {
    for (let p = label * 100; p < label * 100 + 50; p++)
      x[i * MNIST_PIXELS + p] = 0.5 + random.uniform() / 2;
    y[i * 4 + label] = 1;
  });
  return { count: labels.length, x, y };
}

/** Two tasks of two labels each, with as many pixels as MNIST. */
function madeScenario(): ContinualScenario {
  const tasks = [
    [0, 1],
    [2, 3],
  ].map((labels) => {
    const many = Array.from({ length: 60 }, (_, i) => labels[i % 2]);
    const name = labels.join(' or ');
    return { name, train: madeRows(many, labels[0]), test: madeRows(labels, 9) };
  });
  return {
    name: 'made',
    kind: 'classes',
    inputSize: MNIST_PIXELS,
    outputSize: 4,
    epochs: 1,
    batchSize: 20,
    hiddenSizes: [8],
    tasks,
  };
}

async function madeMemory(): Promise<MnistMemory> {
  const chosen = { budget: 100, settings: memoryAgentDefaults };
  return await watchMnistMemory(madeScenario(), chosen, 3, () => undefined);
}

test('after each task ten slots of each label at most, those of most rows first', async () => {
  const { seed, after: held, directions } = await madeMemory();
  assert.equal(seed, 3);
  assert.deepEqual(
    held.map(({ labels }) => [...new Set(labels)]),
    [
      [0, 1],
      [0, 1, 2, 3],
    ],
  );
  for (const { images, labels, counts, slots } of held) {
    assert.equal(images.length, labels.length * MNIST_PIXELS);
    labels.forEach((label, i) => {
      const own = images.slice(i * MNIST_PIXELS, (i + 1) * MNIST_PIXELS);
      const inked = [...own.keys()].filter((p) => own[p] > 0);
      assert.deepEqual([inked[0], inked.length], [label * 100, 50], 'ink where the label says');
      if (labels[i + 1] === label) assert.ok(counts[i] >= counts[i + 1]);
      const shown = labels.filter((other) => other === label).length;
      assert.equal(shown, Math.min(10, slots[i]));
    });
  }
  assert.deepEqual(
    directions.map(({ label }) => label),
    [0, 1, 2, 3],
  );
  for (const { images, deviations } of directions) {
    assert.equal(images.length, deviations.length * MNIST_PIXELS);
    assert.ok(deviations.length >= 1 && deviations.length <= 5);
    assert.ok(deviations.every((value) => value >= 0));
    if (deviations[0] > 0) assert.equal(Math.max(...images.map(Math.abs)), 1);
  }
});

test('what is stored comes back; a file that is not there or is changed is named', async () => {
  const file = path.join(folder, 'memory.parquet');
  assert.throws(
    () => readMnistMemory(file),
    /memory\.parquet: no such file; npm run results -- mn/,
  );
  const memory = await madeMemory();
  // a worker hands its run on as JSON
  mnistMemoryStore(file).append(JSON.parse(JSON.stringify(memory)) as MnistMemory);
  assert.deepEqual(readMnistMemory(file), memory);
  mnistMemoryStore(file).compact();
  assert.deepEqual(readMnistMemory(file), memory);
  const bytes = fs.readFileSync(file);
  bytes[bytes.length >> 1] ^= 1;
  fs.writeFileSync(file, bytes);
  assert.throws(() => readMnistMemory(file), /memory\.parquet: not a file of runs/);
});

test("the project's own file has five tasks, ten labels, and is small", () => {
  const { after: held, directions } = readMnistMemory();
  assert.deepEqual(
    held.map(({ task, labels }) => [task, new Set(labels).size]),
    [2, 4, 6, 8, 10].map((labels, task) => [task, labels]),
  );
  for (const { images } of held) assert.ok(images.every((value) => value >= 0 && value <= 1));
  assert.equal(directions.length, 10);
  assert.ok(directions.every(({ deviations }) => deviations.length === 5));
});
