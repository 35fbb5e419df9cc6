// Parts of the copy experiment: looking at a machine, cutting its reads, reading stored runs.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { memoryConfig } from '../../src/config';
import { countedParts, interfaceSize, MemoryController, withoutReads } from '../../src/controller';
import { createRandom } from '../../src/core/random';
import {
  beyondCurve,
  beyondGrid,
  copyTimeline,
  finalTable,
  percentWrong,
  type TaskRun,
  watchSteps,
  wrongBitsChart,
} from '../../src/experiments/memory-tasks';
import { copyTask, listTask } from '../../src/tasks';
import { ready, tf } from '../../src/tf';

before(ready);

const task = copyTask({ bits: 3, minLength: 2, maxLength: 2 });
const controller = new MemoryController({
  inputSize: 5,
  outputSize: 3,
  hiddenSize: 6,
  memory: { memorySize: 4, memoryDim: 5, numReadHeads: 2 },
});
const weightsOf = () => controller.initialWeights(createRandom(0));

test('a watched sequence has a step for each of its steps, with what the heads did', () => {
  const weights = weightsOf();
  const before = tf.memory().numTensors;
  const steps = watchSteps(controller, weights, task.sample(1, createRandom(1)));
  assert.equal(tf.memory().numTensors, before, 'frees what it makes');
  assert.equal(steps.length, 6);
  const [{ writes, reads, memory, gates, modes }] = steps;
  assert.deepEqual([writes.length, reads.length, memory.length], [1, 2, 4]);
  assert.deepEqual([writes[0].length, reads[0].length, memory[0].length], [4, 4, 5]);
  for (const gate of Object.values(gates)) assert.ok(gate > 0 && gate < 1);
  const { backward, forward, content } = modes;
  assert.ok(Math.abs(backward + forward + content - 1) < 1e-6);
  assert.throws(
    () => watchSteps(controller, weights, task.sample(2, createRandom(1))),
    /sequence\.batch: got 2, expected 1/,
  );
  const short = copyTask({ bits: 3, maxLength: 9 });
  const one = Array.from({ length: 40 }, (_, k) => short.sample(1, createRandom(k)));
  const found = one.find(({ items }) => items[0] === 1);
  assert.ok(found);
  assert.equal(watchSteps(controller, weights, found).length, 4, 'ends with the sequence');
});

test('a timeline of copying has the letters of the list', () => {
  const steps = watchSteps(controller, weightsOf(), task.sample(1, createRandom(1)));
  const figure = copyTimeline(steps, { length: 2, title: 'two' });
  assert.match(figure.alt, /Step 1 writes A/);
  assert.throws(() => copyTimeline(steps, { length: 3, title: '' }), /steps: got 6, expected 8/);
});

test('cut wires carry nothing: to the answer at once, to the LSTM at the next step', () => {
  const weights = weightsOf();
  const x = tf.tensor2d([[1, 0, 1, 0, 0]]);
  const zero = controller.initialState(1);
  const [plain, full] = [0, 1].map((value) => ({ ...zero, reads: tf.fill([1, 10], value) }));
  const answers = (using: typeof weights, state: typeof zero) =>
    Array.from(controller.step(using, state as never, x).output.dataSync());
  const lstmCut = withoutReads(controller, weights, ['lstm']) as typeof weights;
  assert.notDeepEqual(answers(weights, plain as never), answers(weights, full as never));
  assert.deepEqual(answers(lstmCut, plain as never), answers(lstmCut, full as never));
  const answerCut = withoutReads(controller, weights, ['answer']);
  assert.equal(answerCut.lstmKernel, weights.lstmKernel);
  const rows = answerCut.outputKernel.arraySync() as number[][];
  assert.deepEqual(
    rows.map((row) => row.every((v) => v === 0)),
    Array.from({ length: 16 }, (_, row) => row >= 6),
  );
  assert.throws(() => withoutReads(controller, weights, ['both' as never]), /wires/);
});

