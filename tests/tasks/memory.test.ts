import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from '../properties';
import { createRandom } from '../../src/core/random';
import {
  associativeRecallTask,
  copyTask,
  keyValueRecallTask,
  multiQueryRecallTask,
  repeatCopyTask,
  sequenceTensors,
  storiesTask,
  wrongBitsOfEach,
  type SequenceBatch,
  type SequenceTask,
} from '../../src/tasks';
import { ready, tf } from '../../src/tf';
import { answerOf } from './storySolver';

type Vector = number[];
type Solver = (seen: Vector[], task: SequenceTask) => (Vector | undefined)[];

const channel = (task: SequenceTask, name: string): number => task.inputNames.indexOf(name);
const none = (count: number): undefined[] => new Array<undefined>(count).fill(undefined);
const at = (seen: Vector[], place: number): number => seen.findIndex((x) => x[place] !== 0);

/**
 * Plain programs that see the inputs alone, and say what is asked at each step (undefined:
 * nothing).
 */
const solvers: Record<string, Solver> = {
  copy(seen, task) {
    const stop = at(seen, channel(task, 'stop'));
    const list = seen.slice(1, stop).map((x) => x.slice(0, task.outputSize));
    return [...none(stop + 1), ...list];
  },
  'repeat copy'(seen, task) {
    const bits = task.outputSize - 1;
    const place = channel(task, 'repeats');
    const turn = at(seen, place);
    const pattern = seen.slice(1, turn).map((x) => [...x.slice(0, bits), 0]);
    const repeated = Array.from(
      { length: Math.round(seen[turn][place] * 10) },
      () => pattern,
    ).flat();
    return [...none(turn + 1), ...repeated, [...new Array<number>(bits).fill(0), 1]];
  },
  'associative recall'(seen, task) {
    const [item, query] = ['item', 'query'].map((name) => channel(task, name));
    const vectors: Vector[][] = [];
    const asked: Vector[] = [];
    let queries = 0;
    let last = 0;
    seen.forEach((x, t) => {
      if (x[query] === 1) {
        queries++;
        last = t;
      } else if (queries === 1) asked.push(x.slice(0, task.outputSize));
      else if (queries === 0 && x[item] === 1) vectors.push([]);
      else if (queries === 0) vectors.at(-1)!.push(x.slice(0, task.outputSize));
    });
    const found = vectors.findIndex((v) => v.join() === asked.join());
    assert.equal(
      vectors.filter((v) => v.join() === asked.join()).length,
      1,
      'the query is not one of the items, or several',
    );
    return [...none(last + 1), ...vectors[found + 1]];
  },
  'key-value recall'(seen, task) {
    const [pair, ask] = ['pair', 'ask'].map((name) => channel(task, name));
    const keyBits = task.inputSize - task.outputSize - 2;
    const table = new Map<string, Vector>();
    return seen.map((x) => {
      const key = x.slice(0, keyBits).join();
      if (x[ask] === 1) return table.get(key);
      if (x[pair] === 1) table.set(key, x.slice(keyBits, keyBits + task.outputSize));
      return undefined;
    });
  },
  'multi-query recall'(seen, task) {
    const keys = task.inputSize - task.outputSize;
    // the last pair of this key, looked for from the question back
    return seen.map((x, t) => {
      if (x.slice(keys).includes(1)) return undefined;
      const same = (other: Vector): boolean => other[x.indexOf(1)] === 1;
      return seen.slice(0, t).filter(same).at(-1)?.slice(keys);
    });
  },
  stories(seen, task) {
    const story: string[] = [];
    let sentence: string[] = [];
    return seen.map((x) => {
      sentence.push(...task.inputNames.filter((_, i) => x[i] === 1));
      const end = sentence.at(-1);
      if (end !== '.' && end !== '?') return undefined;
      const place = answerOf([...story, ...sentence]);
      if (end === '.') story.push(...sentence);
      sentence = [];
      return end === '?' ? task.outputNames.map((name) => (name === place ? 1 : 0)) : undefined;
    });
  },
};

const span = (low: number, high: number) =>
  fc
    .tuple(fc.integer({ min: low, max: high }), fc.integer({ min: 0, max: 3 }))
    .map(([a, more]) => [a, a + more] as const);
