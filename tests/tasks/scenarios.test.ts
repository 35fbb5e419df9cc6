// The scenarios of continual learning: which rows are met, which are held out, and what a split
// file may say.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import fc from '../properties';
import { createRandom } from '../../src/core/random';
import { loadDigits } from '../../src/tasks';
import {
  type Rows,
  continualScenario,
  type DigitsSplit,
  largestAt,
  readDigitsSplit,
  scenarioNames,
} from '../../src/tasks/continual';
import { projectPath } from '../../src/core/paths';

const folder = mkdtempSync(path.join(tmpdir(), 'scenarios-'));
after(() => rmSync(folder, { recursive: true }));
const own = JSON.parse(readFileSync(projectPath('data/digits-split.json'), 'utf8')) as Record<
  string,
  unknown
> &
  DigitsSplit;
const written = (content: unknown): string => {
  const file = path.join(folder, 'split.json');
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
};
const rowsOf = ({ count, x }: Rows): string[] =>
  Array.from({ length: count }, (_, i) =>
    x.subarray((i * x.length) / count, ((i + 1) * x.length) / count).join(),
  );
const classesOf = ({ count, y }: Rows): Set<number> =>
  new Set(Array.from({ length: count }, (_, i) => largestAt(y, i * 10, 10)));
const digitScenarios = ['split-class', 'split-class-online', 'split-task', 'permuted'] as const;
/**
 * A division of the digits drawn at random: any rows held out, the classes in any order and any
 * groups, any permutations.
 */
const drawnSplit = (seed: number): DigitsSplit => {
  const random = createRandom(seed);
  const classes = random.choose(10, 10);
  const size = 1 + random.int(4);
  return {
    test: random.choose(300 + random.int(300), 1797),
    splitTasks: Array.from({ length: Math.floor(10 / size) }, (_, t) =>
      classes.slice(t * size, (t + 1) * size),
    ),
    perms: Array.from({ length: 2 }, () => random.choose(64, 64)),
  };
};

test(
  'no held-out row is learned in any task, whatever the split; every other row of the classes ' +
    'asked for is',
  () => {
    const { labels } = loadDigits();
    fc.assert(
      fc.property(fc.nat(1e6), fc.constantFrom(...digitScenarios), (seed, name) => {
        const split = readDigitsSplit(
          written({ format: 'cl-digits-split/1', ...drawnSplit(seed) }),
        );
        const { tasks } = continualScenario(name, { split });
        const learned = new Set(tasks.flatMap(({ train }) => rowsOf(train)));
        const asked = new Set(split.splitTasks.flat());
        for (const { test: held } of tasks)
          for (const row of rowsOf(held)) assert.ok(!learned.has(row), 'a held-out row is learned');
        const expected =
          Array.from(labels).filter((label) => name === 'permuted' || asked.has(label)).length *
          (name === 'permuted' ? tasks.length : 1);
        assert.equal(
          tasks.reduce((sum, { train, test: held }) => sum + train.count + held.count, 0),
          expected,
        );
      }),
      { numRuns: 5 },
    );
  },
);

test(
  'validation rows are a fifth of the rows to learn from, of each class, and no test row is ' +
    'read',
  () => {
    for (const name of ['split-class', 'permuted'] as const) {
      const judged = continualScenario(name);
      const chosen = continualScenario(name, { judgedOn: 'validation' });
      judged.tasks.forEach(({ train, test: held }, t) => {
        const { train: rest, test: fifth } = chosen.tasks[t];
        assert.deepEqual(
          [...rowsOf(rest), ...rowsOf(fifth)].sort(),
          rowsOf(train).sort(),
          'train and validation together are the rows to learn from',
        );
        const tests = new Set(rowsOf(held));
        assert.ok([...rowsOf(rest), ...rowsOf(fifth)].every((row) => !tests.has(row)));
        for (const one of classesOf(train)) {
          const count = (rows: Rows): number =>
            Array.from({ length: rows.count }, (_, i) => largestAt(rows.y, i * 10, 10)).filter(
              (label) => label === one,
            ).length;
          assert.ok(
            Math.abs(count(fifth) - count(train) / 5) <= 0.5,
            `class ${one}: ${count(fifth)} of ${count(train)}`,
          );
        }
      });
    }
    const { tasks } = continualScenario('regression-context', { judgedOn: 'validation' });
    assert.deepEqual(
      tasks.map(({ train, test: held }) => [train.count, held.count]),
      new Array(4).fill([400, 100]),
    );
  },
);

test('digits: two classes a task, told or not; permuted pixels stand where the split says', () => {
  const { tasks, ...plan } = continualScenario('split-task');
  assert.deepEqual(
    { ...plan },
    {
      name: 'split-task',
      kind: 'classes',
      inputSize: 64,
      outputSize: 10,
      epochs: 10,
      batchSize: 32,
    },
  );
  tasks.forEach(({ allowed, train, test: held }, t) => {
    assert.deepEqual([...classesOf(train)].sort(), own.splitTasks[t]);
    assert.deepEqual([...classesOf(held)].sort(), own.splitTasks[t]);
    assert.deepEqual(
      [...(allowed as Float32Array)].flatMap((one, digit) => (one ? [digit] : [])),
      own.splitTasks[t],
    );
  });
  const online = continualScenario('split-class-online');
  assert.ok(
    online.epochs === 1 &&
      online.batchSize === 10 &&
      online.tasks.every(({ allowed }) => allowed === undefined),
  );
  const permuted = continualScenario('permuted').tasks;
  const { pixels } = loadDigits();
  permuted.forEach(({ test: { x } }, t) =>
    own.perms[t].forEach((from, to) =>
      assert.equal(x[64 + to], pixels[own.test[1] * 64 + from] / 16),
    ),
  );
});

