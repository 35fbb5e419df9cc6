import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { compile } from '../../src/compile';
import {
  type ControllerOptions,
  memoryConfig,
  dncProfiles,
  memoryProfiles,
} from '../../src/config';
import {
  type ControllerState,
  hiddenSizeFor,
  interfaceParts,
  interfaceSize,
  LstmNetwork,
  MemoryController,
  parameterCount,
  parseInterface,
  type SequenceNetwork,
  type NestedState,
} from '../../src/controller';
import { largestDifference } from '../../src/core/numbers';
import { createRandom } from '../../src/core/random';
import { backend, randomNormal, ready, tf } from '../../src/tf';

before(ready);

const size = { inputSize: 3, outputSize: 2, hiddenSize: 5 };
const bank = { memorySize: 6, memoryDim: 4, numReadHeads: 2, numWriteHeads: 2 };
const machine = (options: ControllerOptions<'dnc'> = {}): MemoryController =>
  new MemoryController({ ...size, ...options, memory: { ...bank, ...options.memory } });
const inputs = (batch: number, length: number, seed = 2): tf.Tensor3D =>
  randomNormal([batch, length, size.inputSize], createRandom(seed)) as tf.Tensor3D;
const numbers = (state: NestedState): number[] =>
  state instanceof tf.Tensor ? Array.from(state.dataSync()) : Object.values(state).flatMap(numbers);
const otherKinds = [
  'sparse',
  'fastWeights',
  'gatedFastWeights',
  'testTime',
  'deepTestTime',
  'attention',
] as const;
const networks: Record<string, SequenceNetwork<any>> = {
  'LSTM and memory': machine(),
  'feed-forward and memory': machine({ controller: 'feedforward' }),
  'memory with all extensions': machine({ memory: dncProfiles.all(bank) }),
  'memory without links': machine({ memory: { links: false } }),
  'learned initial memory': machine({ memory: { initialMemory: 'learned' } }),
  'LSTM without memory': new LstmNetwork(size),
  ...Object.fromEntries(
    otherKinds.map((name) => [
      `memory '${name}'`,
      new MemoryController({ ...size, memory: memoryProfiles[name](bank) } as ControllerOptions),
    ]),
  ),
};
/**
 * A first state whose slots differ in use: where all are equally free, rounding decides which one
 * is taken, and rounding differs between one row and three.
 */
function begin(
  network: SequenceNetwork<any>,
  batch: number,
  weights: Record<string, tf.Tensor>,
): any {
  const state = network.initialState(batch, weights);
  return state.memory?.usage
    ? {
        ...state,
        memory: {
          ...state.memory,
          usage: tf.tile(tf.tensor2d([[0.3, 0.05, 0.5, 0.2, 0.7, 0.4]]), [batch, 1]),
        },
      }
    : state;
}
const row = <T extends NestedState>(state: T, b: number): T =>
  (state instanceof tf.Tensor
    ? tf.gather(state, [b])
    : Object.fromEntries(Object.entries(state).map(([name, value]) => [name, row(value, b)]))) as T;

