import { checkWholeNumber } from './arguments';

/** How long a piece of work is timed. */
export interface TimingOptions {
  /** Short spells, of which the best counts, so that a busy machine misleads less; default 9. */
  readonly spells?: number;
  /** Milliseconds of a spell, at least; default 12. */
  readonly milliseconds?: number;
}

/**
 * Microseconds that one call takes: the best of several short spells of calls.
 * @example bestMicroseconds(() => tree.find(17.5))
 */
export function bestMicroseconds(
  work: () => void,
  { spells = 9, milliseconds = 12 }: TimingOptions = {},
): number {
  checkWholeNumber('spells', spells, 1, 1000);
  let best = Infinity;
  for (let spell = 0; spell < spells; spell++) {
    const start = performance.now();
    let calls = 0;
    let passed = 0;
    while (calls === 0 || passed < milliseconds) {
      work();
      calls++;
      passed = performance.now() - start;
    }
    best = Math.min(best, (1000 * passed) / calls);
  }
  return best;
}
