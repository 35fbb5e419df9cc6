// The pool of processes: what fails is reported, the rest goes on, a stopped pool reports nothing.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeRuns, type RunEvents } from '../../src/experiments/pool';
import type { SinusoidKey, SinusoidRun } from '../../src/experiments/sinusoids';

/** Writes down what happens to runs. */
function listener(happened: string[]): RunEvents<SinusoidKey, SinusoidRun> {
  return {
    started: ({ method }) => happened.push(`${method} started`),
    progress: () => undefined,
    finished: ({ method }) => happened.push(`${method} finished`),
    failed: ({ method }, { message }) => happened.push(`${method} failed: ${message.slice(0, 17)}`),
  };
}

const keys = ['one', 'two', 'three'].map((method, seed) => ({ method, seed }));

test('runs that fail are reported one by one, and the pool ends', async () => {
  const happened: string[] = [];
  await makeRuns('sinusoids', keys, { jobs: 1 }, listener(happened));
  assert.deepEqual(happened, [
    'one started',
    'one failed: method: got "one"',
    'two started',
    'two failed: method: got "two"',
    'three started',
    'three failed: method: got "thre',
  ]);
});

test('a pool that is stopped while it makes a run ends and reports nothing more', async () => {
  const happened: string[] = [];
  const stop = new AbortController();
  const events = {
    ...listener(happened),
    started({ method }: SinusoidKey): void {
      happened.push(`${method} started`);
      stop.abort();
    },
  };
  await makeRuns('sinusoids', keys, { jobs: 2, signal: stop.signal }, events);
  await makeRuns('sinusoids', keys, { jobs: 2, signal: stop.signal }, events);
  assert.deepEqual(happened, ['one started']);
});
