import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import {
  loadModel,
  type ModelCheckpoint,
  saveModel,
  toArrays,
  toState,
  toTensors,
  toTraining,
} from '../../src/checkpoint';
import {
  decodeArrays,
  decodeSafeTensors,
  encodeSafeTensors,
} from '../../src/checkpoint/safetensors';
import { memoryConfig } from '../../src/config';
import { nodeArguments } from '../../src/core/nodeArguments';
import { createRandom } from '../../src/core/random';
import { randomNormal, ready, tf } from '../../src/tf';
import { controller, run } from './checkpoint-run';
import { pattern } from '../pattern';

const folder = mkdtempSync(path.join(tmpdir(), 'checkpoint-'));
const at = (name: string): string => path.join(folder, name);
before(ready);
after(() => rmSync(folder, { recursive: true }));

/** How the header describes an array. */
type Entry = { dtype: string; shape: number[]; data_offsets: [number, number] };

const floats = (...values: number[]): Float32Array => Float32Array.from(values);
const small: ModelCheckpoint = {
  config: memoryConfig({ memorySize: 4 }),
  weights: {
    kernel: { shape: [2, 2], data: floats(1, -0, 1e-45, NaN) },
    bias: { shape: [2], data: floats(0.1, 3e38) },
  },
  optimizer: {
    name: 'adam',
    step: 3,
    learningRate: 0.001,
    slots: {
      'm/kernel': { shape: [2, 2], data: floats(1, 2, 3, 4) },
      'm/bias': { shape: [2], data: floats(5, 6) },
    },
  },
  random: { order: createRandom(5).state() },
  state: {
    'memory/usage': { shape: [1, 4], data: floats(0, 0, 1, 0) },
    'memory/empty': { shape: [0, 3], data: floats() },
  },
  metadata: { task: 'Kopie äöü', seeds: [1, 2] },
};
const saved = (name: string, change: Partial<ModelCheckpoint> = {}): string => {
  saveModel(at(name), { ...small, ...change });
  return at(name);
};

test('a model comes back as it was, to the last bit', () => {
  assert.deepEqual(
    loadModel(saved('whole'), {
      config: small.config,
      shapes: { bias: [2], kernel: [2, 2] },
      optimizer: 'adam',
    }),
    small,
  );
  assert.deepEqual(
    loadModel(
      saved('least', {
        optimizer: undefined,
        random: undefined,
        state: undefined,
        metadata: undefined,
      }),
    ),
    { config: { ...small.config }, weights: small.weights },
  );
  const [stream, copy] = [createRandom(5), loadModel(at('whole')).random?.order];
  assert.deepEqual(copy, stream.state());
});

test(
  'the file is a safetensors file: header length, JSON header padded to 8 bytes, numbers ' +
    'without gaps',
  () => {
    const file = readFileSync(saved('format'));
    const length = Number(file.readBigUInt64LE());
    assert.equal(length % 8, 0);
    const { __metadata__: texts, ...tensors } = JSON.parse(file.toString('utf8', 8, 8 + length));
    assert.ok(Object.values(texts).every((text) => typeof text === 'string'));
    assert.deepEqual(Object.keys(tensors), [
      'weights/kernel',
      'weights/bias',
      'optimizer/m/kernel',
      'optimizer/m/bias',
      'state/memory/usage',
      'state/memory/empty',
    ]);
    let end = 0;
    for (const {
      dtype,
      shape,
      data_offsets: [from, to],
    } of Object.values<Entry>(tensors)) {
      assert.deepEqual(
        [dtype, from, to - from],
        ['F32', end, 4 * shape.reduce((a, b) => a * b, 1)],
      );
      end = to;
    }
    assert.equal(file.length, 8 + length + end);
    assert.equal(file.readFloatLE(8 + length + tensors['optimizer/m/bias'].data_offsets[0]), 5);
  },
);

test('64-bit and whole numbers come back to the last bit; a model holds none', () => {
  const tensors = {
    wide: { shape: [3], data: Float64Array.of(0.1, 5e-324, -0) },
    whole: { shape: [2], data: Int32Array.of(-(2 ** 31), 7) },
    narrow: { shape: [1], data: floats(0.1) },
  };
  const file = encodeSafeTensors({ tensors, metadata: {} });
  assert.deepEqual(decodeArrays(file).tensors, tensors);
  assert.throws(() => decodeSafeTensors(file), /wide: got numbers of type F64, expected F32/);
});

