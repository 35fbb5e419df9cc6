// What every kind of memory must keep, whatever it is asked.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { toArrays, toState } from '../../src/checkpoint';
import { compile } from '../../src/compile';
import { type MemoryConfig, type MemoryKind, memoryProfiles } from '../../src/config';
import { createRandom, type Random } from '../../src/core/random';
import { type InterfacePart, type MemoryBank, memoryBank } from '../../src/memory';
import { ready, tf } from '../../src/tf';

before(ready);

type Tensors = Record<string, tf.Tensor>;
type AnyBank = MemoryBank<object, Tensors>;

const sizes = { memorySize: 6, memoryDim: 3, numReadHeads: 2, numWriteHeads: 2 };
const names = [
  'dnc',
  'sparse',
  'fastWeights',
  'gatedFastWeights',
  'testTime',
  'deepTestTime',
  'attention',
] as const;
const bankOf = (name: (typeof names)[number], more = {}): AnyBank =>
  memoryBank(memoryProfiles[name]({ ...sizes, ...more }) as MemoryConfig) as unknown as AnyBank;

const filled = (shape: number[], draw: () => number): tf.Tensor =>
  tf.tensor(Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, draw), shape);

/** Weights that a memory begins with. */
const startOf = (bank: AnyBank, random: Random): Tensors =>
  Object.fromEntries(
    Object.entries(bank.startShapes()).map(([name, shape]) => [
      name,
      filled(shape, () => random.normal() / 2),
    ]),
  );

/** What a controller asks as a rule. */
const usual = (bank: AnyBank, batch: number, random: Random): Tensors =>
  controlsOf(bank, ({ shape, range }) => {
    const x = filled([batch, ...shape], random.normal);
    if (range === 'sigmoid') return tf.sigmoid(x);
    if (range === 'softmax') return tf.softmax(x);
    return range === 'oneplus' ? tf.add(1, tf.softplus(x)) : x;
  });

/** What it asks at worst: gates of 0 and 1, keys of zeros and of what a clipped layer can reach. */
const extreme = (bank: AnyBank, batch: number, random: Random): Tensors =>
  controlsOf(bank, ({ shape, range }) => {
    const whole = [batch, ...shape];
    if (range === 'sigmoid') return filled(whole, () => random.int(2));
    if (range === 'softmax') return tf.softmax(filled(whole, () => 1000 * random.normal()));
    if (range === 'oneplus') return filled(whole, () => [1, 2, 1000][random.int(3)]);
    const scale = [0, 1e-6, 1, 20][random.int(4)];
    return filled(whole, () => scale * random.normal());
  });

const controlsOf = (bank: AnyBank, draw: (part: InterfacePart) => tf.Tensor): Tensors =>
  Object.fromEntries(bank.interfaceParts().map((part) => [part.name, draw(part)]));

const listed = (state: object): [string, Float32Array][] =>
  Object.entries(toArrays(state)).map(([name, { data }]) => [name, Float32Array.from(data)]);
const shapesOf = (state: object): Record<string, readonly number[]> =>
  Object.fromEntries(Object.entries(toArrays(state)).map(([name, { shape }]) => [name, shape]));
const isFinite = (tensor: tf.Tensor): boolean => tensor.dataSync().every(Number.isFinite);

