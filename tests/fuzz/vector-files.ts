import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import fc from 'fast-check';
import { fileSections } from '../../src/conformance';
import { projectPath } from '../../src/core/paths';
import { fuzzFolder } from './folder';
import { type FuzzKind, type Outcome, usedOrRefusedLater } from './harness';
import { anyJson, damaged, mutated } from './inputs';

type Content = Record<string, unknown>;

const stored = (name: string): Content & { cases: Content[] } =>
  JSON.parse(fs.readFileSync(projectPath(`tests/data/${name}.json`), 'utf8')) as never;

interface Base {
  readonly content: Content;
  /** How often it is drawn; what takes long to compute seldom. */
  readonly weight: number;
}

/** One step of a small memory, and the same with four steps and gradients. */
function dncBases(): readonly Base[] {
  const { cases, edges } = stored('dnc-vectors') as { cases: Content[]; edges: Content };
  const [whole] = cases as { access_step: Content; unroll: Content & { inputs: Content } }[];
  const { inputs, outputs } = whole.unroll;
  const short = {
    ...whole,
    access_step: { inputs: whole.access_step['inputs'], outputs: whole.access_step['outputs'] },
    unroll: {
      inputs: { ...inputs, interfaces: (inputs['interfaces'] as unknown[]).slice(0, 1) },
      outputs: (outputs as unknown[]).slice(0, 1),
    },
  };
  const allocation = { allocation_all_free: edges['allocation_all_free'] };
  const format = 'dnc-vectors/1';
  return [
    { content: { format, cases: [short], edges: allocation }, weight: 4 },
    { content: { format, cases: [whole] }, weight: 1 },
  ];
}

/** A network before anything is adapted, and the same with one run and learned rates. */
function mamlBases(): readonly Base[] {
  const [whole] = stored('maml-vectors').cases;
  const runs = (whole['runs'] as unknown[]).slice(0, 1);
  const small = { ...whole, runs, per_step_lr: undefined };
  const still = { runs: [], meta_sgd_one_step: undefined, reptile_three_steps: undefined };
  return [
    { content: { cases: [{ ...small, ...still, anil_two_steps: undefined }] }, weight: 4 },
    { content: { cases: [small] }, weight: 1 },
  ];
}

/** A part of each form. */
function bases(): readonly Base[] {
  const metrics = stored('cl-metrics');
  const few = { ...metrics, cases: metrics.cases.slice(0, 2), checkedAgainst: undefined };
  const since = stored('memory-since');
  return [
    { content: few, weight: 6 },
    { content: stored('replay-vectors'), weight: 6 },
    { content: { ...since, cases: since.cases.slice(0, 3) }, weight: 4 },
    ...mamlBases(),
    ...dncBases(),
  ];
}

const folder = fuzzFolder();
const file = path.join(folder, 'vectors.json');

const encoded = (content: unknown): Uint8Array => Buffer.from(JSON.stringify(content));

/** Numbers that are none, and shapes that fit nothing. */
const oddNumbers: fc.Arbitrary<unknown> = fc.constantFrom<unknown[]>(
  ...['NaN', '1', [], [[]], [0], { shape: [0], data: [] }, { shape: [1], data: [1] }, 1e308, -1],
);

async function use(bytes: Uint8Array): Promise<Outcome> {
  fs.writeFileSync(file, bytes);
  const sections = async (): ReturnType<typeof fileSections> => {
    process.env['LAB_COMPILE'] = 'off'; // to compile takes longer than to compute once
    try {
      return await fileSections(file);
    } catch (error) {
      assert.ok((error as Error).message.startsWith(`${file}: `), (error as Error).stack);
      throw error;
    } finally {
      delete process.env['LAB_COMPILE'];
    }
  };
  return usedOrRefusedLater(sections, (found) => {
    for (const { name, error, tolerance } of found) {
      assert.ok(error >= 0 && tolerance >= 0, `${name}: ${error}, allowed ${tolerance}`);
      assert.ok(!/[\r\n]/.test(name), name);
    }
  });
}

/** Changed files of a base, and damaged ones. */
function inputsOf({ content, weight }: Base): readonly fc.WeightedArbitrary<Uint8Array>[] {
  const bytes = encoded(content);
  const plain: unknown = JSON.parse(String(bytes));
  return [
    { weight, arbitrary: mutated(plain, fc.oneof(anyJson, oddNumbers)).map(encoded) },
    { weight: 1, arbitrary: damaged(bytes) },
  ];
}

/** Vector files of the five forms: other fields, other values, damaged bytes. */
export const vectorFiles: FuzzKind<Uint8Array> = {
  inputs: fc.oneof(...bases().flatMap(inputsOf), { weight: 1, arbitrary: anyJson.map(encoded) }),
  use,
};