test(
  'training with a memory that is carried on, stopped, saved and gone on with in a fresh ' +
    'process: the losses of the run that was not stopped, bit for bit',
  () => {
    const whole = run(9);
    const file = at('stopped');
    const first = run(4, { to: file });
    const child = spawnSync(
      process.execPath,
      nodeArguments(path.join(__dirname, 'checkpoint-run.ts'), file, '5'),
      { encoding: 'utf8' },
    );
    assert.equal(child.status, 0, child.stderr);
    assert.deepEqual([...first, ...JSON.parse(child.stdout)], whole);
    assert.deepEqual([...first, ...run(5, { from: file })], whole, 'in this process');
    assert.ok(new Set(whole).size === 9 && whole.every(Number.isFinite));
    assert.throws(
      () => toTraining({ config: {}, weights: {} }),
      /optimizer: got none, expected the state of one/,
    );
  },
);

test('the same op by op', () => {
  const whole = run(5, { eager: true });
  assert.deepEqual(
    [...run(2, { to: at('eager'), eager: true }), ...run(3, { from: at('eager'), eager: true })],
    whole,
  );
});

test('a file that is cut anywhere, or in which any one byte is changed, is refused', () => {
  const file = readFileSync(saved('broken', { random: undefined, state: undefined }));
  for (let length = 0; length < file.length; length++) {
    writeFileSync(at('cut'), file.subarray(0, length));
    assert.throws(() => loadModel(at('cut')), /cut: got \d+ bytes.*cut short/, `${length} bytes`);
  }
  for (let i = 0; i < file.length; i++) {
    const changed = Buffer.from(file);
    changed[i] ^= 1 << (i % 8);
    writeFileSync(at('flipped'), changed);
    assert.throws(() => loadModel(at('flipped')), /flipped: /, `byte ${i}`);
  }
  writeFileSync(at('longer'), Buffer.concat([file, Buffer.alloc(4)]));
  assert.throws(
    () => loadModel(at('longer')),
    /got \d+ bytes of numbers, expected \d+: the file was added to/,
  );
  writeFileSync(at('text'), 'this is no model, but a text of some length');
  assert.throws(
    () => loadModel(at('text')),
    /text: got a file that begins with "this is no model, but a ", expected a safetensors file/,
  );
  assert.throws(() => loadModel(at('missing')), /missing: no such file or directory$/);
});

