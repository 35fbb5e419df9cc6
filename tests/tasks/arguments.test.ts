// What a learner passes wrongly to the tasks is told by name, in one line.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '../../src/core/random';
import {
  associativeRecallTask,
  copyTask,
  createTaskData,
  digitImage,
  familyTask,
  familyTasks,
  keyValueRecallTask,
  loadDigits,
  regressionRows,
  regressionStream,
  regressionTasks,
  repeatCopyTask,
  type SequenceBatch,
  sequenceTask,
  sequenceTensors,
  sinusoidTasks,
  wrongBitsOfEach,
} from '../../src/tasks';
import { continualScenario } from '../../src/tasks/continual';

type Case = readonly [act: () => unknown, message: string];

function refusedAs(cases: readonly Case[]): void {
  for (const [act, message] of cases)
    assert.throws(
      act,
      (error: Error) => {
        assert.ok(error instanceof RangeError, String(error.stack));
        assert.equal(error.message.slice(0, message.length), message);
        assert.ok(!/[\r\n]/.test(error.message));
        return true;
      },
      message,
    );
}

/** A call with what its types would not allow. */
const untyped = (make: unknown): ((...given: unknown[]) => unknown) =>
  make as (...given: unknown[]) => unknown;

const sequenceTasks = {
  AssociativeRecallTask: associativeRecallTask,
  CopyTask: copyTask,
  KeyValueRecallTask: keyValueRecallTask,
  RepeatCopyTask: repeatCopyTask,
};

test('options of the sequence tasks are checked by name; undefined is as if left out', () => {
  for (const [name, make] of Object.entries(sequenceTasks)) {
    const wrong = untyped(make);
    refusedAs([
      [() => wrong(null), `${name}: got null, expected an object with some of `],
      [() => wrong([]), `${name}: got [], expected an object with some of `],
      [() => wrong(5), `${name}: got 5, expected an object with some of `],
      [() => wrong(new Date(0)), `${name}: got 1970-01-01T00:00:00.000Z, expected an object with `],
      [() => wrong({ bit: 3 }), `${name}.bit: got 3, expected one of the fields there are: `],
      [() => wrong({ constructor: 3 }), `${name}.constructor: got 3, expected one of the fields `],
      [
        () => wrong(JSON.parse('{"__proto__": {}}')),
        `${name}.__proto__: got {}, expected one of the fields there are: `,
      ],
    ]);
    const standard = make();
    for (const field of ['bits', 'keyBits', 'minItems', 'maxPairs', 'maxLength', 'normMax']) {
      let made: unknown;
      try {
        made = wrong({ [field]: undefined });
      } catch {
        continue; // no field of this task
      }
      assert.equal((made as typeof standard).inputSize, standard.inputSize);
      assert.equal((made as typeof standard).maxLength, standard.maxLength);
    }
  }
  refusedAs([
    [() => copyTask({ bits: NaN }), 'CopyTask.bits: got NaN, expected a whole number from 1 to 64'],
    [
      () => copyTask({ minLength: 6 }),
      'CopyTask.maxLength: got 5, expected at least minLength (6)',
    ],
    [
      () => keyValueRecallTask({ keyBits: 1, maxPairs: 3 }),
      'KeyValueRecallTask.maxPairs: got 3, expected at most 2: there are no more different words',
    ],
  ]);
});

test('a batch of sequences is drawn from a stream of random numbers', () => {
  const task = copyTask();
  const sample = untyped(task.sample);
  const stream = 'expected a stream of random numbers (createRandom)';
  refusedAs([
    [() => sample(2), `random: got undefined, ${stream}`],
    [() => sample(2, 7), `random: got 7, ${stream}`],
    [() => sample(2, Math.random), `random: got [Function: random], ${stream}`],
    [() => sample(0, createRandom(1)), 'batch: got 0, expected a whole number from 1 to '],
    [
      () => sample(1e12, createRandom(1)),
      'batch: got 1000000000000, expected a whole number from ',
    ],
    [() => sample('2', createRandom(1)), 'batch: got "2", expected a whole number from 1 to '],
  ]);
});

test('sequences to be shown or scored are whole, and of the task that shows them', () => {
  const task = copyTask({ bits: 2, maxLength: 2 });
  const sequences = task.sample(1, createRandom(1));
  const text = untyped(task.text);
  const cut: SequenceBatch = { ...sequences, mask: sequences.mask.subarray(1) };
  refusedAs([
    [() => text(null), 'sequences: got null, expected an object with some of batch, length, '],
    [() => text(cut), 'sequences.mask: got 5 numbers, expected 6 (1 sequences of 6 steps of 1)'],
    [() => text(sequences, 1), 'row: got 1, expected a whole number from 0 to 0'],
    [() => text(sequences, 0, null), 'logits: got null, expected a list of 12 ([1, 6, 2]) numbers'],
    [() => task.picture(cut), 'sequences.mask: got 5 numbers, expected 6'],
    [() => copyTask().text(sequences), 'sequences.inputSize: got 4, expected 6, as copy has it'],
    [() => wrongBitsOfEach([], sequences), 'logits: got 0 numbers, expected 12 ([1, 6, 2])'],
    [
      () => untyped(wrongBitsOfEach)(undefined, sequences),
      'logits: got undefined, expected a list of 12',
    ],
    [() => sequenceTensors(cut), 'sequences.mask: got 5 numbers, expected 6'],
  ]);
});

