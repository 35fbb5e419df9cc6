import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import pl from 'nodejs-polars';
import { packagePath } from '../../src/core/paths';
import {
  type DigitsSplit,
  type OwnRow,
  readDigitsSplit,
  readScenario,
  scenarioFromRows,
} from '../../src/tasks/continual';
import { fuzzFolder } from './folder';
import { type FuzzKind, type Outcome, usedOrRefused } from './harness';
import { anyJson, anyValue, damaged, mutated, oddName, oddNumber } from './inputs';

const folder = fuzzFolder();
const splitFile = path.join(folder, 'split.json');

const own = JSON.parse(fs.readFileSync(packagePath('data/digits-split.json'), 'utf8')) as object &
  DigitsSplit;
const split = { ...own, perms: own.perms.slice(0, 2) };

const rows: readonly OwnRow[] = [
  { task: 'a', split: 'train', weight: 4, length: 0.5, label: 'cat' },
  { task: 'a', split: 'train', weight: 30, length: 1.25, label: 'dog' },
  { task: 'a', split: 'test', weight: 5, length: 0.75, label: 'cat' },
  { task: 'b', split: 'train', weight: 1, length: 0.25, label: 'ant' },
  { task: 'b', split: 'test', weight: 2, length: 0.125, label: 'ant' },
];
const table = pl.DataFrame(rows as Record<string, unknown>[]);
const csv = Buffer.from(table.writeCSV() as unknown as Buffer);
const parquet = table.writeParquet();

type Input =
  | { readonly what: 'split'; readonly content: string | Uint8Array }
  | { readonly what: 'csv' | 'parquet'; readonly content: string | Uint8Array }
  | { readonly what: 'labels'; readonly labels: readonly string[] }
  | { readonly what: 'rows'; readonly rows: unknown; readonly options: unknown };

/** What stands in a CSV file where something else should. */
const oddWord = fc.oneof(
  fc.constantFrom('', ' ', '"', '""', ',', '\n', '\r', '\r\n', '\ufeff', '\0', '"a', 'a"', ';'),
  fc.constantFrom('NaN', 'Infinity', '1e400', '1e39', '0x1', '1_0', ' 1', '1e3', 'true', 'train'),
  oddName,
  oddNumber.map(String),
);
const words = csv.toString().split(/(,|\n)/);
const changedCsv = fc
  .array(fc.tuple(fc.nat({ max: words.length - 1 }), oddWord), { minLength: 1, maxLength: 3 })
  .map((changes) => {
    const changed = [...words];
    for (const [place, word] of changes) changed[place] = word;
    return changed.join('');
  });
const anyLabels = fc.array(fc.string({ unit: 'binary' }), { minLength: 1, maxLength: 4 });

const inputs: fc.Arbitrary<Input> = fc.oneof(
  {
    weight: 30,
    arbitrary: fc
      .oneof(
        mutated(split, anyJson).map((value) => JSON.stringify(value) ?? ''),
        damaged(Buffer.from(JSON.stringify(split))),
      )
      .map((content): Input => ({ what: 'split', content })),
  },
  {
    weight: 30,
    arbitrary: fc
      .oneof(changedCsv, damaged(csv))
      .map((content): Input => ({ what: 'csv', content })),
  },
  {
    weight: 1,
    arbitrary: damaged(parquet).map((content): Input => ({ what: 'parquet', content })),
  },
  { weight: 20, arbitrary: anyLabels.map((labels): Input => ({ what: 'labels', labels })) },
  {
    weight: 30,
    arbitrary: fc.record({
      what: fc.constant('rows' as const),
      rows: mutated(rows, anyValue),
      options: mutated({ epochs: 2, batchSize: 3, taskIncremental: true }, anyValue),
    }),
  },
);

/** A split that was taken is the one that stands in the file. */
function isSplit(found: DigitsSplit): void {
  const content = JSON.parse(fs.readFileSync(splitFile, 'utf8')) as DigitsSplit;
  for (const field of ['test', 'splitTasks', 'perms'] as const)
    assert.deepEqual(found[field], content[field]);
}

/** Labels of any text, in quotes, are read as they are. */
function useLabels(labels: readonly string[]): Outcome {
  const file = path.join(folder, 'labels.csv');
  const quoted = labels.map((label) => `"${label.replaceAll('"', '""')}"`);
  const lines = quoted.flatMap((label) => [`a,train,1,${label}`, `a,test,1,${label}`]);
  fs.writeFileSync(file, ['task,split,x,label', ...lines].join('\n'));
  return usedOrRefused(
    () => readScenario(file),
    ({ outputs, tasks }) => {
      assert.deepEqual(new Set(outputs), new Set(labels));
      assert.equal(tasks[0].train.count, labels.length);
    },
  );
}

function useFile(what: 'csv' | 'parquet', content: string | Uint8Array): Outcome {
  const file = path.join(folder, `own.${what}`);
  fs.writeFileSync(file, content);
  return usedOrRefused(
    () => readScenario(file),
    (scenario) => {
      const isWhole = Buffer.from(content).equals(what === 'csv' ? csv : parquet);
      if (isWhole) assert.deepEqual(scenario, scenarioFromRows(rows, { name: 'own' }));
      for (const { train, test } of scenario.tasks)
        for (const { x, y } of [train, test])
          assert.ok([...x, ...y].every(Number.isFinite), 'a number that is not finite');
    },
  );
}

/** Split files, tables as CSV and Parquet, and rows with options. */
export const splitFiles: FuzzKind<Input> = {
  inputs,
  use(input) {
    if (input.what === 'rows')
      return usedOrRefused(() => scenarioFromRows(input.rows as OwnRow[], input.options as object));
    if (input.what === 'labels') return useLabels(input.labels);
    if (input.what !== 'split') return useFile(input.what, input.content);
    fs.writeFileSync(splitFile, input.content);
    return usedOrRefused(() => readDigitsSplit(splitFile), isSplit);
  },
};
