import { checkWholeNumber } from '../core/arguments';
import { checkRandom, type Random } from '../core/random';
import type { RegressionTask } from './regression';

/**
 * A task of the family the regression stream belongs to: y = a sin(b mean x + c), one number
 * repeated over all outputs, or y = a tanh(b x + c), coordinate by coordinate. The stream's four
 * are in it: sin(mean x), 0.5 cos(mean x) = 0.5 sin(mean x + pi / 2), tanh(0.5 x + 2) and tanh(0.5
 * x + 3).
 */
export interface FamilyTask extends RegressionTask {
  readonly kind: 'mean' | 'coordinate';
  /** a */
  readonly amplitude: number;
  /** b */
  readonly slope: number;
  /** c */
  readonly shift: number;
}

/**
 * From where the numbers of a task are drawn, evenly, `[from, below]`. The sine's shift is any; the
 * tangent's reaches from the middle, where it is nearly a line, to where it is nearly constant, on
 * both sides.
 */
export const familyRanges = {
  amplitude: [0.4, 1.2],
  sineSlope: [0.8, 2],
  tangentSlope: [0.4, 2],
  sineShift: [-Math.PI, Math.PI],
  tangentShift: [-3.2, 3.2],
} as const;

/**
 * Draws a task: either kind half the time.
 * @param random stream to draw from; it moves on by four numbers
 */
export function familyTask(random: Random): FamilyTask {
  checkRandom('random', random);
  const [kind, amplitude, slope, shift] = [
    random.uniform(),
    random.uniform(),
    random.uniform(),
    random.uniform(),
  ] as const;
  const within = ([from, below]: readonly [number, number], share: number): number =>
    from + (below - from) * share;
  const a = within(familyRanges.amplitude, amplitude);
  return kind < 0.5
    ? sine(a, within(familyRanges.sineSlope, slope), within(familyRanges.sineShift, shift))
    : tangent(
        a,
        within(familyRanges.tangentSlope, slope),
        within(familyRanges.tangentShift, shift),
      );
}

/**
 * Draws `count` tasks one after the other: asking for more keeps those there were.
 * @throws RangeError naming the argument
 */
export function familyTasks(random: Random, count: number): FamilyTask[] {
  checkWholeNumber('count', count, 0, 1_000_000);
  return Array.from({ length: count }, () => familyTask(random));
}

const number = (value: number): string => String(Number(value.toFixed(2)));
const shifted = (x: string, by: number): string =>
  `${x} ${by < 0 ? '-' : '+'} ${number(Math.abs(by))}`;
const sine = (amplitude: number, slope: number, shift: number): FamilyTask => ({
  kind: 'mean',
  amplitude,
  slope,
  shift,
  name: `${number(amplitude)} sin(${shifted(`${number(slope)} mean x`, shift)})`,
  target: (meanX) => amplitude * Math.sin(slope * meanX + shift),
});
const tangent = (amplitude: number, slope: number, shift: number): FamilyTask => ({
  kind: 'coordinate',
  amplitude,
  slope,
  shift,
  name: `${number(amplitude)} tanh(${shifted(`${number(slope)} x`, shift)})`,
  target: (_, x) => amplitude * Math.tanh(slope * x + shift),
});

/** The stream's four tasks as members of the family, under the stream's names. */
export const streamFamilyTasks: readonly FamilyTask[] = [
  { ...sine(1, 1, 0), name: 'sin(mean x)' },
  { ...sine(0.5, 1, Math.PI / 2), name: '0.5 cos(mean x)' },
  { ...tangent(1, 0.5, 2), name: 'tanh(0.5 x + 2)' },
  { ...tangent(1, 0.5, 3), name: 'tanh(0.5 x + 3)' },
];
