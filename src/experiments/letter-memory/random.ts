import { checkCounts } from '../../core/arguments';
import { createRandom } from '../../core/random';
import { LETTER_WIDTH } from './letters';
import type { LetterControls, LetterState } from './programme';

/** A state and controls drawn at random: to compare two memories on. */
export interface RandomProgramme {
  readonly start: LetterState;
  readonly programme: LetterControls[];
}

/**
 * Random numbers from 0 to 1 for everything; weights sum to 0.9, links to half of that a row. The
 * same seed gives the same.
 * @throws RangeError naming what is no whole number above 0
 */
export function randomProgramme(options: {
  readonly slots: number;
  readonly steps: number;
  readonly seed: number;
}): RandomProgramme {
  const { slots, steps, seed } = options;
  checkCounts({ slots, steps });
  const random = createRandom(seed).fork('programme');
  const some = (length: number): number[] => Array.from({ length }, () => random.uniform());
  const weights = (length: number, total: number): number[] => {
    const values = some(length);
    const sum = values.reduce((a, b) => a + b);
    return values.map((value) => (total * value) / sum);
  };
  const linksFrom = (i: number): number[] =>
    weights(slots, 0.45).map((link, j) => (i === j ? 0 : link));
  return {
    start: {
      M: Array.from({ length: slots }, () => some(LETTER_WIDTH)),
      L: Array.from({ length: slots }, (_, i) => linksFrom(i)),
      u: some(slots),
      p: weights(slots, 0.9),
      ww: weights(slots, 0.9),
      wr: weights(slots, 0.9),
    },
    programme: Array.from({ length: steps }, () => {
      const [ga, gw, gf, betaW, betaR] = some(5);
      return {
        ...{ v: some(LETTER_WIDTH), e: some(LETTER_WIDTH) },
        ...{ kw: some(LETTER_WIDTH), kr: some(LETTER_WIDTH) },
        ...{ ga, gw, gf, betaW: 10 * betaW, betaR: 10 * betaR },
        pi: weights(3, 1),
      };
    }),
  };
}