test("a sequence task of one's own is made from rules that are all there", () => {
  const rules = {
    name: 'own',
    maxLength: 2,
    inputNames: ['a'],
    outputNames: ['b'],
    draw: () => ({ items: 1, steps: [{ input: [1] }] }),
  };
  const make = untyped(sequenceTask);
  refusedAs([
    [() => make(null), 'options: got null, expected an object with some of name, maxLength, '],
    [() => make({ ...rules, draw: 3 }), 'draw: got 3, expected a function'],
    [() => make({ ...rules, inputNames: [] }), 'inputNames: got [], expected a list of at least'],
    [() => make({ ...rules, maxLength: 0 }), 'maxLength: got 0, expected a whole number from 1 to'],
  ]);
  assert.equal(sequenceTask(rules).sample(3, createRandom(1)).inputs.length, 6);
});

test('regression, sinusoids and digits name the argument that is wrong', () => {
  const random = createRandom(1);
  const stream = 'expected a stream of random numbers (createRandom)';
  refusedAs([
    [() => untyped(createTaskData)(), 'task: got undefined, expected a whole number from 0 to 3'],
    [() => untyped(createTaskData)('1'), 'task: got "1", expected a whole number from 0 to 3'],
    [
      () => untyped(createTaskData)(0, null),
      'options: got null, expected an object with some of trainRows, testRows, size, seed',
    ],
    [
      () => untyped(regressionStream)({ rows: 3 }),
      'rows: got 3, expected one of the fields there are: trainRows, testRows, size, seed',
    ],
    [
      () => regressionStream({ seed: -1 }),
      'seed: got -1, expected a whole number from 0 to 4294967295',
    ],
    [() => untyped(regressionRows)(regressionTasks[0], 2, 2, null), `random: got null, ${stream}`],
    [
      () => regressionRows(regressionTasks[0], 0, 2, random),
      'count: got 0, expected a whole number',
    ],
    [() => untyped(familyTask)(3), `random: got 3, ${stream}`],
    [() => familyTasks(random, -1), 'count: got -1, expected a whole number from 0 to 1000000'],
    [() => untyped(sinusoidTasks)(), `random: got undefined, ${stream}`],
    [() => sinusoidTasks(random, { tasks: 0 }), 'tasks: got 0, expected a whole number from 1 to '],
    [
      () => untyped(sinusoidTasks)(random, { task: 1 }),
      'task: got 1, expected one of the fields there are: tasks, support, query',
    ],
    [() => untyped(digitImage)(null, 0), 'digits.count: got undefined, expected a whole number'],
    [
      () => digitImage(loadDigits(), 1797),
      'index: got 1797, expected a whole number from 0 to 1796',
    ],
    [() => untyped(digitImage)({ count: 1 }, 0), 'digits.pixels: got undefined, expected a Uint8A'],
    [() => untyped(loadDigits)(10n), 'file: got 10n, expected the path of a file'],
    [() => untyped(loadDigits)(Symbol('s')), 'file: got Symbol(s), expected the path of a file'],
  ]);
  const standard = createTaskData(0, { trainRows: 2, testRows: 2, size: 2 });
  const undefinedSeed = { trainRows: 2, testRows: 2, size: 2, seed: undefined };
  assert.deepEqual(createTaskData(0, undefinedSeed), standard);
});

test('a scenario and its options are told by name', () => {
  const make = untyped(continualScenario);
  refusedAs([
    [() => make('none'), 'scenario: got "none", expected one of split-class, split-class-online, '],
    [() => make('constructor'), 'scenario: got "constructor", expected one of split-class, '],
    [() => make(10n), 'scenario: got 10n, expected one of split-class, '],
    [() => make(['permuted']), `scenario: got [ 'permuted' ], expected one of split-class, `],
    [
      () => make('permuted', null),
      'options: got null, expected an object with some of split, judgedOn, seed, inputGains',
    ],
    [
      () => make('permuted', { judgedOn: 'train' }),
      `judgedOn: got "train", expected one of 'test', 'validation'`,
    ],
    [() => make('regression', { inputGains: 1 }), 'inputGains: got 1, expected true or false'],
    [() => make('regression', { seed: 1.5 }), 'seed: got 1.5, expected a whole number from 0 to '],
    [() => make('permuted', { split: {} }), 'split.test: got undefined, expected a list'],
    [
      () => make('regression', { gains: true }),
      'gains: got true, expected one of the fields there are: split, judgedOn, seed, inputGains',
    ],
  ]);
});
