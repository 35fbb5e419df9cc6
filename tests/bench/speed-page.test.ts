// docs/speed.md and the results it is made from.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { benchOptions } from '../../benchmarks/lab/options';
import { SPEED_PAGE, speedPage, speedText } from '../../benchmarks/lab/speedPage';
import { readBench } from '../../benchmarks/lab/stored';
import { projectPath } from '../../src/core/paths';

const page = readFileSync(projectPath(SPEED_PAGE), 'utf8');
const stored = readBench(projectPath('data/benchmarks.json'));
const storedSlots = readBench(projectPath('data/slots-benchmarks.json'));

test('the tables of docs/speed.md are those of data/benchmarks.json', async () => {
  assert.equal(
    await speedPage(page, stored),
    page,
    'write them: npm run -s bench -- --from data/benchmarks.json --write',
  );
});

test('the table of slots is that of data/slots-benchmarks.json', async () => {
  assert.equal(
    await speedPage(page, storedSlots),
    page,
    'write it: npm run -s bench -- --from data/slots-benchmarks.json --write',
  );
  const slots = storedSlots.slots!.map((one) => ({ ...one, median: 1234.4 }));
  assert.match(await speedPage(page, { ...storedSlots, slots }), /1234 \(/);
});

test('the page says versions of both engines, and medians with quartiles', () => {
  const machine = { ...stored.machine, 'tfjs-node': '4.1.2', 'jax-js': '0.9.8', python: '3.99.1' };
  const text = speedText({ ...stored, machine });
  const { cpu, tensorflow, node } = stored.machine;
  assert.ok(text.includes(`${cpu}, `));
  assert.ok(text.includes(`TensorFlow ${tensorflow}, tfjs-node 4.1.2, Node ${node}`));
  assert.match(text, /PyTorch .*, JAX .*, jax-js 0\.9\.8, cpprb .*, Python 3\.99\.1/);
  assert.match(text, /\| this project, 1 thread \| [\d.]+ \([\d.]+ to [\d.]+\)/);
});

test('another number in the file is another on the page; the text around stays', async () => {
  const steps = stored.steps.map((step) => ({ ...step, median: 1234.4 }));
  const other = await speedPage(page, { ...stored, steps });
  assert.match(other, /1234 \(/);
  const written = (text: string): string =>
    text.replace(/<!-- BEGIN BENCH (\w+) -->.*?<!-- END BENCH -->/gs, '$1');
  assert.equal(written(other), written(page));
});

test('who could not run a step is named with the reason', () => {
  const missing = [{ case: 'maml', contestant: 'jax-js', threads: 1, why: 'no gradient of sort' }];
  const machine = { ...stored.machine, 'jax-js': '0.9.8' };
  const text = speedText({ ...stored, machine, missing });
  assert.match(text, /- MAML meta-step: jax-js 0\.9\.8 \(Wasm\), 1 thread: no gradient of sort/);
  assert.doesNotMatch(speedText(stored), /Not timed/);
});

test('what cannot be shown is named: a part without marks, a file of some cases only', async () => {
  await assert.rejects(speedPage('# Fast', stored), /no <!-- BEGIN BENCH machine -->/);
  await assert.rejects(
    speedPage(page, { ...stored, replay: undefined }),
    /the results hold no replay/,
  );
  assert.throws(() => readBench(projectPath('package.json')), /package\.json: machine: got/);
});

test('the page is written from a whole run only, or from a file', () => {
  assert.throws(() => benchOptions(['--write']), /--write: expected all cases, with --peers/);
  assert.throws(() => benchOptions(['maml', '--peers', '--write']), /--write: expected all cases/);
  assert.equal(benchOptions(['--peers', '--write'])?.write, true);
  assert.equal(benchOptions(['slots', '--peers', '--write'])?.write, true);
  assert.throws(() => benchOptions(['slots', '--write']), /--write: expected all cases/);
  const file = projectPath('data/benchmarks.json');
  assert.equal(benchOptions(['--from', file, '--write'])?.from, file);
  assert.throws(() => benchOptions(['maml', '--from', file]), /--from: got "maml" beside it/);
  assert.throws(() => benchOptions(['--peers', '--from', file]), /--from: got "--peers" beside it/);
  assert.throws(() => benchOptions(['--from', 'nowhere.json']), /--from: got "nowhere.json"/);
});