const anyTask: fc.Arbitrary<SequenceTask> = fc.oneof(
  fc
    .tuple(fc.integer({ min: 1, max: 7 }), span(1, 9))
    .map(([bits, [minLength, maxLength]]) => copyTask({ bits, minLength, maxLength })),
  fc
    .tuple(fc.integer({ min: 1, max: 5 }), span(1, 4), span(1, 4))
    .map(([bits, [minLength, maxLength], [minRepeats, maxRepeats]]) =>
      repeatCopyTask({ bits, minLength, maxLength, minRepeats, maxRepeats }),
    ),
  fc
    .tuple(fc.integer({ min: 3, max: 6 }), fc.integer({ min: 1, max: 3 }), span(2, 5))
    .map(([bits, itemLength, [minItems, maxItems]]) =>
      associativeRecallTask({ bits, itemLength, minItems, maxItems }),
    ),
  fc
    .tuple(fc.integer({ min: 3, max: 6 }), fc.integer({ min: 1, max: 4 }), span(1, 5))
    .map(([keyBits, valueBits, [minPairs, maxPairs]]) =>
      keyValueRecallTask({ keyBits, valueBits, minPairs, maxPairs }),
    ),
  fc
    .tuple(fc.integer({ min: 8, max: 30 }), fc.integer({ min: 2, max: 9 }), span(1, 5), span(0, 6))
    .map(([keys, values, [minPairs, maxPairs], [minOverwrites, maxOverwrites]]) =>
      multiQueryRecallTask({ keys, values, minPairs, maxPairs, minOverwrites, maxOverwrites }),
    ),
  fc
    .record({
      stepShows: fc.constantFrom('word' as const, 'sentence' as const),
      facts: fc.constantFrom(1 as const, 2 as const, 'both' as const),
      questions: fc.integer({ min: 1, max: 3 }),
      people: fc.integer({ min: 1, max: 8 }),
      places: fc.integer({ min: 2, max: 8 }),
      objects: fc.integer({ min: 1, max: 8 }),
      sentences: span(2, 12),
    })
    .map(({ sentences: [minSentences, maxSentences], ...options }) =>
      storiesTask({ ...options, minSentences, maxSentences }),
    ),
);
const drawn = fc.tuple(anyTask, fc.nat(2 ** 31), fc.integer({ min: 1, max: 5 }));

const rowsOf = (flat: Float32Array, { length }: SequenceBatch, b: number, size: number): Vector[] =>
  Array.from({ length }, (_, t) =>
    Array.from(flat.subarray((b * length + t) * size, (b * length + t + 1) * size)),
  );

test(
  'a plain program finds every answer from the inputs alone: the tasks can be solved, and have ' +
    'one answer',
  () => {
    fc.assert(
      fc.property(drawn, ([task, seed, batch]) => {
        const sequences = task.sample(batch, createRandom(seed));
        for (let b = 0; b < batch; b++) {
          const runs = sequences.steps
            .subarray(b * sequences.length, (b + 1) * sequences.length)
            .reduce((sum, v) => sum + v, 0);
          const said = solvers[task.name](
            rowsOf(sequences.inputs, sequences, b, task.inputSize).slice(0, runs),
            task,
          );
          const targets = rowsOf(sequences.targets, sequences, b, task.outputSize);
          targets.forEach((target, t) => {
            const asked = sequences.mask[b * sequences.length + t] === 1;
            assert.equal(said[t] !== undefined, asked, `${task.name}, step ${t}: asked ${asked}`);
            assert.deepEqual(
              target,
              asked ? said[t] : new Array<number>(task.outputSize).fill(0),
              `${task.name}, step ${t}`,
            );
          });
        }
      }),
      { numRuns: 300 },
    );
  },
);

test(
  "batches always have the task's length: the mask lies where the sequence runs, padding is " +
    'empty, and flags and bits are 0 or 1',
  () => {
    fc.assert(
      fc.property(drawn, ([task, seed, batch]) => {
        const sequences = task.sample(batch, createRandom(seed));
        const { length, inputs, mask, steps, items } = sequences;
        assert.deepEqual(
          [length, sequences.inputSize, sequences.outputSize, items.length],
          [task.maxLength, task.inputNames.length, task.outputNames.length, batch],
        );
        for (let b = 0; b < batch; b++) {
          const own = steps.subarray(b * length, (b + 1) * length);
          const runs = own.indexOf(0) < 0 ? length : own.indexOf(0);
          assert.ok(
            own.every((v, t) => v === (t < runs ? 1 : 0)),
            'a sequence runs on after a gap',
          );
          assert.equal(
            mask[b * length + runs - 1],
            1,
            'a sequence does not end with its last answer',
          );
          for (let t = runs; t < length; t++) {
            assert.equal(mask[b * length + t], 0);
            assert.ok(
              inputs
                .subarray((b * length + t) * task.inputSize, (b * length + t + 1) * task.inputSize)
                .every((v) => v === 0),
            );
          }
        }
        const repeats = task.inputNames.indexOf('repeats');
        assert.ok(inputs.every((v, i) => v === 0 || v === 1 || i % task.inputSize === repeats));
      }),
      { numRuns: 200 },
    );
  },
);

