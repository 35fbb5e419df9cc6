import { createRandom } from '../../src/core/random';
import { ExperienceReplay } from '../../src/replay';
import type { CyclesMade, DrawsMade, BenchOrder } from './protocol';
import type { ReplaySpec } from './replayCases';
import { cannot, serve } from './serve';

const POOL = 1000;

/** The project's `ExperienceReplay` as a contestant. */
async function main(): Promise<void> {
  let run: ((cycles: number) => CyclesMade) | undefined;
  await serve({ node: process.versions.node }, (order: BenchOrder): object => {
    if (order.do === 'replay-check') return draws(order.spec, order.priorities, order.batches);
    if (order.do === 'replay-setup') {
      run = cyclesOf(order.spec);
      return { ok: true };
    }
    if (order.do === 'replay-run' && run) return run(order.cycles);
    throw cannot(order);
  });
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

void main();
