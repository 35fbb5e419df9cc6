// Files that are no checkpoints, or checkpoints that nobody should write: each is refused by name.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { loadModel, type ModelCheckpoint, saveModel } from '../../src/checkpoint/model';
import { FileError } from '../../src/core/errors';
import { createRandom } from '../../src/core/random';
import { headerOf, numbersOf, resigned } from './safetensors';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'damaged-'));
after(() => fs.rmSync(folder, { recursive: true }));
const file = path.join(folder, 'model.safetensors');
const floats = (...values: number[]): Float32Array => Float32Array.from(values);
const model: ModelCheckpoint = {
  config: { size: 2 },
  weights: { kernel: { shape: [2, 2], data: floats(1, 2, 3, 4) } },
  optimizer: { name: 'adam', step: 3, learningRate: 0.1, slots: {} },
  random: { order: createRandom(5).state() },
};
saveModel(file, model);
const whole = fs.readFileSync(file);
type Header = Record<string, unknown> & { __metadata__: Record<string, string> };

const refused = (content: string | Uint8Array, message: RegExp): void => {
  fs.writeFileSync(file, content);
  assert.throws(
    () => loadModel(file),
    (error: FileError) => {
      assert.ok(error instanceof FileError && error.file === file);
      assert.match(error.problem, message);
      assert.doesNotMatch(error.message, /[\r\n]/);
      return true;
    },
    String(message),
  );
};

test('a file of another kind is told from one that was cut', () => {
  refused('', /^got 0 bytes, expected at least 8: the file was cut short/);
  refused(
    'task,split,x\na,train,1\n',
    /^got a file that begins with "task,split,x\\na,train,1\\n", exp/,
  );
  refused('{"nbformat": 4, "cells": []}', /^got a file that begins with .* expected a safetensors/);
  refused(
    Buffer.from('\x89PNG\r\n\x1a\n rest', 'latin1'),
    /^got 13 bytes of another kind, expected/,
  );
  refused(Buffer.from('PAR1\x15\x04\x15\x10\x15', 'latin1'), /^got 9 bytes of another kind/);
  refused(
    whole.subarray(0, 100),
    /^got 100 bytes, expected \d+ of the header alone: the file was cut/,
  );
  assert.throws(() => loadModel(folder), {
    name: 'FileError',
    message: `${folder}: illegal operation on a directory`,
  });
});

test('a header that is JSON of another form is refused by the part that is wrong', () => {
  const cases: [(header: Header) => unknown, RegExp][] = [
    [() => null, /^got a file that begins with|bytes of another kind/],
    [
      (header) => ({ ...header, 'weights/kernel': null }),
      /^weights\/kernel: got null, expected an/,
    ],
    [
      (header) => ({ ...header, 'weights/kernel': 7 }),
      /^weights\/kernel: got 7, expected an object/,
    ],
    [
      (header) => ({ ...header, 'weights/kernel': { dtype: 'F16' } }),
      /^weights\/kernel\.dtype: got "F16", expected one of 'F32', 'F64', 'I32'/,
    ],
    [
      (header) => ({
        ...header,
        'weights/kernel': { dtype: 'F32', shape: [2, -2], data_offsets: [0, 16] },
      }),
      /^weights\/kernel\.shape\[1\]: got -2, expected a whole number of at least 0/,
    ],
    [
      (header) => ({
        ...header,
        'weights/kernel': { dtype: 'F32', shape: [2], data_offsets: [8, 16] },
      }),
      /^weights\/kernel: got bytes 8 to 16, expected a place that begins with 0/,
    ],
    [
      (header) => ({ ...header, __metadata__: null }),
      /^__metadata__: got null, expected an object/,
    ],
    [
      (header) => ({ ...header, __metadata__: { ...header.__metadata__, kind: 5 } }),
      /^__metadata__\.kind: got 5, expected a text/,
    ],
    [
      (header) => ({ ...header, __metadata__: { ...header.__metadata__, header: 'null' } }),
      /^header: got null, expected an object/,
    ],
    [
      (header) => ({ ...header, __metadata__: { ...header.__metadata__, header: '{' } }),
      /^header: got "\{", expected JSON/,
    ],
    [
      (header) => ({
        ...header,
        __metadata__: { ...header.__metadata__, header: '{"config":{},"__proto__":{"a":1}}' },
      }),
      /^header\.__proto__: got \{ a: 1 \}, expected one of the fields there are: config, /,
    ],
    [
      (header) => ({
        ...header,
        __metadata__: {
          ...header.__metadata__,
          header: '{"config":{},"random":{"order":{"seed":1,"generator":[1,2]}}}',
        },
      }),
      /^header\.random\.order\.generator: got \[ 1, 2 \], expected 4 whole numbers of 32 bits/,
    ],
  ];
  for (const [change, message] of cases)
    refused(resigned(change(headerOf(whole) as Header), numbersOf(whole)), message);
});