test('the same seed gives the same batch, another seed another', () => {
  fc.assert(
    fc.property(anyTask, fc.nat(2 ** 31), (task, seed) => {
      assert.deepEqual(task.sample(3, createRandom(seed)), task.sample(3, createRandom(seed)));
    }),
    { numRuns: 40 },
  );
  assert.notDeepEqual(
    copyTask().sample(3, createRandom(1)).inputs,
    copyTask().sample(3, createRandom(2)).inputs,
  );
});

test('every length of the range comes, about equally often', () => {
  const { items } = copyTask({ minLength: 2, maxLength: 5 }).sample(4000, createRandom(3));
  const counts = [2, 3, 4, 5].map((n) => items.filter((v) => v === n).length);
  assert.ok(
    counts.every((n) => Math.abs(n - 1000) < 120),
    counts.join(),
  ); // more than four deviations
});

test(
  'longer sequences than were trained on have the same inputs and answers: a trained learner ' +
    'can be given them',
  () => {
    const [short, long] = [copyTask({ maxLength: 5 }), copyTask({ minLength: 40, maxLength: 40 })];
    assert.deepEqual(
      [long.inputNames, long.outputNames, long.maxLength],
      [short.inputNames, short.outputNames, 82],
    );
    assert.deepEqual(Array.from(long.sample(2, createRandom(0)).items), [40, 40]);
    assert.deepEqual(repeatCopyTask({ maxRepeats: 7 }).inputNames, repeatCopyTask().inputNames);
    const longer = [
      [storiesTask({ facts: 2, minSentences: 30, maxSentences: 30 }), storiesTask()],
      [multiQueryRecallTask({ maxPairs: 16, maxOverwrites: 9 }), multiQueryRecallTask()],
    ];
    for (const [more, less] of longer) {
      assert.deepEqual(more.inputNames, less.inputNames);
      assert.deepEqual(more.outputNames, less.outputNames);
    }
  },
);

test('repeat copy has the sizes of google-deepmind/dnc', () => {
  const task = repeatCopyTask();
  // 4 bits + 2, 4 bits + 1, 2 (2 + 1) + 3
  assert.deepEqual([task.inputSize, task.outputSize, task.maxLength], [6, 5, 9]);
  const { inputs, inputSize } = repeatCopyTask({
    minRepeats: 3,
    maxRepeats: 3,
    minLength: 2,
  }).sample(1, createRandom(0));
  assert.ok(Math.abs(inputs[3 * inputSize + 5] - 0.3) < 1e-7, 'three repeats are shown as 3 / 10');
});

test(
  'cost is the cross-entropy of the asked bits in nats, summed a sequence and averaged over ' +
    'the batch',
  async () => {
    await ready();
    const task = repeatCopyTask();
    const random = createRandom(4);
    const sequences = task.sample(5, random);
    const logits = Float32Array.from(sequences.targets, () => 6 * random.normal());
    let nats = 0;
    sequences.targets.forEach((z, i) => {
      const p = 1 / (1 + Math.exp(-logits[i]));
      nats -= sequences.mask[Math.floor(i / task.outputSize)] * Math.log(z === 1 ? p : 1 - p);
    });
    const tensors = sequenceTensors(sequences);
    const answer = tf.tensor3d(logits, tensors.targets.shape);
    const cost = task.cost(answer, tensors.targets, tensors.mask).dataSync()[0];
    assert.ok(Math.abs(cost - nats / 5) < 1e-4 * nats, `${cost} ${nats / 5}`);
    const each = wrongBitsOfEach(logits, sequences);
    assert.ok(
      Math.abs(
        task.wrongBits(answer, tensors.targets, tensors.mask) - each.reduce((a, b) => a + b) / 5,
      ) < 1e-6,
    );
  },
);

test(
  'a sure right answer costs nothing and has no wrong bit; the opposite has every asked bit ' +
    'wrong; steps without a question do not count',
  async () => {
    await ready();
    for (const task of [
      copyTask(),
      repeatCopyTask(),
      associativeRecallTask(),
      keyValueRecallTask(),
    ]) {
      const sequences = task.sample(4, createRandom(8));
      const { targets, mask } = sequenceTensors(sequences);
      const right = tf.mul<tf.Tensor3D>(tf.sub(tf.mul(targets, 2), 1), 20);
      const off = tf.mul(tf.expandDims(tf.sub(1, mask), 2), 99);
      const elsewhere = tf.add<tf.Tensor3D>(right, off);
      const asked = (sequences.mask.reduce((a, b) => a + b) * task.outputSize) / 4;
      assert.ok(task.cost(elsewhere, targets, mask).dataSync()[0] < 1e-5);
      assert.equal(task.wrongBits(elsewhere, targets, mask), 0);
      assert.ok(Math.abs(task.wrongBits(tf.neg(right), targets, mask) - asked) < 1e-5);
    }
  },
);

