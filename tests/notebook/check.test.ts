import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { test } from 'node:test';
import { z } from 'zod';
import {
  checker,
  exercise,
  functionAnswer,
  judge,
  startLab,
  UnsolvedError,
} from '../../src/notebook';

const half = exercise({
  level: 1,
  hints: ['What is twice the answer?', 'It is between 0 and 1.'],
  answer: z.number(),
  problem: (answer) => (2 * answer === 1 ? undefined : `twice ${answer} is ${2 * answer}`),
});
const later = exercise({
  level: 2,
  hints: ['first', 'second'],
  answer: z.array(z.number()).length(2),
  problem: async ([a, b], { sum }: { sum: number }) => {
    await Promise.resolve();
    return a + b === sum ? undefined : 'the sum is another';
  },
});
const breaking = exercise({
  level: 3,
  hints: ['first', 'second'],
  answer: z.custom<() => number>((f) => typeof f === 'function', 'a function'),
  problem: (answer) => (answer() > 0 ? undefined : 'it must be above 0'),
});
const check = checker({ '1.1': half, '1.2': later, '1.3': breaking });

/** What a check prints where there is no notebook. */
async function printed(run: () => unknown): Promise<string[]> {
  const lines: string[] = [];
  const log = console.log;
  console.log = (...words: unknown[]) => lines.push(words.join(' '));
  try {
    await run();
  } finally {
    console.log = log;
  }
  return lines;
}

test('a right answer is solved with its points, a wrong one says what is wrong', async () => {
  assert.deepEqual(await printed(() => check('1.1', 0.5)), ['✓ 1.1: solved (1 point)']);
  assert.deepEqual(await printed(() => check('1.1', 3)), [
    '○ 1.1: not yet. Twice 3 is 6. First hint: What is twice the answer?',
  ]);
  assert.deepEqual(await printed(() => check('1.2', [1, 2], { sum: 3 })), [
    '✓ 1.2: solved (2 points)',
  ]);
});

test('an answer of another form, or one that throws, gets a hint and no error', async () => {
  const [form] = await printed(() => check('1.2', [1, 2, 3], { sum: 3 }));
  assert.match(form, /^○ 1\.2: not yet\. Got \[ 1, 2, 3 \], expected array to have exactly 2/);
  assert.match(
    (await printed(() => check('1.3', 7)))[0],
    /Got 7, expected a function\. First hint: first/,
  );
  const thrown = await printed(() =>
    check('1.3', () => {
      throw new TypeError('x is not there');
    }),
  );
  assert.match(thrown[0], /not yet\. X is not there\. First hint/);
});

test('a problem that begins with a call keeps the name of its function', async () => {
  const named = exercise({
    level: 1,
    hints: ['first', 'second'],
    answer: z.number(),
    problem: (answer) => `rateFor(2) gives ${answer}`,
  });
  assert.deepEqual(await printed(() => checker({ '1.4': named })('1.4', 3)), [
    '○ 1.4: not yet. rateFor(2) gives 3. First hint: first',
  ]);
});

test('odd answers: each is told what came and what was expected; none is an error', async () => {
  const twice = exercise({
    level: 1,
    hints: ['first', 'second'],
    answer: functionAnswer<(n: number) => number>(),
    problem: (f) => (f(2) === 4 ? undefined : `f(2) is ${f(2)}`),
  });
  const list = exercise({
    level: 1,
    hints: ['first', 'second'],
    answer: z.array(z.number().min(0)).length(2),
    problem: () => undefined,
  });
  const problemOf = async (one: typeof twice, answer: unknown): Promise<string | undefined> =>
    (await judge('1.1', one, answer, undefined)).problem;
  const traps = { get: () => assert.fail('trap'), getPrototypeOf: () => assert.fail('trap') };
  const told: [one: typeof twice, answer: unknown, says: RegExp][] = [
    [
      list,
      Promise.reject(new Error('x')),
      /^got a promise, expected a list: write await before it/,
    ],
    [list, NaN, /^got NaN, expected a list$/],
    [list, [1, Infinity], /^got \[ 1, Infinity \] \(see 1\), expected a number of at least 0$/],
    [list, [1, -1], /^got \[ 1, -1 \] \(see 1\), expected a number of at least 0$/],
    [list, Array(1e6).fill('x'), /999990 more items \], expected array to have exactly 2 items$/],
    [list, new Proxy([1, 2], traps), /^got Proxy .*, expected fields that can be read \(trap\)$/],
    [twice, async () => Promise.reject(new Error('x')), /^the function returns a promise, expecte/],
    [twice, () => Promise.resolve(4), /expected its value: leave out async$/],
    [
      twice,
      () => {
        // eslint-disable-next-line @typescript-eslint/only-throw-error -- a student may
        throw null;
      },
      /^it throws null$/,
    ],
    [
      twice,
      () => {
        throw new RangeError();
      },
      /^it throws an error without a message$/,
    ],
  ];
  for (const [one, answer, says] of told) assert.match((await problemOf(one, answer)) ?? '', says);
  assert.equal(await problemOf(twice, (n: number) => 2 * n), undefined);
  await new Promise((resolve) => setImmediate(resolve)); // a rejection nobody handles ends the test
});

test('environment variables of other values are refused by name', async () => {
  process.env.LAB_CHECK = 'trow';
  await printed(() => {
    assert.throws(
      () => check('1.1', 0.5),
      /^RangeError: LAB_CHECK: got "trow", expected 'throw' o/,
    );
  });
  delete process.env.LAB_CHECK;
  process.env.LAB_CHECK_LOG = path.join(os.tmpdir(), 'nowhere', 'x');
  await printed(() => {
    const says = /^RangeError: LAB_CHECK_LOG: got ".*x", expected a file that can be written \(no/;
    assert.throws(() => check('1.1', 0.5), says);
  });
  delete process.env.LAB_CHECK_LOG;
  process.env.LAB_MODE = 'Full';
  await assert.rejects(
    startLab(),
    /^RangeError: LAB_MODE: got "Full", expected 'quick' or 'full'$/,
  );
  delete process.env.LAB_MODE;
});

test('a number without an exercise is an error that names those there are', () => {
  const any = check as unknown as (id: string, answer: unknown) => void;
  assert.throws(() => any('9.9', 1), /exercise: got "9\.9", expected one of 1\.1, 1\.2, 1\.3/);
  assert.throws(() => any('toString', 1), RangeError);
});

test('LAB_CHECK=throw makes a wrong answer an error; LAB_CHECK_LOG keeps verdicts', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'check-'));
  const file = path.join(folder, 'checks.jsonl');
  process.env.LAB_CHECK = 'throw';
  process.env.LAB_CHECK_LOG = file;
  try {
    await printed(() => check('1.1', 0.5));
    await printed(() => {
      assert.throws(() => check('1.1', 2), UnsolvedError);
    });
    await printed(async () => {
      await assert.rejects(async () => check('1.2', [0, 0], { sum: 3 }), /1\.2 is not solved/);
    });
    const lines = fs.readFileSync(file, 'utf8').trim().split('\n');
    assert.deepEqual(
      lines.map((line) => JSON.parse(line)),
      [
        { id: '1.1', passed: true, points: 1, of: 1 },
        { id: '1.1', passed: false, points: 0, of: 1, problem: 'twice 2 is 4' },
        { id: '1.2', passed: false, points: 0, of: 2, problem: 'the sum is another' },
      ],
    );
  } finally {
    delete process.env.LAB_CHECK;
    delete process.env.LAB_CHECK_LOG;
    fs.rmSync(folder, { recursive: true });
  }
});