test('names of Object.prototype are names as any other, or refused', () => {
  const header = headerOf(whole) as Header;
  const text = JSON.stringify(header).replace('weights/kernel', '__proto__/kernel');
  fs.writeFileSync(file, resigned(JSON.parse(text), numbersOf(whole)));
  assert.deepEqual(loadModel(file).weights, {});
  assert.ok(!('kernel' in {}), 'the prototype of all objects was changed');
  const weights = JSON.parse('{"__proto__": 1, "constructor": 1}') as Record<string, unknown>;
  for (const name of Object.keys(weights))
    Object.defineProperty(weights, name, { value: { shape: [1], data: floats(7) } });
  saveModel(file, { config: {}, weights: weights as ModelCheckpoint['weights'] });
  const found = loadModel(file).weights;
  assert.deepEqual(Object.keys(found), ['__proto__', 'constructor']);
  assert.deepEqual(Object.values(found), Object.values(weights));
});

test('what a file could not give back is refused when it is saved', () => {
  saveModel(file, model);
  const circle: Record<string, unknown> = {};
  circle['self'] = circle;
  const cases: [unknown, RegExp][] = [
    [null, /^model: got null, expected an object with config and weights$/],
    [{ ...model, config: null }, /^model\.config: got null, expected an object$/],
    [{ ...model, metadata: NaN }, /^header: metadata: got NaN, expected what JSON can hold$/],
    [{ ...model, metadata: 1n }, /^header: metadata: got 1n, expected what JSON can hold$/],
    [{ ...model, metadata: circle }, /^header: self: got a value that holds itself/],
    [{ ...model, metadata: [new Map()] }, /^header: 0: got Map.* expected what JSON can hold$/],
    [
      { ...model, random: { order: { seed: -1 } } },
      /^model\.random\.order\.seed: got -1, expected/,
    ],
    [
      { ...model, optimizer: { ...model.optimizer, learningRate: NaN } },
      /^model\.optimizer\.learningRate: got NaN, expected a number of at least 0$/,
    ],
    [{ ...model, weights: null }, /^weights: got null, expected arrays by name$/],
    [
      { ...model, weights: { kernel: null } },
      /^weights\.kernel: got undefined, expected an object/,
    ],
    [
      { ...model, weights: { kernel: { shape: [1], data: Float64Array.of(1) } } },
      /^weights\.kernel: got Float64Array of 1 number, expected an object with a Float32Array/,
    ],
    [
      { ...model, weights: { kernel: { shape: [0.5, 2], data: floats(1) } } },
      /^weights\/kernel\.shape\[0\]: got 0\.5, expected a whole number of at least 0$/,
    ],
  ];
  for (const [wrong, message] of cases)
    assert.throws(() => saveModel(file, wrong as ModelCheckpoint), { name: /Error$/, message });
  assert.deepEqual(loadModel(file), model, 'a save that was refused left the file as it was');
  assert.throws(
    () => loadModel(file, null as never),
    /^ConfigError: expected: got null, expected an/,
  );
});