test('regression: fresh rows for each seed, the task number or the answer before beside x', () => {
  const plain = continualScenario('regression', { seed: 3 }).tasks;
  const other = continualScenario('regression', { seed: 4 }).tasks;
  const id = continualScenario('regression-id', { seed: 3 }).tasks;
  const context = continualScenario('regression-context', { seed: 3 }).tasks;
  assert.notDeepEqual(plain[0].train.x, other[0].train.x);
  assert.deepEqual(plain[0].train.x, continualScenario('regression', { seed: 3 }).tasks[0].train.x);
  plain.forEach(({ train, test: held }, t) => {
    assert.deepEqual([train.count, held.count], [500, 200]);
    const met = new Set(rowsOf(train));
    assert.ok(rowsOf(held).every((row) => !met.has(row)));
    assert.deepEqual(
      [...id[t].train.x.subarray(68 * 5, 68 * 6)],
      [...train.x.subarray(64 * 5, 64 * 6), ...[0, 1, 2, 3].map((task) => (task === t ? 1 : 0))],
    );
    assert.deepEqual(
      [...context[t].train.x.subarray(128 * 5, 128 * 6)],
      [...train.x.subarray(64 * 5, 64 * 6), ...train.y.subarray(64 * 4, 64 * 5)],
    );
    assert.ok(
      context[t].test.x.subarray(64, 128).every((value) => value === 0),
      'nothing was answered before the first row',
    );
  });
});

test(
  'gains multiply each input with a number of its own, the same in every task and every ' + 'run',
  () => {
    for (const name of ['split-class', 'regression'] as const) {
      const plain = continualScenario(name).tasks;
      const gained = continualScenario(name, { inputGains: true }).tasks;
      const gains = new Map<number, number>();
      plain.forEach(({ train: { x, y } }, t) => {
        x.forEach((value, i) => {
          if (value === 0) return;
          const gain = gained[t].train.x[i] / value;
          const known = gains.get(i % 64) ?? gain;
          gains.set(i % 64, known);
          assert.ok(Math.abs(gain - known) < 1e-4 * known);
        });
        assert.deepEqual(gained[t].train.y, y);
      });
      assert.ok(Math.max(...gains.values()) / Math.min(...gains.values()) > 10, 'gains differ');
    }
  },
);

test(
  'a split file that is wrong is refused with its name, the field, what came and what was ' +
    'expected',
  () => {
    const { labels } = loadDigits();
    const all = Array.from(labels.keys());
    const cases: readonly [object | string, RegExp][] = [
      ['{', /split\.json: not JSON/],
      ['[]', /split\.json: got \[\], expected an object/],
      [{ ...own, format: 'other' }, /format: got "other", expected 'cl-digits-split\/1'/],
      [{ ...own, sha256_pixels_uint8: 'abc' }, /sha256_pixels_uint8: got "abc", expected 8f26b2bd/],
      [{ ...own, sha256_labels_uint8: 1 }, /sha256_labels_uint8: got 1, expected 8ba4f891/],
      [{ ...own, test: undefined }, /test: got undefined, expected a list of different/],
      [{ ...own, test: [1, 1] }, /test\[1\]: got 1, expected each number once/],
      [{ ...own, test: [1797] }, /test\[0\]: got 1797, expected a whole number from 0 to 1796/],
      [{ ...own, test: [0.5] }, /test\[0\]: got 0\.5/],
      [{ ...own, testRows: 3 }, /testRows: got 3, expected 360/],
      [{ ...own, trainRows: 3 }, /trainRows: got 3, expected 1437/],
      [{ ...own, splitTasks: [] }, /splitTasks: got \[\], expected a list of lists of classes/],
      [
        {
          ...own,
          splitTasks: [
            [0, 1],
            [1, 2],
          ],
        },
        /splitTasks\[1\]\[0\]: got 1, expected each class once/,
      ],
      [{ ...own, splitTasks: [[10]] }, /splitTasks\[0\]\[0\]: got 10/],
      [
        { ...own, perms: [own.perms[0].slice(1)] },
        /perms\[0\]: got \[.*, expected a list of different numbers, 64 long/,
      ],
      [{ ...own, perms: [[...own.perms[0].slice(1), own.perms[0][1]]] }, /perms\[0\]\[63\]/],
      [{ ...own, perms: 'no' }, /perms: got "no", expected a list of orders/],
      [
        {
          ...own,
          testRows: undefined,
          trainRows: undefined,
          test: all.filter((i) => labels[i] === 3 || own.test.includes(i)),
        },
        /test: got every row of class 3/,
      ],
      [
        {
          ...own,
          testRows: undefined,
          trainRows: undefined,
          test: all.filter((i) => labels[i] !== 3 && i < 900),
        },
        /test: got no row of class 3, which splitTasks\[1\] asks for/,
      ],
    ];
    for (const [content, message] of cases)
      assert.throws(
        () => readDigitsSplit(written(content)),
        (error: Error) => message.test(error.message) && error.message.includes('split.json'),
        String(message),
      );
    assert.throws(
      () => readDigitsSplit(path.join(folder, 'none.json')),
      /none\.json: no such file or directory/,
    );
    assert.deepEqual(readDigitsSplit(written(own)), readDigitsSplit());
  },
);

test('unknown scenarios and options are refused by name', () => {
  assert.throws(
    () => continualScenario('split' as 'permuted'),
    new RegExp(`scenario: got "split", expected one of ${scenarioNames.join(', ')}`),
  );
  assert.throws(
    () => continualScenario('permuted', { judgedOn: 'train' as 'test' }),
    /judgedOn: got "train"/,
  );
});