for (const [name, network] of Object.entries(networks)) {
  test(
    `${name}: rows of different lengths in one batch give what each gives alone, and 0 after ` +
      'their end',
    () =>
      tf.tidy(() => {
        const lengths = [7, 4, 1];
        const weights = network.initialWeights(createRandom(1));
        const x = inputs(3, 7);
        const mask = tf.tensor2d(
          lengths.map((length) => Array.from({ length: 7 }, (_, t) => (t < length ? 1 : 0))),
        );
        const { outputs, state } = network.unroll(weights, begin(network, 3, weights), x, mask);
        lengths.forEach((length, b) => {
          const alone = network.unroll(
            weights,
            begin(network, 1, weights),
            tf.slice(x, [b, 0, 0], [1, length, 3]),
          );
          const close = (a: NestedState, c: NestedState) =>
            numbers(a).forEach((v, i) =>
              assert.ok(Math.abs(v - numbers(c)[i]) < 1e-6, `${v} ${numbers(c)[i]}`),
            );
          close(tf.slice(outputs, [b, 0, 0], [1, length, 2]), alone.outputs);
          close(row(state as NestedState, b), alone.state as NestedState);
          assert.ok(
            numbers(tf.slice(outputs, [b, length, 0], [1, 7 - length, 2])).every((v) => v === 0),
          );
        });
        const whole = network.unroll(weights, network.initialState(3, weights), x);
        const masked = network.unroll(
          weights,
          network.initialState(3, weights),
          x,
          tf.ones([3, 7]),
        );
        const difference = largestDifference(numbers(masked.outputs), numbers(whole.outputs));
        assert.ok(difference < 1e-6, `a mask of ones changes nothing: ${difference}`);
      }),
  );

  test(`${name}: what comes after a row's end does not reach the gradient`, () =>
    tf.tidy(() => {
      const weights = network.initialWeights(createRandom(1));
      const names = Object.keys(weights);
      const mask = tf.tensor2d([
        [1, 1, 0, 0],
        [1, 1, 1, 1],
      ]);
      const gradient = (x: tf.Tensor3D): number[] =>
        tf
          .grads((...values: tf.Tensor[]) => {
            const at = Object.fromEntries(names.map((n, i) => [n, values[i]]));
            return tf.sum(
              tf.square(network.unroll(at, network.initialState(2, at), x, mask).outputs),
            );
          })(names.map((n) => weights[n]))
          .flatMap(numbers);
      const x = inputs(2, 4);
      const after = tf.tensor3d([
        [
          [0, 0, 0],
          [0, 0, 0],
          [9, 9, 9],
          [9, 9, 9],
        ],
        Array(4).fill([0, 0, 0]),
      ]);
      const found = gradient(x);
      assert.ok(found.some((v) => v !== 0) && found.every(Number.isFinite));
      assert.deepEqual(gradient(tf.add(x, after)), found);
    }));

  test(
    `${name}: lifelong use. A stream cut in two, the state carried over, gives what the whole ` +
      'gives, but for rounding',
    () =>
      tf.tidy(() => {
        const weights = network.initialWeights(createRandom(1));
        const x = inputs(2, 9);
        const whole = network.unroll(weights, network.initialState(2, weights), x);
        const first = network.unroll(
          weights,
          network.initialState(2, weights),
          tf.slice(x, [0, 0, 0], [2, 4, 3]),
        );
        const second = network.unroll(weights, first.state, tf.slice(x, [0, 4, 0], [2, 5, 3]));
        // The last step of a sequence takes its directional reads another way, which rounds
        // otherwise.
        const apart = (a: tf.Tensor, b: tf.Tensor): number =>
          tf.max(tf.abs(tf.sub(a, b))).dataSync()[0];
        const tensors = (state: NestedState): tf.Tensor[] =>
          state instanceof tf.Tensor ? [state] : Object.values(state).flatMap(tensors);
        const expected = [whole.outputs, ...tensors(whole.state as NestedState)];
        [
          tf.concat([first.outputs, second.outputs], 1),
          ...tensors(second.state as NestedState),
        ].forEach((tensor, i) => assert.ok(apart(tensor, expected[i]) < 1e-6, `part ${i}`));
      }),
  );

  test(
    `${name}: unrolling (a prediction, an evaluation) changes neither weights nor state, and ` +
      'leaves no tensor behind',
    () => {
      const weights = network.initialWeights(createRandom(1));
      const start = network.initialState(2, weights);
      const x = inputs(2, 5);
      const before = [numbers(weights), numbers(start as NestedState)];
      const tensors = tf.memory().numTensors;
      const answers = [1, 2].map(() =>
        tf.tidy(() => numbers(network.unroll(weights, start, x).outputs)),
      );
      assert.equal(tf.memory().numTensors, tensors);
      assert.deepEqual([numbers(weights), numbers(start as NestedState)], before);
      assert.deepEqual(answers[0], answers[1]);
      tf.dispose([weights, start as never, x]);
    },
  );
}

