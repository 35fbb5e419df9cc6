// A store for tests; as a program it uses one: FILE FIRST-SEED COUNT WHAT.
import { type RunStore, runStore } from '../../src/experiments/store';

export interface Curve {
  readonly method: string;
  readonly seed: number;
  readonly settings: Readonly<Record<string, number>>;
  readonly losses: readonly (number | null)[];
}

interface Row extends Omit<Curve, 'losses'> {
  readonly step: number;
  readonly loss: number | null;
}

export function curveStore(file: string): RunStore<Curve, Omit<Curve, 'losses'>> {
  return runStore({
    file,
    columns: { method: 'text', seed: 'integer', settings: 'json', step: 'integer', loss: 'real' },
    identity: ['method', 'seed', 'settings'],
    toRows: ({ losses, ...key }: Curve) =>
      losses.map((loss, step): Row => ({ ...key, step, loss })),
    fromRows: (rows: readonly [Row, ...Row[]]) => {
      const [{ method, seed, settings }] = rows;
      return { method, seed, settings, losses: rows.map(({ loss }) => loss) };
    },
  });
}

/** What the program does while, or after, it adds runs. */
const ends: Readonly<Record<string, (store: ReturnType<typeof curveStore>, i: number) => void>> = {
  compact: (store, i) => (i % 10 === 9 ? store.compact() : undefined),
  often: (store) => (Math.random() < 0.3 ? store.compact() : undefined),
  always: (store) => store.compact(),
  kill: () => undefined,
};

if (require.main === module) {
  const [file = '', first = '', count = '', end = ''] = process.argv.slice(2);
  const store = curveStore(file);
  for (let i = 0; i < Number(count); i++) {
    store.append({ method: 'adam', seed: Number(first) + i, settings: {}, losses: [i, null] });
    ends[end](store, i);
  }
  if (end === 'kill') process.kill(process.pid, 'SIGKILL');
}
