import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { before, test } from 'node:test';
import { memoryConfig, type MemoryOptions, dncProfiles } from '../../src/config';
import { conformanceSections, type Section } from '../../src/conformance';
import { type MemoryInterface, type MemoryState, NeuralMemoryBank } from '../../src/memory';
import { nodeArguments } from '../../src/core/nodeArguments';
import { createRandom } from '../../src/core/random';
import { ready, tf } from '../../src/tf';
import { type PlainControls, type PlainState, plainStep, randomRow, stateParts } from './plain';
import { projectPath } from '../../src/core/paths';

// The numbers of google-deepmind/dnc's own modules.
const FILE = projectPath('tests/data/dnc-vectors.json');
const vectors = () => JSON.parse(readFileSync(FILE, 'utf8'));
const TOLERANCE = 1e-5;

before(ready);

const conformance = (file: string, backend: string) =>
  spawnSync(process.execPath, nodeArguments(projectPath('src/cli/conformance.ts'), file), {
    encoding: 'utf8',
    env: { ...process.env, LAB_TENSORFLOW: backend },
  });

/**
 * What the file must be checked for: seven sections a case (content, freeness, linkage, a step and
 * its gradients, four steps and the gradient through them), and the rest.
 */
function complete(names: string[]): void {
  const file = vectors();
  for (const part of [
    'content',
    'freeness',
    'linkage',
    'access_step',
    'access_step gradients',
    'unroll',
    'unroll gradients_of_first_interface',
  ]) {
    for (const { name } of file.cases)
      assert.ok(names.includes(`${name} ${part}`), `${name} ${part} is not checked`);
  }
  for (const name of Object.keys(file.edges))
    assert.ok(
      names.includes(`edges ${name}`) || typeof file.edges[name] === 'string',
      `${name} is not checked`,
    );
  assert.ok(
    names.includes('core') && names.filter((name) => name.startsWith('zero_start')).length === 2,
  );
}

test(
  'memory and machine equal google-deepmind/dnc, forward ' + 'and backward: every section',
  async () => {
    const sections = await conformanceSections(vectors());
    complete(sections.map(({ name }) => name));
    for (const { name, error, tolerance } of sections) {
      assert.ok(error <= tolerance, `${name}: ${error}`);
      assert.equal(tolerance, name.startsWith('zero_start') ? 1e-4 : TOLERANCE, name);
    }
  },
);

test('the same on WebAssembly, from the command line', () => {
  const { status, stdout, stderr } = conformance(FILE, 'wasm');
  assert.equal(status, 0, stdout + stderr);
  complete([...stdout.matchAll(/^ok {3}\S+ (.+): largest error/gm)].map(([, name]) => name));
});