for (const [name, network] of Object.entries(networks)) {
  test(
    `${name}: traced into one graph, with a mask and its own first state, it gives the same ` +
      'answers and gradients',
    () =>
      tf.tidy(() => {
        const weights = network.initialWeights(createRandom(1));
        const names = Object.keys(weights);
        const x = inputs(2, 3);
        const mask = tf.tensor2d([
          [1, 1, 1],
          [1, 0, 0],
        ]);
        const learn = (
          given: Record<string, tf.Tensor>,
          sequence: tf.Tensor3D,
          steps: tf.Tensor2D,
        ): tf.Tensor[] => {
          const { value, grads } = tf.valueAndGrads((...values: tf.Tensor[]) => {
            const current = Object.fromEntries(names.map((n, i) => [n, values[i]]));
            return tf.sum(
              tf.square(
                network.unroll(current, network.initialState(2, current), sequence, steps).outputs,
              ),
            );
          })(names.map((n) => given[n]));
          return [value, ...grads];
        };
        const compiled = compile(learn);
        const traced = compiled(weights, x, mask);
        const plain = learn(weights, x, mask);
        traced.forEach((found, i) =>
          numbers(found).forEach((v, k) =>
            assert.ok(
              Math.abs(v - numbers(plain[i])[k]) < 1e-6,
              `${['loss', ...names][i]}: ${v} and ${numbers(plain[i])[k]}`,
            ),
          ),
        );
        assert.equal(compiled.operations > 0, backend().name === 'tensorflow');
        compiled.dispose();
      }),
  );
}

test('a carried state is detached: the gradient of an update ends where the update began', () =>
  tf.tidy(() => {
    const controller = machine();
    const weights = controller.initialWeights(createRandom(1));
    const x = inputs(2, 6);
    const loss = (kernel: tf.Tensor, start: (at: Record<string, tf.Tensor>) => ControllerState) => {
      const at = { ...weights, interfaceKernel: kernel };
      return tf.sum(
        tf.square(controller.unroll(at, start(at), tf.slice(x, [0, 3, 0], [2, 3, 3])).outputs),
      );
    };
    const first = (at: Record<string, tf.Tensor>): ControllerState =>
      controller.unroll(at, controller.initialState(2), tf.slice(x, [0, 0, 0], [2, 3, 3])).state;
    const carried = first(weights);
    const detached = tf.grad((kernel) => loss(kernel, () => carried))(weights.interfaceKernel);
    const through = tf.grad((kernel) => loss(kernel, first))(weights.interfaceKernel);
    const differ = tf.max(tf.abs(tf.sub(detached, through))).dataSync()[0];
    assert.ok(differ > 1e-7, 'the gradient through both halves is another one');
    const copy = (state: NestedState): NestedState =>
      state instanceof tf.Tensor
        ? tf.tensor(state.dataSync(), state.shape)
        : Object.fromEntries(Object.entries(state).map(([n, s]) => [n, copy(s)]));
    assert.deepEqual(
      numbers(
        tf.grad((kernel) => loss(kernel, () => copy(carried as never) as never))(
          weights.interfaceKernel,
        ),
      ),
      numbers(detached),
    );
  }));

test('a mask of another shape is refused', () =>
  tf.tidy(() => {
    const controller = machine();
    const weights = controller.initialWeights(createRandom(1));
    assert.throws(
      () => controller.unroll(weights, controller.initialState(2), inputs(2, 4), tf.ones([2, 3])),
      /mask: got shape \[2, 3\], expected \[2, 4\]/,
    );
  }));

test('a feed-forward controller carries nothing but what it reads', () =>
  tf.tidy(() => {
    const controller = machine({ controller: 'feedforward' });
    const weights = controller.initialWeights(createRandom(1));
    const x = inputs(2, 1);
    const fresh = controller.initialState(2);
    const { state } = controller.unroll(weights, fresh, inputs(2, 3, 4));
    const forgetful = { ...state, memory: fresh.memory, reads: fresh.reads };
    assert.deepEqual(
      numbers(controller.unroll(weights, forgetful, x).outputs),
      numbers(controller.unroll(weights, fresh, x).outputs),
    );
    assert.notDeepEqual(
      numbers(controller.unroll(weights, state, x).outputs),
      numbers(controller.unroll(weights, fresh, x).outputs),
    );
  }));

