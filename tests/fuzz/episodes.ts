import assert from 'node:assert/strict';
import { types } from 'node:util';
import fc from 'fast-check';
import { type AdaptedAgent, ContinualLearningAgent } from '../../src/agent';
import { profiles } from '../../src/config';
import { isPlainObject } from '../../src/core/objects';
import { createRandom } from '../../src/core/random';
import {
  concatEpisodes,
  consecutiveEpisodes,
  createTaskData,
  type Episodes,
  episodeAt,
  type Rows,
  sampleEpisodes,
  takeRows,
} from '../../src/tasks';
import type { tf } from '../../src/tf';
import { type FuzzKind, usedOrRefused } from './harness';
import { anyValue, mutated, oddNumber } from './inputs';

const SIZE = 2;
const LENGTH = 3;
const { test: heldOut } = createTaskData(0, { trainRows: 9, testRows: 9, size: SIZE });
const episodes = consecutiveEpisodes(heldOut, LENGTH);

/** An agent and what it says of rows and episodes that are right. */
interface Subject {
  readonly agent: ContinualLearningAgent;
  readonly adapted: AdaptedAgent;
  readonly answers: Float32Array;
  readonly error: number;
}

function subjectOf(eager: boolean): Subject {
  const config = profiles.tiny({
    inputSize: SIZE,
    outputSize: SIZE,
    hiddenSize: 4,
    batchSize: 4,
    episodeLength: LENGTH,
    memory: { memorySize: 3, memoryDim: 2 },
    replay: { batchSize: 2, capacity: 8 },
    meta: { innerSteps: 1 },
  });
  const agent = new ContinualLearningAgent(config, { eager });
  const { error } = agent.evaluate(heldOut);
  return {
    agent,
    adapted: agent.adapt(heldOut),
    answers: numbersOf(agent.predict(episodes)),
    error,
  };
}

function numbersOf(answers: tf.Tensor): Float32Array {
  const values = answers.dataSync() as Float32Array;
  answers.dispose();
  return values;
}

let subjects: readonly Subject[] | undefined;

/** One that runs op by op, and one that is compiled: it answers the form that is right. */
const subject = (eager: boolean): Subject =>
  (subjects ??= [false, true].map(subjectOf))[eager ? 1 : 0];

interface Input {
  readonly use: string;
  readonly eager: boolean;
  readonly rows: unknown;
  readonly episodes: unknown;
}

type Use = (input: Input, subject: Subject) => unknown;

const uses: Readonly<Record<string, Use>> = {
  evaluate: ({ rows }, { agent }) => agent.evaluate(rows as Rows).error,
  'evaluate adapted': ({ rows }, { agent }) =>
    agent.evaluate(rows as Rows, { adaptSteps: 1 }).error,
  'adapted.evaluate': ({ rows }, { adapted }) => adapted.evaluate(rows as Rows).error,
  adapt: ({ rows }, { agent }) => agent.adapt(rows as Rows).dispose(),
  predict: ({ episodes: odd }, { agent }) => numbersOf(agent.predict(odd as Episodes)),
  'adapted.predict': ({ episodes: odd }, { adapted }) =>
    numbersOf(adapted.predict(odd as Episodes)),
  inspect: ({ episodes: odd }, { agent }) => agent.inspect(odd as Episodes).memory.flat(2),
  consecutive: ({ rows }) => consecutiveEpisodes(rows as Rows, LENGTH).inputs,
  sample: ({ rows }) => sampleEpisodes(rows as Rows, 2, LENGTH, createRandom(1)).inputs,
  take: ({ rows }) => takeRows(rows as Rows, [0, 1]).x,
  concat: ({ episodes: odd }) => concatEpisodes([episodes, odd as Episodes]).inputs,
  episodeAt: ({ episodes: odd }) => episodeAt(odd as Episodes, 0).inputs,
};

/** These copy numbers, whatever they are. */
const COPYING = ['take', 'concat', 'episodeAt'];

/** What is taken gives finite numbers, and the right ones where nothing was changed. */
function isRight({ use, eager, rows, episodes: odd }: Input, result: unknown): void {
  const values = typeof result === 'number' ? [result] : ((result ?? []) as ArrayLike<number>);
  if (!COPYING.includes(use))
    assert.ok(Array.from(values).every(Number.isFinite), `${use} gives what is not finite`);
  const { answers, error } = subject(eager);
  if (use === 'evaluate' && sameNumbers(rows, heldOut)) assert.equal(result, error);
  if (use === 'predict' && sameNumbers(odd, episodes)) assert.deepEqual(result, answers);
  if (use === 'predict') {
    const { batch, length, outputSize } = odd as Episodes;
    assert.equal(values.length, batch * length * outputSize);
  }
}

/** Whether all that the right one has is in the other, number by number. */
function sameNumbers(value: unknown, right: object): boolean {
  const found = value as Record<string, unknown>;
  return Object.entries(right).every(([name, own]) => {
    const other = found[name];
    return types.isFloat32Array(own)
      ? types.isFloat32Array(other) && Buffer.from(own.buffer).equals(Buffer.from(other.buffer))
      : own === other;
  });
}

/** An array of numbers: right, cut, longer, with an odd number in it, or no such array. */
const floats = (right: Float32Array): fc.Arbitrary<unknown> =>
  fc.oneof(
    { weight: 8, arbitrary: fc.constant(right).map((values) => Float32Array.from(values)) },
    { weight: 2, arbitrary: fc.nat(2 * right.length).map((length) => resized(right, length)) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(fc.nat(right.length - 1), oddNumber)
        .map(([place, value]) => Float32Array.from(right).fill(value, place, place + 1)),
    },
    { weight: 1, arbitrary: fc.constantFrom<unknown>([...right], Float64Array.from(right)) },
    { weight: 1, arbitrary: anyValue },
  );

function resized(values: Float32Array, length: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => values[i % values.length]);
}

const odd = fc.oneof(oddNumber, fc.nat(20), anyValue);

/** Counts and sizes changed, then the arrays. */
const oddRows: fc.Arbitrary<unknown> = fc
  .tuple(mutated({ count: heldOut.count }, odd), floats(heldOut.x), floats(heldOut.y))
  .map(([counts, x, y]) => withArrays(counts, { x, y }));

const { inputs, targets, ...sizes } = episodes;
const oddEpisodes: fc.Arbitrary<unknown> = fc
  .tuple(mutated(sizes, odd), floats(inputs), floats(targets))
  .map(([counts, first, second]) => withArrays(counts, { inputs: first, targets: second }));

function withArrays(counts: unknown, arrays: Record<string, unknown>): unknown {
  if (types.isProxy(counts) || !isPlainObject(counts)) return counts;
  const kept = Object.getOwnPropertyDescriptors(counts); // a getter may fail
  return Object.assign(Object.defineProperties({}, kept), arrays);
}

/** Rows and episodes that say something else than they hold. */
export const rowsAndEpisodes: FuzzKind<Input> = {
  inputs: fc.record({
    use: fc.constantFrom(...Object.keys(uses)),
    eager: fc.boolean(),
    rows: oddRows,
    episodes: oddEpisodes,
  }),
  use: (input) =>
    usedOrRefused(
      () => uses[input.use](input, subject(input.eager)),
      (result) => isRight(input, result),
    ),
  end() {
    subjects?.forEach(({ agent, adapted }) => {
      adapted.dispose();
      agent.dispose();
    });
    subjects = undefined;
  },
};
