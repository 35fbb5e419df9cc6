// Tasks that are answered in words: their cost, what counts as wrong, and how they are written.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { createRandom } from '../../src/core/random';
import {
  copyTask,
  multiQueryRecallTask,
  sequenceTask,
  sequenceTensors,
  storiesTask,
  wrongBitsOfEach,
} from '../../src/tasks';
import { ready, tf } from '../../src/tf';

before(ready);

test('cost is the cross-entropy of the right word in nats, and wrong words are counted', () => {
  for (const task of [storiesTask({ facts: 'both' }), multiQueryRecallTask()]) {
    const random = createRandom(4);
    const sequences = task.sample(6, random);
    const { batch, length, outputSize: words, targets, mask } = sequences;
    const logits = Float32Array.from(targets, () => 3 * random.normal());
    let nats = 0;
    const wrong = new Array<number>(batch).fill(0);
    const asked = new Array<number>(batch).fill(0);
    for (let b = 0; b < batch; b++)
      for (let t = 0; t < length; t++) {
        const own = Array.from({ length: words }, (_, i) => (b * length + t) * words + i);
        if (mask[b * length + t] === 0) continue;
        const right = own.find((i) => targets[i] === 1) ?? NaN;
        nats -= Math.log(
          Math.exp(logits[right]) / own.map((i) => Math.exp(logits[i])).reduce((x, y) => x + y),
        );
        asked[b]++;
        if (own.some((i) => logits[i] > logits[right])) wrong[b]++;
      }
    const tensors = sequenceTensors(sequences);
    const answer = tf.tensor3d(logits, tensors.targets.shape);
    const cost = task.cost(answer, tensors.targets, tensors.mask).dataSync()[0];
    assert.ok(Math.abs(cost - nats / batch) < 1e-4 * nats, `${cost} ${nats / batch}`);
    const scores = task.scores(logits, sequences);
    assert.deepEqual(
      scores,
      wrong.map((count, b) => ({ wrong: count, asked: asked[b] })),
    );
    const average = task.wrongBits(answer, tensors.targets, tensors.mask);
    assert.ok(Math.abs(average - wrong.reduce((x, y) => x + y) / batch) < 1e-6);
    const sure = tf.mul<tf.Tensor3D>(tensors.targets, 40);
    assert.ok(task.cost(sure, tensors.targets, tensors.mask).dataSync()[0] < 1e-5);
    assert.equal(task.wrongBits(sure, tensors.targets, tensors.mask), 0);
  }
});

test('a task in bits is scored in bits', () => {
  const task = copyTask({ bits: 3, maxLength: 4 });
  const random = createRandom(2);
  const sequences = task.sample(5, random);
  const logits = Float32Array.from(sequences.targets, () => random.normal());
  const scores = task.scores(logits, sequences);
  assert.equal(task.answers, 'bits');
  assert.deepEqual(
    scores.map(({ wrong }) => wrong),
    wrongBitsOfEach(logits, sequences),
  );
  assert.deepEqual(
    scores.map(({ asked }) => asked),
    Array.from(sequences.items, (n) => 3 * n),
  );
});

test('a story is written a sentence a line, its answer and a wrong word marked', () => {
  const task = storiesTask({ facts: 2, minSentences: 3, maxSentences: 3 });
  const sequences = task.sample(2, createRandom(6));
  const lines = task.text(sequences, 1).split('\n');
  assert.equal(lines.length, 4);
  for (const line of lines.slice(0, 3)) assert.match(line, /^ +\d+ {2}[a-z]+ [a-z]+ [a-z]+ \.$/);
  assert.match(lines[3], /^ 12 {2}where is [a-z]+ \? {3}asked [a-z]+$/);
  const right = sequences.targets.slice();
  assert.match(task.text(sequences, 1, right), /asked ([a-z]+), says \1$/);
  const wrong = right.map((value) => 1 - value);
  assert.match(task.text(sequences, 1, wrong), /asked ([a-z]+), says !(?!\1)[a-z]+$/);
});

test('a story reads the same whether a step shows a word or a sentence', () => {
  const options = { facts: 'both', maxSentences: 4, questions: 2 } as const;
  const [byWord, bySentence] = (['word', 'sentence'] as const).map((stepShows) => {
    const task = storiesTask({ ...options, stepShows });
    const text = task.text(task.sample(1, createRandom(9)));
    return text.split('\n').map((line) => line.slice(5));
  });
  assert.deepEqual(bySentence, byWord);
  assert.equal(storiesTask({ ...options, stepShows: 'sentence' }).maxLength, 6);
});

test('pairs are written as a table of words', () => {
  const task = multiQueryRecallTask({
    keys: 30,
    minPairs: 2,
    maxPairs: 2,
    minOverwrites: 1,
    maxOverwrites: 1,
  });
  assert.deepEqual(task.inputNames.slice(25, 31), ['z', 'a1', 'b1', 'c1', 'd1', '0']);
  const sequences = task.sample(1, createRandom(0));
  const wrong = sequences.targets.map((value) => -value);
  const [time, sees, asked, says] = task.text(sequences, 0, wrong).split('\n');
  assert.match(time, /^time {2}( +\d){5}$/);
  assert.match(sees, /^sees {2}( +[a-z]1? [0-7]){3}( +[a-z]1?){2}$/);
  assert.match(asked, /^asked( +[0-7]){2}$/);
  assert.match(says, /^says {2}( +![0-7]){2}$/);
  assert.ok(!task.text(sequences).includes('says'));
});

test('the picture of a story shows how sure a learner is of each word', () => {
  const task = storiesTask({ places: 3 });
  const sequences = task.sample(1, createRandom(1));
  const logits = Float32Array.from(sequences.targets, (_, i) => Math.sin(i));
  const { values, rowNames } = task.picture(sequences, 0, logits);
  const says = values.filter((_, i) => rowNames[i].startsWith('says'));
  const asked = says[0].findIndex((value) => !Number.isNaN(value));
  assert.deepEqual(rowNames.slice(-3), ['says kitchen', 'says garden', 'says office']);
  assert.ok(Math.abs(says.reduce((total, row) => total + row[asked], 0) - 1) < 1e-6);
});

test("a task of one's own can be answered in words; another kind of answer is refused", () => {
  const rules = {
    name: 'own',
    maxLength: 1,
    inputNames: ['a', 'b'],
    outputNames: ['yes', 'no'],
    draw: () => ({ items: 1, steps: [{ input: [0, 1], answer: [0, 1] }] }),
  };
  const task = sequenceTask({ ...rules, answers: 'words' });
  const sequences = task.sample(1, createRandom(0));
  assert.deepEqual(task.scores([1, 2], sequences), [{ wrong: 0, asked: 1 }]);
  assert.deepEqual(task.scores([2, 2], sequences), [{ wrong: 1, asked: 1 }], 'the first of equals');
  assert.throws(
    () => sequenceTask({ ...rules, answers: 'numbers' as never }),
    /answers: got "numbers", expected one of 'bits', 'words'/,
  );
  assert.throws(() => task.scores([1], sequences), /logits: got 1 number, expected 2/);
});
