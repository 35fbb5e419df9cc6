import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { createRandom } from '../../src/core/random';
import { ExperienceReplay } from '../../src/replay';
import type { CyclesMade, DrawsMade, Order } from './protocol';
import type { ReplaySpec } from './replayCases';

const POOL = 1000;

/**
 * The project's `ExperienceReplay` as a contestant, in a process of its own: JSON lines in on
 * standard input, out on file descriptor 3.
 */
async function main(): Promise<void> {
  let run: ((cycles: number) => CyclesMade) | undefined;
  const answer = (order: Order): object => {
    if (order.do === 'replay-check') return draws(order.spec, order.priorities, order.batches);
    if (order.do === 'replay-setup') {
      run = cyclesOf(order.spec);
      return { ok: true };
    }
    if (order.do === 'replay-run' && run) return run(order.cycles);
    throw new Error(`cannot ${order.do} now`);
  };
  say({ versions: { node: process.versions.node } });
  for await (const line of createInterface({ input: process.stdin })) {
    try {
      say(answer(JSON.parse(line) as Order));
    } catch (error) {
      say({ error: error instanceof Error ? error.message : String(error) });
    }
  }
}

const storeOf = ({ capacity, length, alpha, beta, epsilon }: ReplaySpec): ExperienceReplay<'x'> =>
  new ExperienceReplay({ capacity, fields: { x: length }, alpha, beta, epsilon, seed: 0 });

/** Fills a store, and gives what makes cycles on it. */
function cyclesOf(spec: ReplaySpec): (cycles: number) => CyclesMade {
  const store = storeOf(spec);
  const random = createRandom(1);
  const item = { x: new Float32Array(spec.length).fill(1) };
  for (let i = 0; i < spec.capacity; i++) store.add(item, random.uniform());
  const pool = Array.from({ length: POOL }, () =>
    Float64Array.from({ length: spec.batch }, () => random.uniform()),
  );
  return (cycles) => {
    const before = process.cpuUsage();
    const start = process.hrtime.bigint();
    for (let i = 0; i < cycles; i++) {
      store.add(item);
      const { indices } = store.sample(spec.batch);
      store.updatePriorities(indices, pool[i % POOL]);
    }
    const { user, system } = process.cpuUsage(before);
    return {
      cycles,
      wall: Number(process.hrtime.bigint() - start) / 1e6,
      cpu: (user + system) / 1e3,
    };
  };
}

/** How often each item of a small store is drawn, and with which weight. */
function draws(spec: ReplaySpec, priorities: readonly number[], batches: number): DrawsMade {
  const store = storeOf(spec);
  const times = new Array<number>(spec.capacity).fill(0);
  const weights = new Array<number>(spec.capacity).fill(0);
  for (let i = 0; i < spec.capacity; i++) store.add({ x: new Float32Array(spec.length).fill(i) });
  store.updatePriorities(
    priorities.map((_, i) => i),
    priorities,
  );
  for (let n = 0; n < batches; n++) {
    const batch = store.sample(spec.batch);
    batch.indices.forEach((index, k) => {
      if (batch.items.x[k * spec.length] !== index)
        throw new Error(`item ${index} is not the one that was stored`);
      times[index]++;
      weights[index] = batch.weights[k];
    });
  }
  return { times, weights };
}

const say = (message: object): void => void writeSync(3, `${JSON.stringify(message)}\n`);

void main();
