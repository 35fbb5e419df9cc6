// What is no checkpoint, no tensor and no path is refused before a file is touched.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import {
  fromTraining,
  loadModel,
  loadReplay,
  type ModelCheckpoint,
  saveModel,
  saveReplay,
  toArrays,
  toTensors,
  toTraining,
} from '../../src/checkpoint';
import { ReservoirReplay } from '../../src/replay';
import { tf } from '../../src/tf';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'arguments-'));
after(() => fs.rmSync(folder, { recursive: true }));
const file = path.join(folder, 'model.safetensors');
const weights = { kernel: { shape: [2], data: Float32Array.of(1, 2) } };
const model: ModelCheckpoint = { config: { size: 2 }, weights };
const store = new ReservoirReplay({ capacity: 2, fields: { x: 1 } });
store.add({ x: Float32Array.of(1) });

const refused = (call: () => unknown, message: string): void =>
  assert.throws(call, (error: Error) => {
    assert.ok(error.message.startsWith(message), `${error.message} in place of ${message}`);
    assert.doesNotMatch(error.message, /[\r\n]/);
    return true;
  });

test('a path that is no text is refused by each function that writes', () => {
  for (const wrong of [undefined, null, 0, '', {}, { constructor: 1 }, Symbol('s')]) {
    refused(() => saveModel(wrong as string, model), 'file: got ');
    refused(() => saveReplay(wrong as string, store.state()), 'file: got ');
  }
});

test('what is expected of a model is checked: a word that is wrong would check nothing', () => {
  saveModel(file, model);
  const wrong: [unknown, string][] = [
    [null, 'expected: got null, '],
    [{ shape: { kernel: [3] } }, 'expected.shape: got { kernel: [ 3 ] }, expected one of the '],
    [{ config: null }, 'expected.config: got null, expected an object'],
    [{ config: 0 }, 'expected.config: got 0, expected an object'],
    [{ shapes: '' }, 'expected.shapes: got "", expected '],
    [{ shapes: { kernel: null } }, 'expected.shapes.kernel: got null, expected '],
  ];
  for (const [expected, message] of wrong)
    refused(() => loadModel(file, expected as object), message);
  const { weights: loaded } = loadModel(file, { shapes: { kernel: [2] }, config: { size: 2 } });
  assert.deepEqual(loaded, weights);
});

test('a state that could not be read again is not written', () => {
  const replay = path.join(folder, 'replay.safetensors');
  saveReplay(replay, store.state());
  const before = fs.readFileSync(replay);
  const { arrays, ...rest } = store.state();
  for (const [state, message] of [
    [undefined, 'state: got undefined, expected '],
    [{ ...rest, arrays, config: 5 }, 'state.config: got 5, expected an object'],
    [{ ...rest, arrays, kind: NaN }, 'state.kind: got NaN, expected '],
    [{ ...rest, arrays: null }, 'state.arrays: got null, expected arrays by name'],
  ] as const)
    refused(() => saveReplay(replay, state as never), message);
  refused(() => loadReplay(replay, null as never), 'make: got null, expected a function');
  refused(() => ReservoirReplay.from(null as never), 'state: got null, expected ');
  assert.deepEqual(fs.readFileSync(replay), before);
});

test('what is no tensor is not left out of a file, and no array is made a tensor', () => {
  const disposed = tf.zeros([1]);
  disposed.dispose();
  const wrong: [unknown, string][] = [
    [null, 'tensors: got null, expected tensors by name'],
    ['weights', 'tensors: got "weights", expected tensors by name'],
    [{ w: 5 }, 'w: got 5, expected tensors by name'],
    [{ memory: { usage: [1] } }, 'memory/usage: got [ 1 ], expected tensors by name'],
    [{ w: disposed }, 'w: got a tensor that was disposed, expected one that was not'],
  ];
  for (const [tensors, message] of wrong) refused(() => toArrays(tensors as object), message);
  refused(() => toTensors(5 as never), 'arrays: got 5, expected arrays by name');
  refused(() => toTensors({ w: null } as never), 'w: got null, expected ');
  refused(
    () => toTensors({ w: { shape: [3], data: Float32Array.of(1) } }),
    'w: got 1 numbers, expected 3 for shape [3]',
  );
  refused(() => fromTraining(null as never), 'state: got null, expected ');
  refused(() => toTraining(null as never), 'model: got null, expected ');
});
