import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { after, test } from 'node:test';
import { fileSections } from '../../src/conformance';
import { projectPath } from '../../src/core/paths';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'lab-vectors-'));
const file = path.join(folder, 'mine.json');
after(() => fs.rmSync(folder, { recursive: true }));

/** Expects that a file is refused, with this said after its name. */
async function refused(content: unknown, problem: string): Promise<void> {
  fs.writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  await assert.rejects(
    () => fileSections(file),
    (error: Error) => {
      assert.ok(error.message.startsWith(`${file}: ${problem}`), error.message);
      assert.doesNotMatch(error.message, /\n/);
      return true;
    },
  );
}

type Change = (file: never) => void;

/** Expects that a stored file is refused after a change. */
async function changed(name: string, change: Change, problem: string): Promise<void> {
  const stored = projectPath(`tests/data/${name}.json`);
  const content: unknown = JSON.parse(fs.readFileSync(stored, 'utf8'));
  change(content as never);
  await refused(content, problem);
}

test('a file without a form that is known', async () => {
  await refused('', 'not JSON');
  await refused('null', 'format: got undefined, expected one of');
  await refused([], 'format: got undefined, expected one of');
  for (const format of ['__proto__/1', 'constructor/1', 'cl-metrics', 'cl-metrics/2', 5, null])
    await refused({ format, cases: [] }, `format: got ${JSON.stringify(format)}, expected one of`);
});

test('metrics: the place of what is missing or wrong is said', async () => {
  const format = 'cl-metrics/1';
  await refused({ format }, 'cases: got undefined, expected a list of cases, one at least');
  await refused({ format, cases: [null] }, 'cases[0]: got null, expected a case');
  const metrics = (change: Change, problem: string): Promise<void> =>
    changed('cl-metrics', change, problem);
  type Metrics = { cases: { R: unknown[][]; b: unknown[]; expected: Record<string, unknown> }[] };
  const row = 'cases[0].R[1]: got [ 1 ], expected 2 numbers, one a task';
  await metrics((f: Metrics) => (f.cases[0].R[1] = [1]), row);
  await metrics(
    (f: Metrics) => (f.cases[0].R[1][0] = 'NaN'),
    'cases[0].R[1][0]: got "NaN", expect',
  );
  await metrics((f: Metrics) => f.cases[0].b.pop(), 'cases[0].b: got [ 0.8');
  await metrics((f: Metrics) => (f.cases[0].expected['bwt'] = 'NaN'), 'cases[0].expected.bwt: got');
  const unknown = 'random-2: expected.toString: no metric of that name';
  await metrics((f: Metrics) => (f.cases[0].expected['toString'] = 1), unknown);
});

test('replay: the place of what is missing or wrong is said', async () => {
  const replay = (change: Change, problem: string): Promise<void> =>
    changed('replay-vectors', change, problem);
  type Replay = {
    cases: { priorities_raw: unknown; sampled_indices: number[] }[];
    sum_tree_trace: { op: string; leaves: unknown[] }[];
    rank_based: unknown;
  };
  await refused({ rank_based: 5 }, 'rank_based: got 5, expected a list');
  await replay((f: Replay) => (f.cases[1].priorities_raw = []), 'cases[1].priorities_raw: got []');
  await replay((f: Replay) => (f.cases[0].sampled_indices[1] = 9), 'cases[0].sampled_indices[1]');
  const op = "sum_tree_trace[2].op: got \"drop\", expected one of 'add', 'update'";
  await replay((f: Replay) => (f.sum_tree_trace[2].op = 'drop'), op);
  await replay((f: Replay) => f.sum_tree_trace[2].leaves.pop(), 'sum_tree_trace[2].leaves: got');
});

test('MAML: numbers that do not fit the network or the rows', async () => {
  const maml = (change: Change, problem: string): Promise<void> =>
    changed('maml-vectors', change, problem);
  type Maml = {
    cases: Record<string, unknown>[] & { params: unknown[][][]; support_y: unknown[] }[];
  };
  await refused({ cases: [{ runs: [] }] }, 'cases[0].name: got undefined, expected a name');
  await maml((f: Maml) => (f.cases[0]['layer_sizes'] = [1, 0]), 'cases[0].layer_sizes[1]: got 0');
  const activation = 'cases[0].activation: got "toString", expected one of \'relu\'';
  await maml((f: Maml) => (f.cases[0]['activation'] = 'toString'), activation);
  const weights = 'cases[0].params[0][0]: got [';
  await maml((f: Maml) => f.cases[0].params[0][0].pop(), weights);
  await maml((f: Maml) => f.cases[0].support_y.pop(), 'cases[0].support_y: got [');
});

test('DNC: tensors that are missing, do not fill their shape or fit the others', async () => {
  const dnc = (change: Change, problem: string): Promise<void> =>
    changed('dnc-vectors', change, problem);
  type Vector = { shape: number[]; data: unknown[] };
  type Dnc = {
    cases: { content: { inputs: Record<string, Vector> }; config: Record<string, unknown> }[];
    edges: Record<string, unknown>;
    core: { inputs: { weights: Record<string, Vector> } };
  };
  await refused({ format: 'dnc-vectors/1' }, 'cases: got undefined, expected a list of cases');
  const keys = 'cases[0].content.inputs.keys';
  const isGone = `${keys}: got undefined, expected a tensor { shape, data }`;
  await dnc((f: Dnc) => delete f.cases[0].content.inputs['keys'], isGone);
  await dnc((f: Dnc) => f.cases[0].content.inputs['keys'].data.pop(), `${keys}.data: got [`);
  await dnc(
    (f: Dnc) => (f.cases[0].content.inputs['keys'].shape = [8]),
    `${keys}.shape: got [ 8 ]`,
  );
  await dnc((f: Dnc) => (f.cases[0].content.inputs['keys'].data[0] = 'x'), `${keys}.data[0]: got`);
  const state = 'cases[0].access_step.inputs.state';
  const memory = `${state}.memory.shape: got [ 2, 5, 4 ], expected [2, 7, 4] (B, N, W)`;
  await dnc((f: Dnc) => (f.cases[0].config['memory_size'] = 7), memory);
  await dnc((f: Dnc) => (f.edges['sorting'] = f.edges['allocation_ties']), 'edges: its names: got');
  const gates = 'core.inputs.weights.dnc/lstm/w_gates: got undefined';
  await dnc((f: Dnc) => delete f.core.inputs.weights['dnc/lstm/w_gates'], gates);
});
