// The stories of `storiesTask`: they are consistent, and no rule of thumb answers the questions.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from '../properties';
import { createRandom } from '../../src/core/random';
import { type SequenceBatch, type SequenceTask, storiesTask } from '../../src/tasks';
import { answerOf, sentencesOf } from './storySolver';

const TAKES = ['takes', 'grabs'];

interface Story {
  readonly words: readonly string[];
  readonly answer: string;
}

function storiesOf(task: SequenceTask, { batch, ...sequences }: SequenceBatch): Story[] {
  const { length, inputSize, outputSize, inputs, targets, steps, mask } = sequences;
  return Array.from({ length: batch }, (_, b) => {
    const times = Array.from({ length }, (__, t) => b * length + t).filter((at) => steps[at] === 1);
    const words = times.map((at) => {
      const seen = task.inputNames.filter((___, i) => inputs[at * inputSize + i] === 1);
      assert.equal(seen.length, 1, 'a step shows one word');
      return seen[0];
    });
    const asked = times.filter((at) => mask[at] === 1);
    assert.deepEqual(asked, times.slice(-1), 'one answer, at the last word');
    const place = targets.subarray(asked[0] * outputSize, (asked[0] + 1) * outputSize).indexOf(1);
    return { words, answer: task.outputNames[place] };
  });
}

const drawn = (task: SequenceTask, count: number, seed = 5): Story[] =>
  storiesOf(task, task.sample(count, createRandom(seed)));

test('the vocabulary is small, and words are not shared between kinds', () => {
  const largest = storiesTask({ people: 8, places: 8, objects: 8 });
  assert.equal(new Set(largest.inputNames).size, largest.inputSize);
  assert.ok(largest.inputSize < 60, String(largest.inputSize));
  assert.deepEqual(storiesTask().outputNames.length, 6);
});

test('nobody takes what is held or lies elsewhere, and nobody drops what they do not hold', () => {
  fc.assert(
    fc.property(fc.nat(2 ** 31), (seed) => {
      const task = storiesTask({ facts: 'both', people: 2, objects: 2, maxSentences: 30 });
      for (const { words } of drawn(task, 4, seed)) {
        const sentences = sentencesOf(words).slice(0, -1);
        sentences.forEach(([who, verb, what], i) => {
          const before = sentences.slice(0, i);
          const where = (name: string) =>
            answerOf([...before.flatMap((one) => [...one, '.']), 'where', 'is', name, '?']);
          const last = before.filter(([, , other]) => other === what).at(-1);
          const isHeld = last !== undefined && TAKES.includes(last[1]);
          if (task.outputNames.includes(what)) assert.notEqual(where(who), what, 'stands still');
          else if (TAKES.includes(verb)) {
            assert.ok(!isHeld, `${what} is held: ${words.join(' ')}`);
            assert.ok(where(who) !== undefined, 'takes something before being anywhere');
            if (last) assert.equal(where(what), where(who), `reaches far: ${words.join(' ')}`);
          } else assert.ok(isHeld && last[0] === who, `drops nothing: ${words.join(' ')}`);
        });
      }
    }),
    { numRuns: 60 },
  );
});

test('one fact asks for people, two for objects, both for either', () => {
  const objects = ['apple', 'book', 'lamp', 'ball'];
  const share = (facts: 1 | 2 | 'both'): number => {
    const asked = drawn(storiesTask({ facts }), 400).map(({ words }) => words.at(-2) ?? '');
    return asked.filter((word) => objects.includes(word)).length / asked.length;
  };
  assert.equal(share(1), 0);
  assert.equal(share(2), 1);
  assert.ok(Math.abs(share('both') - 0.5) < 0.1);
});

test('two facts: leaving out either gives wrong answers: both are needed', () => {
  const stories = drawn(storiesTask({ facts: 2, minSentences: 4 }), 400);
  const without = (keep: (sentence: string[], asked: string) => boolean): number => {
    const right = stories.filter(({ words, answer }) => {
      const sentences = sentencesOf(words);
      const question = sentences.pop() ?? [];
      const kept = sentences.filter((sentence) => keep(sentence, question[2]));
      const left = [...kept.flatMap((one) => [...one, '.']), ...question, '?'];
      return answerOf(left) === answer;
    });
    return right.length;
  };
  assert.equal(
    without(() => true),
    stories.length,
  );
  assert.equal(
    without(([, , what], asked) => what !== asked),
    0,
  );
  assert.equal(
    without(([, verb]) => !['enters', 'visits'].includes(verb)),
    0,
  );
});

/** Rules of thumb. Each says a place for a story. */
const guesses: Record<string, (words: readonly string[], places: readonly string[]) => string> = {
  'the last place': (words, places) => words.filter((word) => places.includes(word)).at(-1) ?? '',
  'the first place': (words, places) => words.find((word) => places.includes(word)) ?? '',
  'the place named most': (words, places) => {
    const count = (place: string): number => words.filter((word) => word === place).length;
    return [...places].sort((a, b) => count(b) - count(a))[0];
  },
};

// The figures that docs/tasks.md tells.
for (const [facts, last] of [
  [1, 0.55],
  [2, 0.51],
] as const)
  test(`facts ${facts}: one place for all is right in a sixth, the last one in about half`, () => {
    const task = storiesTask({ facts });
    const stories = drawn(task, 4000);
    const shareRight = (guess: (words: readonly string[]) => string): number =>
      stories.filter(({ words, answer }) => guess(words) === answer).length / stories.length;
    const byPlace = task.outputNames.map((place) => shareRight(() => place));
    assert.ok(Math.max(...byPlace) < 0.2, `always the same place: ${byPlace.join(' ')}`);
    for (const [name, guess] of Object.entries(guesses)) {
      const right = shareRight((words) => guess(words, task.outputNames));
      assert.ok(right < 0.6, `${name}: ${right}`);
      if (name === 'the last place') assert.ok(Math.abs(right - last) < 0.03, String(right));
    }
  });
