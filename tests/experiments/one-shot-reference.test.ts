// Figures on Omniglot that others have published: each says where it was read.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { ONE_SHOT_REFERENCE, readOneShotReference } from '../../src/experiments/one-shot/reference';

const folder = mkdtempSync(path.join(os.tmpdir(), 'one-shot-reference-'));
after(() => rmSync(folder, { recursive: true }));

/** A copy of the file with something else in it. */
function changed(change: (content: Record<string, Record<string, unknown>[]>) => void): string {
  const content = JSON.parse(readFileSync(ONE_SHOT_REFERENCE, 'utf8')) as Record<
    string,
    Record<string, unknown>[]
  >;
  change(content);
  const file = path.join(folder, 'changed.json');
  writeFileSync(file, JSON.stringify(content));
  return file;
}

test('every source is used, and what was read second hand says so', () => {
  const { sources, errors, accuracies, instances } = readOneShotReference();
  const used = new Set([...errors, ...accuracies, ...instances].map(({ source }) => source));
  assert.deepEqual([...used].sort(), sources.map(({ id }) => id).sort());
  for (const { id, hand, read } of sources)
    assert.equal(read.startsWith('second hand'), hand === 'second', id);
});

test('no source gives two figures for the same but the two minimal background sets', () => {
  const { errors, accuracies, instances } = readOneShotReference();
  const named = errors
    .filter(({ background }) => background !== 'minimal')
    .map(({ source, method, background }) => `${source} ${method} ${background}`);
  const shots = accuracies.map(
    ({ source, method, ways, shots: k, transduction }) =>
      `${source} ${method} ${ways} ${k} ${transduction}`,
  );
  const times = instances.map(({ source, method, instance }) => `${source} ${method} ${instance}`);
  for (const keys of [named, shots, times]) assert.equal(new Set(keys).size, keys.length);
});

test('two sources that tell of the same agree: what was quoted was read right', () => {
  const { errors } = readOneShotReference();
  const of = (source: string, method: string, background: string | null): number[] =>
    errors
      .filter((one) => one.source === source && one.method === method)
      .filter((one) => one.background === background)
      .map(({ error }) => error);
  assert.deepEqual(of('c', 'people', null), of('a', 'people', null));
  assert.deepEqual(of('c', 'BPL', 'original'), of('a', 'BPL', 'original'));
  const [first, second] = of('a', 'BPL', 'minimal');
  assert.ok(Math.abs(of('c', 'BPL', 'minimal')[0] - (first + second) / 2) <= 0.0501);
  const hausdorff = 'modified Hausdorff distance';
  assert.deepEqual(of('a', hausdorff, 'none'), of('b', hausdorff, 'none'));
});

test('a file that is wrong is refused by the name of what is wrong', () => {
  const lost = changed(({ accuracies }) => (accuracies[1].source = 'z'));
  assert.throws(() => readOneShotReference(lost), /accuracies\[1\]\.source: got "z", expected one/);
  const share = changed(({ errors }) => (errors[0].error = 450));
  assert.throws(() => readOneShotReference(share), /errors\[0\]\.error: got 450/);
  const more = changed(({ instances }) => (instances[0].note = 'x'));
  assert.throws(() => readOneShotReference(more), /instances\[0\]/);
  assert.throws(() => readOneShotReference(path.join(folder, 'none.json')), /none\.json/);
});
