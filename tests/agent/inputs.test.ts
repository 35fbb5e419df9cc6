import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ContinualLearningAgent, runStream } from '../../src/agent';
import { agentTasks } from '../../src/agent/metaTasks';
import { consecutiveEpisodes, type Episodes, type Rows } from '../../src/tasks';
import { tf } from '../../src/tf';
import { eagerAgent, SIZE, smallStream } from './support';

const { train, test: heldOut } = smallStream[0];
const episodes = consecutiveEpisodes(heldOut, 3);
const OBJECT = 'expected an object { count, x, y }';
const EPISODES = 'expected an object { batch, length, inputs, targets }';
const WHOLE = 'expected a whole number of at least 1';

/** `values` with one number replaced. */
function withNumber(values: Float32Array, place: number, value: number): Float32Array {
  const copy = Float32Array.from(values);
  copy[place] = value;
  return copy;
}

const empty: Episodes = {
  ...episodes,
  batch: 0,
  inputs: new Float32Array(0),
  targets: new Float32Array(0),
};

/** Rows that say something else than they hold, and what an agent says of them. */
const oddRows: readonly (readonly [unknown, string])[] = [
  [{ ...heldOut, count: 60 }, 'rows.x: got 72 numbers, expected 360 (60 rows of inputSize 6)'],
  [{ ...heldOut, count: 3 }, 'rows.x: got 72 numbers, expected 18 (3 rows of inputSize 6)'],
  [
    { ...heldOut, y: heldOut.y.slice(36) },
    'rows.y: got 36 numbers, expected 72 (12 rows of outputSize 6)',
  ],
  [{ ...heldOut, count: NaN }, `rows.count: got NaN, ${WHOLE}`],
  [{ count: 0, x: new Float32Array(0), y: new Float32Array(0) }, `rows.count: got 0, ${WHOLE}`],
  [
    { ...heldOut, x: Array.from({ length: 2 }, () => 1) },
    'rows.x: got [ 1, 1 ], expected a Float32Array',
  ],
  [null, `rows: got null, ${OBJECT}`],
  [undefined, `rows: got undefined, ${OBJECT}`],
  ['rows', `rows: got "rows", ${OBJECT}`],
  [
    { count: 2, x: new Float32Array(12), y: new Float32Array(12) },
    'rows: got 2, expected at least one episode of 3',
  ],
];

/** The same of episodes. */
const oddEpisodes: readonly (readonly [unknown, string])[] = [
  [empty, `episodes.batch: got 0, ${WHOLE}`],
  [{ ...empty, batch: 4, length: 0 }, `episodes.length: got 0, ${WHOLE}`],
  [{ ...episodes, batch: NaN }, `episodes.batch: got NaN, ${WHOLE}`],
  [
    { ...episodes, targets: episodes.targets.slice(1) },
    'episodes.targets: got 71 numbers, expected 72 (4 episodes of 3 steps of 6)',
  ],
  [{ ...episodes, inputSize: 5 }, 'episodes.inputSize: got 5, expected 6'],
  [
    { ...episodes, inputs: withNumber(episodes.inputs, 4, NaN) },
    'episodes.inputs[4]: got NaN, expected a finite number',
  ],
];

test('rows and episodes that do not fit are refused by whatever takes them', () => {
  const agent = eagerAgent();
  const adapted = agent.adapt(heldOut);
  const takers: Record<string, (rows: Rows) => unknown> = {
    observe: (rows) => agent.observe(rows),
    evaluate: (rows) => agent.evaluate(rows),
    'evaluate adapted': (rows) => agent.evaluate(rows, { adaptSteps: 1 }),
    adapt: (rows) => agent.adapt(rows),
    'adapted.evaluate': (rows) => adapted.evaluate(rows),
  };
  for (const [name, take] of Object.entries(takers))
    for (const [rows, message] of oddRows)
      assert.throws(() => take(rows as Rows), { name: 'RangeError', message }, name);
  for (const [rows, message] of oddRows)
    assert.throws(() => agent.observe(train, rows as Rows), {
      message: message.replace('rows', 'rows[1]'),
    });
  const episodeTakers: Record<string, (given: Episodes) => unknown> = {
    observe: (given) => agent.observe(given),
    predict: (given) => agent.predict(given),
    inspect: (given) => agent.inspect(given),
    'adapted.predict': (given) => adapted.predict(given),
  };
  for (const [name, take] of Object.entries(episodeTakers))
    for (const [odd, message] of oddEpisodes)
      assert.throws(() => take(odd as Episodes), { name: 'RangeError', message }, name);
  assert.throws(() => agent.predict(null as never), { message: `episodes: got null, ${EPISODES}` });
  assert.equal(agent.updates, 0);
  assert.equal(agent.replaySize, 0);
  adapted.dispose();
  agent.dispose();
});