test('what does not fit is refused by name: what came and what was expected', () => {
  const file = saved('fits');
  const shapes = { kernel: [2, 2], bias: [2] };
  const cases: [string, () => unknown, RegExp][] = [
    [
      'a weight is missing',
      () => loadModel(file, { shapes: { ...shapes, initialMemory: [4, 3] } }),
      /fits: weights\.initialMemory: got nothing, expected shape \[4, 3\]/,
    ],
    [
      'a weight too many',
      () => loadModel(file, { shapes: { kernel: [2, 2] } }),
      /weights\.bias: got shape \[2\], expected no such tensor \(there are: kernel\)/,
    ],
    [
      'another shape',
      () => loadModel(file, { shapes: { ...shapes, kernel: [4, 1] } }),
      /weights\.kernel: got shape \[2, 2\], expected shape \[4, 1\]/,
    ],
    [
      'another config',
      () => loadModel(file, { config: memoryConfig({ memorySize: 8 }) }),
      /config\.memorySize: got 4, expected 8/,
    ],
    [
      'a config of fewer fields',
      () => loadModel(file, { config: { kind: 'dnc', memorySize: 4 } }),
      /config\.memoryDim: got 64, expected undefined/,
    ],
    [
      'another optimizer',
      () => loadModel(file, { optimizer: 'sgd' }),
      /optimizer: got "adam", expected "sgd"/,
    ],
    [
      'no optimizer',
      () => loadModel(saved('bare', { optimizer: undefined }), { optimizer: 'adam' }),
      /optimizer: got none, expected "adam"/,
    ],
    [
      'a moment of another shape',
      () =>
        loadModel(
          saved('slots', {
            optimizer: {
              ...small.optimizer!,
              slots: { 'v/bias': { shape: [1], data: floats(1) } },
            },
          }),
        ),
      /optimizer\.v\/bias: got shape \[1\], expected \[2\]/,
    ],
    [
      'a moment of no weight',
      () =>
        loadModel(
          saved('slots', {
            optimizer: {
              ...small.optimizer!,
              slots: { 'v/other': { shape: [1], data: floats(1) } },
            },
          }),
        ),
      /optimizer\.v\/other: .* there is no weight other/,
    ],
    [
      'numbers that do not fill their shape',
      () => saved('fits', { weights: { kernel: { shape: [3], data: floats(1, 2) } } }),
      /weights\/kernel: got 2 numbers, expected 3 for shape \[3\]/,
    ],
  ];
  for (const [what, make, message] of cases) assert.throws(make, message, what);
  const other = (metadata: Record<string, string>): string => {
    writeFileSync(at('other'), encodeSafeTensors({ tensors: {}, metadata }));
    return at('other');
  };
  const format = 'neural-memory-lab';
  const headers: [Record<string, string>, RegExp][] = [
    [{ format, version: '3' }, /other: version: got "3", expected "2": .* by version 3 /],
    [
      { format: `${format}/model`, version: '1', config: '{}' },
      pattern(
        /other: version: got "1", expected "2": .* by version 1 .*lab\/model\) and has to be /,
        /made again/,
      ),
    ],
    [{}, /other: format: got undefined, expected "neural-memory-lab"/],
    [{ format: 'else', version: '2' }, /other: format: got "else"/],
    [
      { format, version: '2', kind: 'agent', header: '{}' },
      /other: kind: got "agent", expected "model"/,
    ],
    [{ format, version: '2', kind: 'model', header: '{}' }, /other: header\.config: /],
    [{ format, version: '2', kind: 'model' }, /other: header: /],
  ];
  for (const [metadata, message] of headers)
    assert.throws(() => loadModel(other(metadata)), message);
  assert.deepEqual(loadModel(file), small, 'a save that failed left the file as it was');
});

test('a save that fails leaves the old file and nothing else', () => {
  const inside = at('inside');
  mkdirSync(path.join(inside, 'taken', 'deeper'), { recursive: true });
  // a folder stands where the file should go: only the last step, the renaming, fails
  assert.throws(() => saveModel(path.join(inside, 'taken'), small), /taken/);
  assert.deepEqual(readdirSync(inside), ['taken']);
  assert.throws(
    () => saveModel(path.join(inside, 'nowhere', 'model'), small),
    /there is no folder/,
  );
  saveModel(path.join(inside, 'model'), small);
  saveModel(path.join(inside, 'model'), { ...small, metadata: 'second' });
  assert.deepEqual(readdirSync(inside).sort(), ['model', 'taken']);
  assert.equal(loadModel(path.join(inside, 'model')).metadata, 'second');
});

test('a state goes into plain arrays and back; one of another form is refused by name', () =>
  tf.tidy(() => {
    const weights = controller.initialWeights(createRandom(1));
    const { state } = controller.unroll(
      weights,
      controller.initialState(2, weights),
      randomNormal([2, 3, 3], createRandom(2)) as tf.Tensor3D,
    );
    const stored = toArrays(state);
    const like = controller.initialState(2, weights);
    assert.deepEqual(toArrays(toState(like, stored)), stored);
    assert.throws(
      () => toState(controller.initialState(3, weights), stored),
      /state\.lstm\/hidden: got shape \[2, 5\], expected shape \[3, 5\]/,
    );
    const { reads, ...less } = stored;
    assert.throws(() => toState(like, less), /state\.reads: got nothing, expected shape \[2, 8\]/);
    assert.throws(
      () => toState(like, { ...stored, more: reads }),
      /state\.more: got shape \[2, 8\], expected no such tensor/,
    );
    assert.deepEqual(Object.keys(toTensors(stored)), Object.keys(stored));
  }));
