import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { before, test } from 'node:test';
import { conformanceSections, type Section } from '../../src/conformance';
import { ConfigError } from '../../src/core/errors';
import { nodeArguments } from '../../src/core/nodeArguments';
import { projectPath } from '../../src/core/paths';
import { ready } from '../../src/tf';

before(ready);

// The numbers of flash-linear-attention's plain recurrences, and of a float64 recurrence.
const FILE = projectPath('tests/data/memory-since.json');

interface Case {
  kind: string;
  length: number;
  valueSize: number;
  inputs: Record<string, unknown[]>;
  outputs: number[];
  state: number[];
  outputCoefficients: number[];
  gradients: Record<string, number[]>;
}
interface File {
  format: string;
  cases: Case[];
}
const vectors = (): File => JSON.parse(readFileSync(FILE, 'utf8')) as File;

const FORMS = ['sequential', 'chunked'];
const PARTS = ['outputs', 'state', 'gradients'];

const sectionNames = ({ cases }: File): string[] =>
  cases.flatMap(({ kind }, index) =>
    FORMS.flatMap((way) => PARTS.map((part) => `cases[${index}] ${kind} ${way} ${part}`)),
  );

test('outputs, states and gradients of every case, step by step and in chunks', async () => {
  const sections = await conformanceSections(vectors());
  assert.deepEqual(
    sections.map(({ name }) => name),
    sectionNames(vectors()),
  );
  for (const { name, error, tolerance } of sections) {
    assert.ok(error <= tolerance, `${name}: ${error}`);
    assert.equal(tolerance, 1e-5);
  }
});

test('the same on WebAssembly, from the command line', () => {
  const conformance = nodeArguments(projectPath('src/cli/conformance.ts'), FILE);
  const { status, stdout, stderr } = spawnSync(process.execPath, conformance, {
    encoding: 'utf8',
    env: { ...process.env, LAB_TENSORFLOW: 'wasm' },
  });
  assert.equal(status, 0, stdout + stderr);
  const names = [...stdout.matchAll(/^ok {3}\S+ (.+): largest error/gm)].map(([, name]) => name);
  assert.deepEqual(names, sectionNames(vectors()));
});

test('a number that is changed is found in its part, however small its list is', async () => {
  const largest = (list: number[]): number => Math.max(...list.map(Math.abs));
  const changes: [string, (c: Case) => void][] = [
    ['outputs', (c) => (c.outputs[3] += 2e-5 * largest(c.outputs))],
    ['state', (c) => (c.state[5] -= 2e-5 * largest(c.state))],
    ['gradients', (c) => (c.gradients['k'][7] += 2e-5 * largest(c.gradients['k']))],
    ['gradients', (c) => (c.gradients['initialState'][0] *= -1)],
  ];
  for (const index of [3, 4, 5])
    for (const [part, change] of changes) {
      const file = vectors();
      file.cases = [file.cases[index]];
      change(file.cases[0]);
      const failed = (await conformanceSections(file))
        .filter(({ error, tolerance }: Section) => !(error <= tolerance))
        .map(({ name }) => name);
      const { kind } = file.cases[0];
      assert.deepEqual(
        failed,
        FORMS.map((way) => `cases[0] ${kind} ${way} ${part}`),
      );
    }
});

test('lists that are missing or do not fill the sizes are refused by their place', async () => {
  const wrong: [(file: File) => void, string][] = [
    [
      (f) => (f.cases[1].kind = 'hebbian'),
      `cases[1].kind: got "hebbian", expected one of 'delta-rule', 'gated-delta-rule', 'test-time'`,
    ],
    [
      (f) => delete f.cases[1].inputs['logDecay'],
      'cases[1].inputs.logDecay: got undefined, expected 3 numbers for [1, 1, 3] (batch',
    ],
    [(f) => f.cases[2].inputs['theta'].pop(), 'cases[2].inputs.theta: got ['],
    [(f) => (f.cases[0].inputs['q'][1] = 'x'), 'cases[0].inputs.q[1]: got "x", expected a number'],
    [(f) => f.cases[0].outputs.pop(), 'cases[0].outputs: got ['],
    [(f) => f.cases[3].outputCoefficients.push(1), 'cases[3].outputCoefficients: got ['],
    [(f) => (f.cases[4].valueSize = 4), 'cases[4].inputs.v: got ['],
    [(f) => (f.cases[4].length = 0), 'cases[4].length: got 0, expected a whole number from 1 to'],
    [
      (f) => (f.cases[5].gradients['beta'] = [1]),
      `cases[5].gradients: its names: got "beta", expected one of 'q', 'k', 'v', 'theta', `,
    ],
    [(f) => f.cases[5].gradients['eta'].pop(), 'cases[5].gradients.eta: got ['],
    [(f) => (f.cases[6].gradients = {}), 'cases[6].gradients: got {}, expected gradients'],
    [(f) => (f.cases = []), 'cases: got [], expected a list of cases, one at least'],
  ];
  for (const [change, message] of wrong) {
    const file = vectors();
    change(file);
    await assert.rejects(
      () => conformanceSections(file),
      (error: Error) => {
        assert.ok(error instanceof ConfigError);
        assert.ok(error.message.startsWith(message), error.message);
        return true;
      },
    );
  }
});