test('text and picture show the questions, the answers and which of them are wrong', () => {
  const task = copyTask({ bits: 2, minLength: 2, maxLength: 2 });
  const sequences = task.sample(1, createRandom(0));
  const logits = Float32Array.from(sequences.targets, (v) => (v === 1 ? 3 : -3));
  assert.ok(!task.text(sequences, 0, logits).includes('!'));
  const first = sequences.mask.indexOf(1) * 2;
  logits[first] = -logits[first];
  const lines = task.text(sequences, 0, logits).split('\n');
  assert.equal(lines.filter((line) => line.includes('!')).length, 1);
  assert.match(
    lines.find((line) => line.startsWith('says bit 0'))!,
    /^says bit 0\s+![·1]/,
  );
  const picture = task.picture(sequences, 0, logits);
  assert.deepEqual(
    [picture.values.length, picture.rowNames.length, picture.values[0].length],
    [8, 8, 6],
  );
  assert.ok(
    Number.isNaN(picture.values[4][0]) &&
      Math.abs(Math.abs(picture.values[6][4] - 0.5) - 0.4526) < 1e-3,
  );
  assert.match(
    repeatCopyTask({ minRepeats: 2 }).text(
      repeatCopyTask({ minRepeats: 2 }).sample(1, createRandom(0)),
    ),
    /sees repeats .* 2/,
  );
  assert.throws(() => task.text(sequences, 1), /row: got 1, expected a whole number from 0 to 0/);
  assert.throws(
    () => task.text(sequences, 0, new Float32Array(3)),
    /logits: got 3 numbers, expected 12 \(\[1, 6, 2\]\)/,
  );
});

test('options that cannot be are refused by name', () => {
  assert.throws(
    () => copyTask({ bits: 0 }),
    /CopyTask\.bits: got 0, expected a whole number from 1 to 64/,
  );
  assert.throws(
    () => copyTask({ minLength: 6 }),
    /CopyTask\.maxLength: got 5, expected at least minLength \(6\)/,
  );
  assert.throws(
    () => copyTask({ length: 6 } as object),
    /CopyTask\.length: .*one of the fields there are: bits, minLength, maxLength/,
  );
  assert.throws(
    () => repeatCopyTask({ minRepeats: 3 }),
    /RepeatCopyTask\.maxRepeats: got 2, expected at least minRepeats \(3\)/,
  );
  assert.throws(
    () => associativeRecallTask({ minItems: 1 }),
    /AssociativeRecallTask\.minItems: got 1/,
  );
  assert.throws(
    () => associativeRecallTask({ bits: 1, itemLength: 2 }),
    /maxItems: got 6, expected at most 4: there are no more different words of 2 bits/,
  );
  assert.throws(
    () => keyValueRecallTask({ keyBits: 2 }),
    /KeyValueRecallTask\.maxPairs: got 6, expected at most 4/,
  );
  assert.throws(
    () => multiQueryRecallTask({ keys: 3 }),
    /MultiQueryRecallTask\.maxPairs: got 4, expected at most keys \(3\)/,
  );
  assert.throws(
    () => multiQueryRecallTask({ minOverwrites: 3 }),
    /MultiQueryRecallTask\.maxOverwrites: got 2, expected at least minOverwrites \(3\)/,
  );
  assert.throws(
    () => storiesTask({ facts: 3 as never }),
    /StoriesTask\.facts: got 3, expected one of 1, 2, 'both'/,
  );
  assert.throws(
    () => storiesTask({ minSentences: 7 }),
    /StoriesTask\.maxSentences: got 6, expected at least minSentences \(7\)/,
  );
  assert.throws(
    () => storiesTask({ people: 9 }),
    /StoriesTask\.people: got 9, expected a whole number from 1 to 8/,
  );
  assert.throws(
    () => copyTask().sample(0, createRandom(0)),
    /batch: got 0, expected a whole number from 1 to /,
  );
  assert.throws(
    () => wrongBitsOfEach([1], copyTask().sample(1, createRandom(0))),
    /logits: got 1 number, expected 48 \(\[1, 12, 4\]\)/,
  );
});
