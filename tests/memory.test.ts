import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { before, test } from 'node:test';
import { MemoryController } from '../src/controller';
import { allocationForHeads, contentWeights, directionalWeights, type MemoryInterface, type MemoryState, NeuralMemoryBank, updateLink, updatePrecedence, updateUsage } from '../src/memory';
import { ready, tf } from '../src/tf';

// The numbers of google-deepmind/dnc's own modules: see the README beside the file.
interface Vector { shape: number[]; data: number[] }
type Vectors = Record<string, Vector>;
const file = JSON.parse(readFileSync(path.join(__dirname, 'data', 'dnc-vectors.json'), 'utf8'));
const TOLERANCE = 1e-5;
const T = <R extends tf.Tensor>(v: Vector): R => tf.tensor(v.data, v.shape) as R;

function close(actual: tf.Tensor, expected: Vector, what: string): void {
  assert.deepEqual(actual.shape, expected.shape, what);
  const got = actual.dataSync();
  const worst = Math.max(...expected.data.map((value, i) => (Number.isFinite(got[i]) ? Math.abs(got[i] - value) : Infinity)));
  assert.ok(worst <= TOLERANCE, `${what}: largest error ${worst}`);
}

const controlNames: Record<string, keyof MemoryInterface> = {
  read_content_keys: 'readKeys', read_content_strengths: 'readStrengths', write_content_keys: 'writeKeys', write_content_strengths: 'writeStrengths', write_vectors: 'writeVectors',
  erase_vectors: 'eraseVectors', free_gate: 'freeGates', allocation_gate: 'allocationGates', write_gate: 'writeGates', read_mode: 'readModes',
};
const stateNames: Record<string, keyof MemoryState> = { memory: 'memory', read_weights: 'readWeights', write_weights: 'writeWeights', link: 'link', precedence_weights: 'precedence', usage: 'usage' };
const rename = <K extends string>(vectors: Vectors, names: Record<string, K>) => Object.fromEntries(Object.entries(names).map(([theirs, ours]) => [ours, T(vectors[theirs])]));
const bankOf = (c: Record<string, number>) => new NeuralMemoryBank({ memorySize: c.memory_size, memoryDim: c.word_size, numReadHeads: c.num_reads, numWriteHeads: c.num_writes });

before(ready);

for (const c of file.cases) {
  test(`${c.name}: content, usage, allocation and links equal the reference`, () => tf.tidy(() => {
    const { content, freeness, linkage } = c;
    close(contentWeights(T(content.inputs.memory), T(content.inputs.keys), T(content.inputs.strengths)), content.outputs.weights, 'content weights');
    const f = freeness.inputs;
    const usage = updateUsage(T(f.prev_usage), T(f.write_weights), T(f.read_weights), T(f.free_gate));
    close(usage, freeness.outputs.usage, 'usage');
    close(allocationForHeads(usage, T(f.write_gates)), freeness.outputs.allocation_weights, 'allocation');
    const l = linkage.inputs;
    const link = updateLink(T(l.prev_link), T(l.prev_precedence_weights), T(l.write_weights));
    close(link, linkage.outputs.link, 'link');
    close(updatePrecedence(T(l.prev_precedence_weights), T(l.write_weights)), linkage.outputs.precedence_weights, 'precedence');
    const { forward, backward } = directionalWeights(link, T(l.prev_read_weights));
    close(forward, linkage.outputs.forward_weights, 'forward');
    close(backward, linkage.outputs.backward_weights, 'backward');
  }));

  test(`${c.name}: a whole step and its gradients equal the reference`, () => tf.tidy(() => {
    const { inputs, outputs, cotangents, gradients } = c.access_step;
    const bank = bankOf(c.config);
    const controls = rename(inputs.interface, controlNames);
    const state = rename(inputs.state, stateNames);
    const step = bank.step(state as unknown as MemoryState, controls as unknown as MemoryInterface);
    close(step.readVectors, outputs.read_words, 'read words');
    for (const [theirs, ours] of Object.entries(stateNames)) close(step.state[ours], outputs[theirs], ours);
    if (!gradients) return;
    const wanted = [...Object.entries(gradients.interface as Vectors).map(([k, v]) => [controlNames[k], v] as const), ...Object.entries(gradients.state as Record<string, Vector | null>).flatMap(([k, v]) => (v ? [[stateNames[k], v] as const] : []))];
    const all = { ...controls, ...state };
    const loss = (...xs: tf.Tensor[]) => {
      const at = { ...all, ...Object.fromEntries(wanted.map(([name], i) => [name, xs[i]])) };
      return tf.sum(tf.mul(bank.step(at as unknown as MemoryState, at as unknown as MemoryInterface).readVectors, T(cotangents.read_words))) as tf.Scalar;
    };
    const found = tf.grads(loss)(wanted.map(([name]) => all[name]));
    wanted.forEach(([name, expected], i) => close(found[i], expected, `gradient of ${name}`));
  }));

  test(`${c.name}: four steps in a row, and the gradient that flows back through them`, () => tf.tidy(() => {
    const { inputs, outputs } = c.unroll;
    const bank = bankOf(c.config);
    let state = rename(inputs.state, stateNames) as unknown as MemoryState;
    (inputs.interfaces as Vectors[]).forEach((vectors, t) => {
      const step = bank.step(state, rename(vectors, controlNames) as unknown as MemoryInterface);
      state = step.state;
      close(step.readVectors, outputs[t].read_words, `read words ${t}`);
      for (const [theirs, ours] of Object.entries(stateNames)) if (outputs[t][theirs]) close(state[ours], outputs[t][theirs], `${ours} ${t}`);
    });
  }));
}

test('the whole machine (LSTM, interface, memory, answer) equals the reference for three steps', () => tf.tidy(() => {
  const { config: c, inputs, outputs } = file.core;
  const controller = new MemoryController({
    inputSize: c.input_size, outputSize: c.output_size, hiddenSize: c.hidden_size, clipValue: c.clip_value,
    memory: { memorySize: c.memory_size, memoryDim: c.word_size, numReadHeads: c.num_reads, numWriteHeads: c.num_writes },
  });
  const w = (name: string) => T(inputs.weights[`dnc/${name}`]);
  const parts = ['read_keys', 'read_strengths', 'write_keys', 'write_strengths', 'write_vectors', 'erase_vectors', 'free_gate', 'allocation_gate', 'write_gate', 'read_mode'];
  const joined = (suffix: string, axis: number) => tf.concat(parts.map((part) => w(`memory_access/${part}/${suffix}`)), axis);
  const weights = { lstmKernel: w('lstm/w_gates'), lstmBias: w('lstm/b_gates'), interfaceKernel: joined('w', 1), interfaceBias: joined('b', 0), outputKernel: w('output_linear/w'), outputBias: w('output_linear/b') };
  let state = { ...controller.initialState(c.batch), memory: rename(inputs.memory_state, stateNames) as unknown as MemoryState };
  (inputs.inputs as Vector[]).forEach((x, t) => {
    const step = controller.step(weights, state, T(x));
    state = step.state as typeof state;
    close(step.output, outputs[`t${t}/output`], `output ${t}`);
  });
  close(state.lstm.hidden, outputs.hidden, 'hidden');
  close(state.lstm.cell, outputs.cell, 'cell');
  for (const [theirs, ours] of Object.entries(stateNames)) close(state.memory[ours], outputs[theirs], ours);
}));