test(
  'the first memory: constant by default; a learned one gets a gradient; a random one follows ' +
    'the seed and gets none',
  () =>
    tf.tidy(() => {
      const start = (kind: 'constant' | 'learned' | 'random', seed: number) => {
        const controller = machine({ memory: { initialMemory: kind } });
        const weights = controller.initialWeights(createRandom(seed));
        return { controller, weights, memory: controller.initialState(2, weights).memory.memory };
      };
      assert.ok(numbers(start('constant', 1).memory).every((v) => v === Math.fround(1e-6)));
      assert.equal('initialMemory' in machine().shapes(), false);
      for (const kind of ['learned', 'random'] as const) {
        const { controller, weights, memory } = start(kind, 1);
        assert.deepEqual(controller.shapes().initialMemory, [6, 4]);
        assert.deepEqual(
          numbers(memory),
          [...numbers(weights.initialMemory), ...numbers(weights.initialMemory)],
          'the same for every row',
        );
        assert.deepEqual(numbers(start(kind, 1).memory), numbers(memory));
        assert.notDeepEqual(numbers(start(kind, 2).memory), numbers(memory));
        const gradient = tf.grad((m) => {
          const at = { ...weights, initialMemory: m };
          return tf.sum(
            tf.square(controller.unroll(at, controller.initialState(2, at), inputs(2, 3)).outputs),
          );
        })(weights.initialMemory);
        assert.equal(
          numbers(gradient).some((v) => v !== 0),
          kind === 'learned',
        );
        assert.throws(
          () => controller.initialState(2),
          new RegExp(
            `weights.initialMemory: got nothing, expected \\[6, 4\\]: initialMemory is '${kind}'`,
          ),
        );
        assert.throws(
          () => controller.bank.initialState(2, { initialMemory: tf.zeros([4, 6]) }),
          /weights.initialMemory: got a tensor \[4, 6\], expected \[6, 4\]/,
        );
      }
    }),
);

test(
  'the interface vector: 471 numbers by default; masking and sharpening add theirs at the end; ' +
    'no other option moves a part',
  () => {
    assert.equal(interfaceSize(memoryConfig()), 471);
    const plain = interfaceParts(memoryConfig(bank));
    const { numReadHeads: R, numWriteHeads: H, memoryDim: W } = bank;
    const grown = {
      dnc: 0,
      content: 0,
      noLinks: 0,
      noAllocation: 0,
      deallocation: 0,
      masking: (R + H) * W,
      sharpening: 2 * R,
      all: (R + H) * W + 2 * R,
    };
    for (const [name, more] of Object.entries(grown)) {
      const config = dncProfiles[name as keyof typeof dncProfiles](bank);
      assert.equal(interfaceSize(config), interfaceSize(memoryConfig(bank)) + more, name);
      assert.deepEqual(interfaceParts(config).slice(0, plain.length), plain, name);
    }
    tf.tidy(() => {
      const config = dncProfiles.all(bank);
      const parts = parseInterface(
        config,
        tf.mul(5, randomNormal([4, interfaceSize(config)], createRandom(1))),
      );
      const inside = (x: tf.Tensor | undefined, low: number, high: number) =>
        assert.ok(x && numbers(x).every((v) => v >= low && v <= high));
      for (const name of [
        'eraseVectors',
        'freeGates',
        'allocationGates',
        'writeGates',
        'readModes',
        'readMasks',
        'writeMasks',
      ] as const)
        inside(parts[name], 0, 1);
      inside(parts.forwardSharpness, 1, Infinity);
      inside(parts.backwardSharpness, 1, Infinity);
      numbers(tf.sum(parts.readModes, 2)).forEach((total) => assert.ok(Math.abs(total - 1) < 1e-6));
    });
  },
);

test(
  'the LSTM baseline comes as near to a number of ' + 'parameters as whole hidden units allow',
  () => {
    for (const parameters of [54, 500, 20_000, 123_456, 1_000_000]) {
      const taken = (hiddenSize: number): number =>
        parameterCount(new LstmNetwork({ inputSize: 8, outputSize: 7, hiddenSize }).shapes());
      const best = hiddenSizeFor(parameters, 8, 7);
      const off = (hidden: number): number => Math.abs(taken(hidden) - parameters);
      assert.ok(
        off(best) <= off(best + 1) && (best === 1 || off(best) <= off(best - 1)),
        `${parameters}: ${best}`,
      );
    }
    const { inputSize, outputSize } = machine().config;
    const wanted = parameterCount(machine().shapes());
    const network = new LstmNetwork({
      inputSize,
      outputSize,
      hiddenSize: hiddenSizeFor(wanted, inputSize, outputSize),
    });
    assert.ok(Math.abs(parameterCount(network.shapes()) / wanted - 1) < 0.1);
    assert.throws(() => hiddenSizeFor(10, 8, 7), /parameters: got 10, expected at least 54/);
  },
);