test(
  'any number of a section changed is found in that ' + 'section, and the command fails',
  async () => {
    const changes: [string, (file: any) => void][] = [
      ['content', (f) => (f.cases[1].content.outputs.weights.data[3] += 2e-5)],
      ['freeness', (f) => (f.cases[1].freeness.outputs.usage.data[0] -= 2e-5)],
      ['linkage', (f) => (f.cases[1].linkage.outputs.backward_weights.data[1] += 2e-5)],
      ['access_step', (f) => (f.cases[1].access_step.outputs.memory.shape = [2, 4, 5])],
      ['access_step gradients', (f) => (f.cases[1].access_step.gradients.state.usage = null)],
      ['unroll', (f) => (f.cases[1].unroll.outputs[3].link.data[1] += 2e-5)],
      ['unroll', (f) => f.cases[1].unroll.outputs.pop()],
      [
        'unroll gradients_of_first_interface',
        (f) => (f.cases[1].unroll.gradients_of_first_interface.write_vectors.data[0] += 2e-5),
      ],
      ['core', (f) => (f.core.outputs['t1/output'].data[0] += 2e-5)],
      [
        'edges allocation_ties',
        (f) => (f.edges.allocation_ties.outputs.allocation_weights.data[0] -= 2e-5),
      ],
    ];
    for (const [part, change] of changes) {
      const file = vectors();
      change(file);
      file.cases = [file.cases[1]];
      const failed = (await conformanceSections(file))
        .filter(({ error, tolerance }: Section) => !(error <= tolerance))
        .map(({ name }) => name);
      assert.deepEqual(failed, [/core|edges/.test(part) ? part : `${file.cases[0].name} ${part}`]);
    }
    const folder = mkdtempSync(path.join(tmpdir(), 'vectors-'));
    try {
      const broken = path.join(folder, 'broken.json');
      const file = vectors();
      changes[0][1](file);
      writeFileSync(broken, JSON.stringify(file));
      const { status, stdout } = conformance(broken, process.env['LAB_TENSORFLOW'] ?? '');
      assert.equal(status, 1);
      assert.match(stdout, /FAIL \S+ N5-W4-R3-H1-seed12 content: largest error 2\.00e-5/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);

test(
  'a file may leave out what is not always there: gradients, states between steps, edges, the ' +
    'core',
  async () => {
    const file = vectors();
    file.cases = [file.cases[4]];
    const [{ access_step, unroll, name }] = file.cases;
    for (const part of ['cotangents', 'gradients']) delete access_step[part];
    for (const part of ['cotangent_of_last_read_words', 'gradients_of_first_interface'])
      delete unroll[part];
    unroll.outputs.slice(0, 3).forEach((step: Record<string, unknown>) => {
      delete step.memory;
      delete step.link;
    });
    for (const part of ['edges', 'zero_start', 'core']) delete file[part];
    const sections = await conformanceSections(file);
    assert.deepEqual(
      sections.map((section) => section.name),
      ['content', 'freeness', 'linkage', 'access_step', 'unroll'].map((part) => `${name} ${part}`),
    );
    assert.ok(sections.every(({ error }) => error < TOLERANCE));
  },
);

test('a vector that does not fill its shape or is missing is refused by its place', async () => {
  const file = vectors();
  file.cases[2].linkage.inputs.prev_link.data.pop();
  await assert.rejects(
    () => conformanceSections(file),
    /cases\[2\]\.linkage\.inputs\.prev_link\.data: got .*100 numbers for shape \[2, 2, 5, 5\]/,
  );
  file.cases[2].linkage.inputs.prev_link.data.push(0);
  delete file.cases[0].access_step.inputs.interface.write_gate;
  await assert.rejects(
    () => conformanceSections(file),
    /cases\[0\]\.access_step\.inputs\.interface\.write_gate: got undefined, expected a tensor/,
  );
  await assert.rejects(
    () => conformanceSections({ format: 'dnc-vectors/1', cases: [] }),
    /cases: got \[\]/,
  );
});

const sizes: MemoryOptions[] = [
  { memorySize: 16, memoryDim: 8, numReadHeads: 3, numWriteHeads: 2 },
  { memorySize: 1, memoryDim: 1, numReadHeads: 1, numWriteHeads: 1 },
  { memorySize: 7, memoryDim: 3, numReadHeads: 1, numWriteHeads: 3 },
];
const stack = (rows: Record<string, unknown>[]): Record<string, tf.Tensor> =>
  Object.fromEntries(
    Object.keys(rows[0]).map((name) => [
      name,
      tf.tensor(rows.map((row) => row[name]) as number[][]),
    ]),
  );
const worst = (tensor: tf.Tensor, expected: unknown): number =>
  tf.max(tf.abs(tf.sub(tensor, tf.tensor(expected as number[][], tensor.shape)))).dataSync()[0];

for (const [name, profile] of [
  ...Object.entries(dncProfiles),
  [
    'noLinks and noAllocation',
    (o: MemoryOptions) => memoryConfig({ ...o, links: false, allocation: false }),
  ] as const,
]) {
  test(`memory '${name}': three steps equal the papers' formulae at other sizes`, () =>
    tf.tidy(() => {
      for (const size of sizes) {
        const config = profile(size);
        const bank = new NeuralMemoryBank(config);
        const random = createRandom(3);
        let rows = Array.from({ length: 3 }, () => randomRow(config, random).state);
        let state = stack(rows) as unknown as MemoryState;
        for (let t = 0; t < 3; t++) {
          const controls = rows.map(() => randomRow(config, random).controls);
          const step = bank.step(state, stack(controls) as unknown as MemoryInterface);
          const expected = rows.map((row, b) => plainStep(config, row, controls[b]));
          assert.ok(
            worst(
              step.readVectors,
              expected.map((e) => e.readVectors),
            ) < TOLERANCE,
            `words read at step ${t}, ${JSON.stringify(size)}`,
          );
          for (const part of stateParts)
            assert.ok(
              worst(
                step.state[part],
                expected.map((e) => e.state[part]),
              ) < TOLERANCE,
              `${part} at step ${t}, ${JSON.stringify(size)}`,
            );
          [state, rows] = [step.state, expected.map((e) => e.state)];
        }
      }
    }));

  test(`memory '${name}': a step's gradient equals central differences of the formulae`, () =>
    tf.tidy(() => {
      const config = profile(sizes[0]);
      const random = createRandom(5);
      const { state, controls } = randomRow(config, random);
      const inputs: Record<string, unknown> = { ...state, ...controls };
      // there the gradient is stopped
      const names = Object.keys(inputs).filter((part) => part !== 'writeWeights');
      const tensors = stack([inputs]);
      const goal = state.memory.slice(0, config.numReadHeads);
      const bank = new NeuralMemoryBank(config);
      const loss = (...xs: tf.Tensor[]): tf.Tensor => {
        const at = { ...tensors, ...Object.fromEntries(names.map((part, i) => [part, xs[i]])) };
        const { readVectors } = bank.step(
          at as unknown as MemoryState,
          at as unknown as MemoryInterface,
        );
        return tf.addN([
          tf.sum(tf.mul(readVectors, tf.tensor([goal]))),
          ...xs.map((x) => tf.mul(0, tf.sum(x))),
        ]); // what is not used has gradient 0
      };
      const gradients = tf.grads(loss)(names.map((part) => tensors[part]));
      names.forEach((part, i) => {
        const direction = Array.from({ length: tensors[part].size }, () => random.normal());
        const along = (by: number): number => {
          let k = 0;
          const moved = (x: unknown): unknown =>
            Array.isArray(x) ? x.map(moved) : (x as number) + by * direction[k++];
          const at = { ...inputs, [part]: moved(inputs[part]) };
          const { readVectors } = plainStep(
            config,
            at as unknown as PlainState,
            at as unknown as PlainControls,
          );
          return readVectors.flat().reduce((sum, v, j) => sum + v * goal.flat()[j], 0);
        };
        const expected = (along(1e-6) - along(-1e-6)) / 2e-6;
        const found = tf.sum(tf.mul(tf.reshape(gradients[i], [-1]), direction)).dataSync()[0];
        assert.ok(
          Math.abs(found - expected) < 1e-4 * Math.max(1, Math.abs(expected)),
          `${part}: ${found}, by differences ${expected}`,
        );
      });
    }));
}
