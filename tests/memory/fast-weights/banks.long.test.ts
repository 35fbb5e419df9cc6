import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { compile } from '../../../src/compile';
import type { MemoryConfig } from '../../../src/config';
import { ready, tf } from '../../../src/tf';
import { bankMakers, bankSizes, runSteps, stepInputs, stepShapes, type Tensors } from './banks';
import {
  type Matrix,
  type PlainBank,
  type PlainControls,
  plainFastWeights,
  plainStart,
  plainTestTime,
} from './plainBank';
import {
  differences,
  gradientsOf,
  type Lists,
  relativeError,
  tensorsOf,
  weighed,
  weighedTensors,
} from './sequences';

before(ready);

const TOLERANCE = 1e-5;
const BATCH = 2;
const STEPS = 3;

/** The numbers of one row, in lists of the shape behind the batch. */
function rowOf(list: number[], [batch, ...shape]: number[], row: number): Matrix | number[] {
  const size = list.length / batch;
  const numbers = list.slice(row * size, (row + 1) * size);
  return shape.length === 1 ? numbers : rowsOf(numbers, shape[1]);
}

const rowsOf = (numbers: number[], columns: number): Matrix =>
  Array.from({ length: numbers.length / columns }, (_, i) =>
    numbers.slice(i * columns, (i + 1) * columns),
  );

/** What plain loops make of the same steps: reads of each step, then the parts of the state. */
function plainRun(config: MemoryConfig, shapes: Record<string, number[]>, inputs: Lists): Lists {
  const step = config.kind === 'fastWeights' ? plainFastWeights : plainTestTime;
  const reads: number[][][] = Array.from({ length: STEPS }, () => []);
  const states: PlainBank[] = [];
  for (let row = 0; row < BATCH; row++) {
    const hidden = inputs['initialHidden'];
    let state = plainStart(
      config,
      rowsOf(inputs['initialMemory'], config.memoryDim),
      hidden && rowsOf(hidden, config.memorySize),
    );
    for (let t = 0; t < STEPS; t++) {
      const names = Object.keys(shapes).filter((name) => name.startsWith(`step${t} `));
      const controls: PlainControls = Object.fromEntries(
        names.map((name) => [name.split(' ')[1], rowOf(inputs[name], shapes[name], row)]),
      );
      const after = step(state, controls);
      reads[t].push(after.reads.flat());
      state = after.state;
    }
    states.push(state);
  }
  const parts = Object.keys(states[0]) as (keyof PlainBank)[];
  return {
    ...Object.fromEntries(reads.map((rows, t) => [`read${t}`, rows.flat()])),
    ...Object.fromEntries(
      parts.map((part) => [part, states.flatMap((state) => (state[part] ?? []).flat())]),
    ),
  };
}

for (const [name, make] of Object.entries(bankMakers)) {
  test(`${name}: steps and the gradients through them equal plain loops`, () => {
    for (const sizes of bankSizes) {
      const bank = make(sizes);
      const shapes = stepShapes(bank, BATCH, STEPS);
      const inputs = stepInputs(shapes, 3);
      const expected = plainRun(bank.config, shapes, inputs);
      tf.tidy(() => {
        const tensors = tensorsOf(inputs, shapes);
        const results = (at: Tensors): Tensors => {
          const { reads, state } = runSteps(bank, at, { batch: BATCH, to: STEPS });
          return { ...Object.fromEntries(reads.map((x, t) => [`read${t}`, x])), ...state };
        };
        const found = results(tensors);
        assert.deepEqual(Object.keys(found).sort(), Object.keys(expected).sort());
        for (const [part, numbers] of Object.entries(expected)) {
          const error = relativeError(found[part], numbers);
          assert.ok(error < TOLERANCE, `${part}: ${error}, ${JSON.stringify(sizes)}`);
        }
        const order = Object.keys(expected);
        const gradients = gradientsOf(
          (at) => weighedTensors(order.map((part) => results(at)[part])),
          tensors,
        );
        const slopes = differences((at) => weighed(plainRun(bank.config, shapes, at)), inputs);
        for (const [part, gradient] of Object.entries(gradients)) {
          const error = relativeError(gradient, slopes[part]);
          assert.ok(error < TOLERANCE, `gradient of ${part}: ${error}, ${JSON.stringify(sizes)}`);
        }
      });
    }
  });

  test(`${name}: compiled, steps and gradients are those of op by op`, () =>
    tf.tidy(() => {
      const bank = make(bankSizes[0]);
      const shapes = stepShapes(bank, BATCH, STEPS);
      const tensors = tensorsOf(stepInputs(shapes, 5), shapes);
      const run = (at: Tensors): Tensors => {
        const loss = (inner: Tensors): tf.Scalar =>
          tf.sum(tf.square(runSteps(bank, inner, { batch: BATCH, to: STEPS }).reads[STEPS - 1]));
        return { loss: loss(at), ...gradientsOf(loss, at) };
      };
      const compiled = compile(run);
      const [eager, graph] = [run(tensors), compiled(tensors)];
      compiled.dispose();
      for (const [part, tensor] of Object.entries(eager))
        assert.ok(relativeError(graph[part], tensor.dataSync()) < TOLERANCE, part);
    }));
}
