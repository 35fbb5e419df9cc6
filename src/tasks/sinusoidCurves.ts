import { checkWholeNumber } from '../core/arguments';
import { checkRandom, type Random } from '../core/random';

/** A curve of the sinusoid family: y = A sin(x - phase). */
export interface SinusoidCurve {
  readonly amplitude: number;
  readonly phase: number;
  /** The value at x. */
  readonly at: (x: number) => number;
}

/**
 * The curve y = amplitude sin(x - phase).
 * @example sinusoid(2, 0).at(Math.PI / 2) // 2
 */
export function sinusoid(amplitude: number, phase: number): SinusoidCurve {
  return { amplitude, phase, at: (x) => amplitude * Math.sin(x - phase) };
}

/**
 * Draws curves of the family that `sinusoidTasks` takes its rows from: amplitude from [0.1, 5),
 * phase from [0, pi), evenly (Finn et al. 2017, section 5.1).
 * @param random stream to draw from; it moves on by two numbers a curve
 * @throws RangeError naming the argument that is wrong
 */
export function sinusoidCurves(random: Random, count: number): SinusoidCurve[] {
  checkRandom('random', random);
  checkWholeNumber('count', count, 1, 1_000_000);
  return Array.from({ length: count }, () => {
    const amplitude = 0.1 + 4.9 * random.uniform();
    return sinusoid(amplitude, Math.PI * random.uniform());
  });
}

/**
 * The curve that is best for the whole family when nothing is known of the task: its mean, E[A]
 * E[sin(x - phase)] = -2.55 (2 / pi) cos x. Its error is the floor of every learner before a step.
 */
export function meanSinusoid(x: number): number {
  return -2.55 * (2 / Math.PI) * Math.cos(x);
}
