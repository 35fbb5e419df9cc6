import { test } from 'node:test';
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import fc from '../properties';
import { TYPESCRIPT_OPTIONS } from '../../src/core/nodeArguments';
import { interruptible, liveChart, pause, progress, show } from '../../src/notebook';
import { compact } from '../../src/notebook/compact';
import { duration } from '../../src/core/durations';
import { tableBundle } from '../../src/notebook/table';
import { Track } from '../../src/notebook/track';
import { projectPath } from '../../src/core/paths';

const root = projectPath('');

/**
 * Runs a script as a user does without a notebook; `when` gets the output so far and the process.
 */
function script(
  source: string,
  when: (text: string, child: ReturnType<typeof spawn>) => void = () => {},
): Promise<{ code: number | null; text: string }> {
  const child = spawn(process.execPath, [...TYPESCRIPT_OPTIONS, '-e', source], { cwd: root });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      text += String(chunk);
      when(text, child);
    });
  return new Promise((resolve) => child.on('exit', (code) => resolve({ code, text })));
}

test('without a notebook everything prints words', async () => {
  const { code, text } = await script(`
    const { show, note, progress, liveChart } = require('./src/notebook');
    const { learningCurve } = require('./src/plots');
    const labels = { xLabel: 'update', yLabel: 'loss' };
    show(learningCurve([{ name: 'replay', y: [3, 2, 1] }], { title: 'It falls', ...labels }));
    show([{ task: 'sin', error: 0.00241234 }]);
    note('so **there**');
    const bar = progress(3, 'training'); bar.step(3, 'loss 0.1'); bar.done(); bar.done();
    const chart = liveChart({ title: 'Live', xLabel: 'x', yLabel: 'y', series: ['a'] });
    chart.add(1, { a: 2 });
    chart.done();`);
  assert.equal(code, 0, text);
  assert.deepEqual(
    text.split('\n').map((l) => l.trimEnd()),
    [
      'It falls. Line chart of loss against update. replay falls from 3 to 1.',
      'task     error',
      '────  ────────',
      'sin   0.002412',
      'so **there**',
      'training: 3/3 done · loss 0.1',
      'Live. Line chart of y against x. a is 2.',
      '',
    ],
  );
});

const CTRL_C = 'Ctrl+C ends an interruptible loop in its step, after its finally; the process ends';

test(CTRL_C, async () => {
  const { code, text } = await script(
    `
    const { interruptible, pause } = require('./src/notebook');
    let steps = 0;
    async function loop() {
      for (;;) {
        steps++;
        if (steps === 10) console.log('running');
        await pause();
      }
    }
    function ended(error) {
      console.log(error.name, steps > 9);
      const then = steps;
      setTimeout(() => console.log('steps since:', steps - then), 100);
    }
    interruptible(loop).catch(ended);`,
    (text, child) => {
      if (text.trim() === 'running') child.kill('SIGINT');
    },
  );
  assert.equal(code, 0, text);
  assert.match(text, /running\s+Interrupted true\s+steps since: 0/);
});

test('the body of interruptible gives its result, and its error passes unchanged', async () => {
  assert.equal(
    await interruptible(async () => {
      await pause();
      return 7;
    }),
    7,
  );
  await assert.rejects(
    interruptible(async () => {
      throw new TypeError('mine');
    }),
    /^TypeError: mine$/,
  );
  assert.equal(process.listenerCount('SIGINT'), 0, 'no handler is left behind');
});

/** What a function prints by console.log. */
async function printed(run: () => void | Promise<void>): Promise<unknown[]> {
  const lines: unknown[] = [];
  const log = console.log;
  console.log = (...a) => {
    lines.push(...a);
  };
  try {
    await run();
  } finally {
    console.log = log;
  }
  return lines;
}

test('a live chart of 200,000 steps stays small and keeps its spike', () => {
  const track = new Track();
  for (let i = 0; i < 200_000; i++) track.add(i, i === 123_456 ? 99 : Math.sin(i / 900));
  assert.ok(track.xs.length < 1300, `${track.xs.length} points`);
  assert.ok(track.ys.includes(99));
  assert.deepEqual([track.xs[0], track.count], [0, 200_000]);
});

test('a thinned line has the extremes of the whole, its points in order', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 1, maxLength: 6000 }),
      (y) => {
        const track = new Track();
        y.forEach((v, i) => track.add(i, v));
        assert.equal(Math.max(...track.ys), Math.max(...y));
        assert.equal(Math.min(...track.ys), Math.min(...y));
        assert.deepEqual(
          track.xs,
          [...track.xs].sort((a, b) => a - b),
        );
      },
    ),
    { numRuns: 40 },
  );
});

test('a live chart refuses a line that it was not told of', () => {
  const chart = liveChart({ title: 'Loss', xLabel: 'x', yLabel: 'y', series: ['a'] });
  assert.throws(() => chart.add(1, { b: 1 }), /no line "b"; its lines are a/);
  assert.throws(() => chart.add(NaN, { a: 1 }), /x must be a finite number/);
  assert.throws(
    () => liveChart({ title: 'Loss', xLabel: 'x', yLabel: 'y', series: ['a', 'a'] }),
    /each once/,
  );
  assert.throws(() => progress(0, 'training'), /total must be a number above 0, got 0/);
});

test('tables: numbers at the right, missing values shown, long lists cut', () => {
  const { 'text/plain': text } = tableBundle(
    [
      { name: 'a', value: 0.123456 },
      { name: 'b', value: null },
      { name: 'c', value: 12 },
    ],
    { rows: 2 },
  );
  assert.deepEqual(String(text).split('\n'), [
    'name   value',
    '────  ──────',
    'a     0.1235',
    'b          –',
    '1 of 3 rows are not shown.',
  ]);
  assert.match(
    String(tableBundle([{ v: new Float32Array(64) }])['text/plain']),
    /\[0, 0, 0, 0, … 64 in all\]/,
  );
});

test('what is saved is JSON with short numbers', () => {
  assert.deepEqual(
    compact({
      a: new Float32Array([0.1]),
      b: NaN,
      c: undefined,
      d: 1 / 3,
      e: [5n],
      f: 123456789012345,
    }),
    { a: [0.1], b: null, d: 0.333333333333, e: [5], f: 123456789012345 },
  );
});

test('times are said in words', () =>
  assert.deepEqual([0, 59.6, 185, 7800].map(duration), [
    '0 s',
    '1 min 0 s',
    '3 min 5 s',
    '2 h 10 min',
  ]));

test('show prints anything', async () => {
  assert.deepEqual(
    await printed(() => {
      show('text');
      show({ a: new Float32Array([1]) });
      show(null);
    }),
    ['text', '{"a":[1]}', 'null'],
  );
});