test('numbers that are not finite are refused, and so is an error that would not be', () => {
  const agent = eagerAgent();
  for (const [field, place] of [
    ['x', 5],
    ['y', 70],
  ] as const) {
    const rows = { ...heldOut, [field]: withNumber(heldOut[field], place, NaN) };
    const message = `rows.${field}[${place}]: got NaN, expected a finite number`;
    for (const use of [
      () => agent.evaluate(rows),
      () => agent.evaluate(rows, { adaptSteps: 1 }),
      () => agent.adapt(rows),
    ])
      assert.throws(use, { name: 'RangeError', message });
  }
  const all = { ...train, y: Float32Array.from(train.y, () => Infinity) };
  const told = 'rows.y[0]: got Infinity, expected a finite number';
  assert.throws(() => agent.observe(all), { name: 'RangeError', message: told });
  assert.equal(agent.updates, 0);
  const huge = { ...heldOut, y: Float32Array.from(heldOut.y, () => 3e38) };
  assert.throws(
    () => agent.evaluate(huge),
    /^RangeError: errorByStep\[0\]: got Infinity, expected/,
  );
  agent.dispose();
});

test('options that are misspelt or of another type are refused by name', () => {
  const agent = eagerAgent();
  const evaluating = 'an object with some of adaptSteps, supportRows';
  const cases: readonly (readonly [() => unknown, string])[] = [
    [() => agent.evaluate(heldOut, null as never), `options: got null, expected ${evaluating}`],
    [() => agent.evaluate(heldOut, 5 as never), `options: got 5, expected ${evaluating}`],
    [
      () => agent.evaluate(heldOut, { adaptStep: 1 } as never),
      'adaptStep: got 1, expected one of the fields there are: adaptSteps, supportRows',
    ],
    [
      () => agent.evaluate(heldOut, { adaptSteps: -1 }),
      'adaptSteps: got -1, expected a whole number from 0 to 1000',
    ],
    [
      () => agent.evaluate(heldOut, { adaptSteps: 1e9 }),
      'adaptSteps: got 1000000000, expected a whole number from 0 to 1000',
    ],
    [
      () => agent.adapt(heldOut, { steps: 1001 }),
      'steps: got 1001, expected a whole number from 0 to 1000',
    ],
    [
      () => ContinualLearningAgent.load('none', null as never),
      'options: got null, expected an object with some of eager',
    ],
    [() => agent.adapt(heldOut, { rate: NaN }), 'rate: got NaN, expected a number above 0'],
    [
      () => agent.adapt(heldOut, { step: 1 } as never),
      'step: got 1, expected one of the fields there are: steps, rate',
    ],
  ];
  for (const [use, message] of cases)
    assert.throws(use, (error: Error) => error instanceof RangeError && error.message === message);
  agent.dispose();
});

test('a run goes on only from where a run of these tasks can have stood', async () => {
  const agent = eagerAgent();
  const [first, second] = smallStream;
  const row = [0.5, 0.5];
  const cases: readonly (readonly [unknown, string])[] = [
    [null, 'from: got null, expected '],
    [{ R: 'x', updates: 0 }, 'from.R: got "x", expected '],
    [{ R: [null], updates: 2 }, 'from.R[0]: got null, expected '],
    [{ R: [[0.5]], updates: 2 }, 'from.R[0]: got 1 score, expected 2'],
    [{ R: [row, row, row], updates: 6 }, 'from.R: got 3 rows, expected at most 2, one a task'],
    [{ R: [], updates: NaN }, 'from.updates: got NaN, expected '],
    [{ R: [], updates: 3 }, 'from.updates: got 3, expected 0 to 2 with 0 rows of R'],
    [{ R: [row], updates: 0 }, 'from.updates: got 0, expected 2 to 4 with 1 row of R'],
  ];
  for (const [from, message] of cases)
    await assert.rejects(
      runStream(agent, [first, second], { updatesPerTask: 2 }, from as never),
      (error: Error) => error.message.startsWith(message),
      message,
    );
  assert.equal(agent.updates, 0);
  agent.dispose();
});

test('rows and episodes that are right are taken', () => {
  const agent = eagerAgent();
  const same = { ...heldOut, x: heldOut.x.slice(), y: heldOut.y.slice() };
  assert.deepEqual(agent.evaluate(same), agent.evaluate(heldOut));
  const answers = agent.predict(episodes);
  assert.deepEqual(answers.shape, [4, 3, SIZE]);
  answers.dispose();
  assert.equal(agent.updates, 0);
  agent.dispose();
});

test('tasks for meta-learning are refused by the rows that are wrong', () => {
  const rows = (count: number): Rows => ({
    count,
    x: new Float32Array(2 * count),
    y: new Float32Array(2 * count),
  });
  const before = tf.memory().numTensors;
  const cases: readonly (readonly [unknown, string])[] = [
    [[], 'tasks: got [], expected a list of at least one'],
    [[null], `tasks[0].support: got undefined, ${OBJECT}`],
    [
      [{ support: rows(3), query: rows(4) }],
      'tasks[0].query.count: got 4, expected a multiple of 3',
    ],
    [
      [
        { support: rows(3), query: rows(6) },
        { support: rows(3), query: rows(9) },
      ],
      'tasks[1].query.count: got 9, expected 6 (all alike)',
    ],
    [
      [{ support: rows(3), query: { ...rows(6), x: new Float32Array(6) } }],
      'tasks[0].query.x: got 6 numbers, expected 12 (6 rows of inputSize 2)',
    ],
  ];
  for (const [tasks, message] of cases)
    assert.throws(() => agentTasks(tasks as never), { name: 'RangeError', message });
  assert.equal(tf.memory().numTensors, before);
});