test('the percentage of wrong bits is that of a guesser before training', () => {
  const wrong = percentWrong(controller, weightsOf(), task, { sequences: 200 });
  assert.ok(wrong > 35 && wrong < 65, String(wrong));
  const again = percentWrong(controller, weightsOf(), task, { sequences: 200 });
  assert.equal(wrong, again);
  assert.throws(
    () => percentWrong(controller, weightsOf(), task, { sequences: 0 }),
    /sequences: got 0/,
  );
});

test('the parts of the interface vector are named, counted and add up', () => {
  const config = memoryConfig({ numReadHeads: 2 });
  const parts = countedParts(config);
  assert.deepEqual(parts[0], { name: 'read keys', count: 128, heads: 'read' });
  assert.deepEqual(parts[7], { name: 'allocation gates', count: 1, heads: 'write' });
  assert.equal(parts.at(-1)?.heads, 'read');
  assert.equal(
    parts.reduce((total, { count }) => total + count, 0),
    interfaceSize(config),
  );
});

const run = (model: TaskRun['model'], seed: number, wrongShare: number): TaskRun => ({
  ...{ experiment: 'copy', model, seed, parameters: 1 },
  curve: [{ iteration: 10, cost: 1, wrongBits: seed }],
  beyond: [4, 2].flatMap((length) =>
    [8, 16].map((slots) => ({ length, slots, wrongBits: 1, wrongShare: wrongShare / slots })),
  ),
});

test('stored runs become a grid, a curve with bands and a table', () => {
  const runs = [run('dnc', 0, 0.8), run('dnc', 1, 1.6), run('lstm', 0, 4)];
  const grid = beyondGrid(runs, 'copy', 'dnc');
  assert.deepEqual([grid.lengths, grid.slots], [[2, 4], [8, 16]]); // prettier-ignore
  assert.deepEqual(
    grid.wrong.map((row) => row.map((v) => Number(v.toFixed(6)))),
    [[15, 15], [7.5, 7.5]], // prettier-ignore
  );
  const curve = beyondCurve(runs, 'copy', 'dnc');
  assert.deepEqual([curve.name, curve.x, curve.y], ['DNC', [2, 4], [7.5, 7.5]]);
  assert.deepEqual(curve.low, [0, 0], 'not below 0');
  const ofLstm = { model: 'LSTM', 'seed 0': '0', 'mean ± 95 %': '0' };
  assert.deepEqual(finalTable(runs, 'copy')[1], ofLstm);
  assert.match(String(finalTable(runs, 'copy')[0]['mean ± 95 %']), /^0\.5 ± 6/);
  assert.throws(() => beyondGrid(runs, 'copy', 'content'), /got none of "content" on copy/);
  assert.throws(() => finalTable(runs, 'recall'), /got none of recall/);
});

test('the chart of wrong bits gives back what it has drawn', () => {
  let wrong = 10;
  const learner = { wrongBits: () => wrong-- };
  const chart = wrongBitsChart({ DNC: learner }, { guessing: 9 });
  chart.score(40);
  chart.score(80);
  assert.deepEqual(chart.done(), { x: [40, 80], DNC: [10, 9] });
  assert.throws(() => wrongBitsChart({}, { guessing: 9 }), /learners: got none/);
});

test('a list task asks what its steps say', () => {
  const reversed = listTask({
    bits: 2,
    minLength: 3,
    maxLength: 3,
    steps: (list) => [
      ...list.map((bits) => ({ input: [...bits, 0] })),
      { input: [0, 0, 1] },
      ...[...list].reverse().map((answer) => ({ input: [0, 0, 0], answer })),
    ],
  });
  const { inputs, targets, mask, length } = reversed.sample(1, createRandom(2));
  assert.equal(length, 7);
  assert.deepEqual([...mask], [0, 0, 0, 0, 1, 1, 1]);
  assert.deepEqual([...targets.subarray(8, 10)], [...inputs.subarray(6, 8)]);
  const long = listTask({
    steps: (list) => [...list, ...list, ...list].map(() => ({ input: [] })),
  });
  assert.throws(
    () => long.sample(64, createRandom(0)),
    /steps: got \d+ steps for a list of [45], expected up to 11/,
  );
  assert.throws(() => listTask({ steps: 'copy' as never }), /ListTask\.steps/);
});
