import { createRandom, type Random } from '../../core/random';
import { checkWholeNumber } from '../../core/arguments';

/**
 * Blind Cliffwalk (Schaul et al. 2016, section 3.1): n states in a row, two actions; the right one
 * leads on, the wrong one ends the walk, and only the last right one is rewarded, with 1. One of
 * 2^n walks finds it. A transition: from `state` with `action` (1 is right) to `next`, or to the
 * end (-1).
 */
export interface Transition {
  readonly state: number;
  readonly action: 0 | 1;
  readonly reward: number;
  readonly next: number;
}

/**
 * Every walk there is, one after the other: what is seen when acting at random, 2^(n+1) - 2
 * transitions.
 */
export function cliffwalkTransitions(n: number): Transition[] {
  checkWholeNumber('n', n, 1, 20);
  const seen: Transition[] = [];
  for (let walk = 0; walk < 2 ** n; walk++)
    for (let state = 0; state < n; state++) {
      const action = ((walk >> state) & 1) as 0 | 1;
      const last = state === n - 1;
      seen.push({
        state,
        action,
        reward: action === 1 && last ? 1 : 0,
        next: action === 1 && !last ? state + 1 : -1,
      });
      if (action === 0) break;
    }
  return seen;
}

/**
 * What a learner draws from: the index of a transition, and the size of the surprise that it was.
 */
export interface Draws {
  draw(): number;
  /** Takes note of the surprise of the transition that was drawn. */
  update(index: number, surprise: number): void;
}

/** How a walk is learned. */
export interface CliffwalkOptions {
  readonly n: number;
  readonly seed: number;
  /** Where its draws come from, given the number of transitions. */
  readonly draws: (transitions: number, random: Random) => Draws;
  /** It gives up then; default 5,000,000. */
  readonly limit?: number;
}

/**
 * Q-learning from a full memory, one transition an update (step 1/4, discount 1 - 1/n), until the
 * mean squared error of all values is below 0.001.
 * @returns updates it took; the limit where it never got there
 */
export function cliffwalkUpdates({ n, seed, draws, limit = 5_000_000 }: CliffwalkOptions): number {
  const transitions = cliffwalkTransitions(n);
  const random = createRandom(seed).fork(`cliffwalk ${n}`);
  const gamma = 1 - 1 / n;
  const order = random.choose(transitions.length, transitions.length);
  const source = draws(transitions.length, random);
  const truth = Float64Array.from({ length: 2 * n }, (_, i) =>
    i % 2 === 1 ? gamma ** (n - 1 - (i - 1) / 2) : 0,
  ); // [state, action]
  const Q = Float64Array.from(truth, () => 0.1 * random.normal());
  let squared = Q.reduce((sum, q, i) => sum + (q - truth[i]) ** 2, 0);
  for (let update = 1; update <= limit; update++) {
    const drawn = source.draw();
    const { state, action, reward, next } = transitions[order[drawn]];
    const at = 2 * state + action;
    const future = next < 0 ? 0 : Math.max(Q[2 * next], Q[2 * next + 1]);
    const surprise = reward + gamma * future - Q[at];
    squared -= (Q[at] - truth[at]) ** 2;
    Q[at] += surprise / 4;
    squared += (Q[at] - truth[at]) ** 2;
    source.update(drawn, Math.abs(surprise));
    if (squared / Q.length < 1e-3) return update;
  }
  return limit;
}