for (const name of names) {
  test(`'${name}': 500 extreme steps, forward and backward, no NaN or Infinity`, () => {
    const random = createRandom(7);
    const bank = bankOf(name);
    for (let memory = 0; memory < 10; memory++)
      tf.tidy(() => {
        let state = bank.initialState(2, startOf(bank, random));
        for (let t = 0; t < 50; t++) {
          const controls = extreme(bank, 2, random);
          if (t % 25 === 24) checkGradients(bank, state, controls);
          const step = bank.step(state, controls);
          state = step.state;
          assert.ok(isFinite(step.readVectors), `reads of step ${t}`);
          for (const [field, numbers] of listed(state))
            assert.ok(numbers.every(Number.isFinite), `${field} after step ${t}`);
        }
      });
  });

  test(`'${name}': a state saved and restored goes on bit for bit`, () =>
    tf.tidy(() => {
      const random = createRandom(3);
      const bank = bankOf(name);
      const start = startOf(bank, random);
      let state = bank.initialState(2, start);
      for (let t = 0; t < 4; t++) state = bank.step(state, usual(bank, 2, random)).state;
      const restored = toState(bank.initialState(2, start), toArrays(state));
      const controls = usual(bank, 2, random);
      const [on, again] = [bank.step(state, controls), bank.step(restored, controls)];
      assert.deepEqual(again.readVectors.dataSync(), on.readVectors.dataSync());
      assert.deepEqual(listed(again.state), listed(on.state));
    }));

  test(`'${name}': compiled it gives what it gives op by op`, () =>
    tf.tidy(() => {
      const random = createRandom(4);
      const bank = bankOf(name);
      const state = bank.initialState(2, startOf(bank, random));
      const controls = [1, 2, 3].map(() => usual(bank, 2, random));
      const reads = (...given: Tensors[]): tf.Tensor => {
        let current = state;
        const found = given.map((asked) => {
          const step = bank.step(current, asked);
          current = step.state;
          return step.readVectors;
        });
        return tf.stack(found);
      };
      const compiled = compile(reads as never) as unknown as typeof reads;
      const apart = tf.max(tf.abs(tf.sub(compiled(...controls), reads(...controls)))).dataSync()[0];
      assert.ok(apart < 1e-6, `${apart} apart`);
    }));

  test(`'${name}': the batch is rows that know nothing of each other; a view has its shapes`, () =>
    tf.tidy(() => {
      const random = createRandom(5);
      const bank = bankOf(name);
      const start = startOf(bank, random);
      let [both, second] = [bank.initialState(2, start), bank.initialState(1, start)];
      for (let t = 0; t < 5; t++) {
        const controls = usual(bank, 2, random);
        const ofSecond = Object.fromEntries(
          Object.entries(controls).map(([part, tensor]) => [part, tf.gather(tensor, [1])]),
        );
        const [two, one] = [bank.step(both, controls), bank.step(second, ofSecond)];
        [both, second] = [two.state, one.state];
        const gap = tf.max(tf.abs(tf.sub(tf.gather(two.readVectors, [1]), one.readVectors)));
        assert.ok(gap.dataSync()[0] < 1e-5, `step ${t}: ${gap.dataSync()[0]} apart`);
        const { memory, writeWeights, readWeights } = bank.view(both);
        assert.deepEqual(
          [memory, writeWeights, readWeights].map(({ shape }) => shape),
          [
            [2, 6, 3],
            [2, 2, 6],
            [2, 2, 6],
          ],
        );
        for (const share of Object.values(bank.writeShares(both, controls)) as tf.Tensor[]) {
          assert.deepEqual(share.shape, [2, 6]);
          assert.ok(share.dataSync().every((v) => v >= 0 && v <= 1));
        }
      }
      assert.deepEqual(
        shapesOf(both),
        shapesOf(bank.initialState(2, start)),
        'the same shapes at every step',
      );
    }));

  test(`'${name}': what is put off for later comes to the same`, () =>
    tf.tidy(() => {
      const random = createRandom(6);
      const bank = bankOf(name);
      let now = bank.initialState(2, startOf(bank, random));
      let later = now;
      for (let t = 1; t < 7; t++) {
        const controls = usual(bank, 2, random);
        const made = bank.step(now, controls, 'now');
        const left = bank.step(later, controls, t % bank.updateEvery === 0 ? 'now' : 'later');
        [now, later] = [made.state, left.state];
        const gap = tf.max(tf.abs(tf.sub(made.readVectors, left.readVectors))).dataSync()[0];
        assert.ok(gap < 1e-5, `step ${t}: ${gap} apart`);
      }
      const done = toArrays(bank.whole(later));
      for (const [field, { data }] of Object.entries(toArrays(now)))
        for (const [i, value] of Array.from(data).entries())
          assert.ok(Math.abs(value - done[field].data[i]) < 1e-5, `${field}[${i}]`);
    }));
}

test('an unknown kind is refused with those there are', () => {
  assert.throws(
    () => memoryProfiles.dnc({ kind: 'hopfield' as MemoryKind }),
    /kind: got "hopfield", expected one of 'dnc', 'sparse', 'fastWeights', 'testTime', 'attention'/,
  );
});

/** The gradient of what two steps read, by the controls of the first. */
function checkGradients(bank: AnyBank, state: object, controls: Tensors): void {
  const parts = Object.keys(controls);
  const gradients = tf.grads((...values: tf.Tensor[]) => {
    const asked = Object.fromEntries(parts.map((part, i) => [part, values[i]]));
    const step = bank.step(state, asked);
    const next = bank.step(step.state, asked);
    return tf.sum(tf.add(tf.square(step.readVectors), next.readVectors));
  })(Object.values(controls));
  gradients.forEach((gradient, i) => assert.ok(isFinite(gradient), `gradient of ${parts[i]}`));
}
