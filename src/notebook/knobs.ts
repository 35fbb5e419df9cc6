import { types } from 'node:util';
import { ConfigError } from '../core/errors';
import { isPlainObject } from '../core/objects';
import { describe } from '../core/text';

/** A number to set, between two ends. */
export interface NumberKnob {
  readonly value: number;
  readonly min: number;
  readonly max: number;
  /** Distance between two allowed values, counted from `min`: 1 allows whole numbers. */
  readonly step?: number;
}

/** A text to set, of a form that `expected` says in words: "3 to 12 letters, A to Z". */
export interface TextKnob {
  readonly value: string;
  readonly pattern: RegExp;
  readonly expected: string;
}

/** One of several values. */
export interface ChoiceKnob<T extends string | number | boolean = string | number | boolean> {
  readonly value: T;
  readonly options: readonly T[];
}

/** Numbers to set, each between the same two ends. */
export interface ListKnob {
  readonly value: readonly number[];
  /** How many numbers there are. */
  readonly length: number;
  readonly min: number;
  readonly max: number;
  readonly step?: number;
}

/** A setting of a notebook with the values it allows. */
export type Knob = NumberKnob | TextKnob | ChoiceKnob | ListKnob;

type Widened<T> = T extends number
  ? number
  : T extends string
    ? string
    : T extends boolean
      ? boolean
      : number[];

/** The values that knobs are set to. */
export type KnobValues<Knobs extends Readonly<Record<string, Knob>>> = {
  readonly [Name in keyof Knobs]: Widened<Knobs[Name]['value']>;
};

/**
 * The settings of a notebook, checked where they are set: each says its range, and a value outside
 * is refused before anything runs with it.
 * @throws ConfigError that names the knob, the value and the range
 * @example
 * const knobs = setKnobs({
 *   alpha: { value: 0.6, min: 0, max: 1 },
 *   updates: { value: 600, min: 300, max: 2000, step: 50 },
 *   word: { value: 'BANANA', pattern: /^[A-Z]{3,12}$/, expected: '3 to 12 letters, A to Z' },
 * });
 * knobs.alpha; // 0.6
 */
export function setKnobs<const Knobs extends Readonly<Record<string, Knob>>>(
  knobs: Knobs,
): KnobValues<Knobs> {
  if (!isPlainObject(knobs)) throw new ConfigError('knobs', knobs, 'an object with a knob a field');
  const values = Object.entries(knobs).map(([name, knob]) => [name, valueOf(name, knob)]);
  return Object.freeze(Object.fromEntries(values)) as KnobValues<Knobs>;
}

/** The value of a knob. @throws ConfigError if its range does not hold it */
function valueOf(name: string, knob: unknown): unknown {
  if (!isPlainObject(knob) || !('value' in knob))
    throw new ConfigError(`knobs.${name}`, knob, 'a value with its range: { value, min, max }');
  const allowed = rangeOf(name, knob as unknown as Knob);
  if (!allowed.holds(knob.value))
    throw new ConfigError(`knobs.${name}`, knob.value, allowed.expected);
  return knob.value;
}

/** What a knob may be set to. */
interface Range {
  readonly expected: string;
  holds(value: unknown): boolean;
}

function rangeOf(name: string, knob: Knob): Range {
  if ('options' in knob) return choices(name, knob.options);
  if ('pattern' in knob) return texts(name, knob);
  if (!Number.isFinite(knob.min) || !Number.isFinite(knob.max) || knob.min > knob.max)
    throw new ConfigError(`knobs.${name}`, knob, 'finite numbers with min at most max');
  if (knob.step !== undefined && !(knob.step > 0))
    throw new ConfigError(`knobs.${name}.step`, knob.step, 'a number above 0');
  return 'length' in knob ? lists(knob) : numbers(knob);
}

function choices(name: string, options: unknown): Range {
  if (!Array.isArray(options) || options.length === 0)
    throw new ConfigError(`knobs.${name}.options`, options, 'a list of values');
  const expected = `one of ${options.map((option) => describe(option)).join(', ')}`;
  return { expected, holds: (value) => options.includes(value) };
}

function texts(name: string, { pattern, expected }: TextKnob): Range {
  if (!types.isRegExp(pattern))
    throw new ConfigError(`knobs.${name}.pattern`, pattern, 'a regular expression');
  return { expected, holds: (value) => typeof value === 'string' && value.search(pattern) >= 0 };
}

function numbers({ min, max, step }: { min: number; max: number; step?: number }): Range {
  const ends = `from ${min.toLocaleString('en')} to ${max.toLocaleString('en')}`;
  const expected = `${kindOf(min, step)} ${ends}${inSteps(step)}`;
  return {
    expected,
    holds: (value) =>
      typeof value === 'number' && value >= min && value <= max && onStep(value - min, step),
  };
}

function kindOf(min: number, step: number | undefined): string {
  return Number.isInteger(step) && Number.isInteger(min) ? 'a whole number' : 'a number';
}

function inSteps(step: number | undefined): string {
  return step === undefined || step === 1 ? '' : ` in steps of ${step}`;
}

function lists(knob: ListKnob): Range {
  const one = numbers(knob);
  return {
    expected: `${knob.length} numbers, each ${one.expected}`,
    holds: (value) =>
      Array.isArray(value) &&
      value.length === knob.length &&
      Array.from<unknown>(value).every((entry) => one.holds(entry)), // holes in it, too
  };
}

/** Whether a distance is a whole number of steps, but for rounding. */
function onStep(distance: number, step: number | undefined): boolean {
  if (step === undefined) return true;
  const steps = distance / step;
  return Math.abs(steps - Math.round(steps)) < 1e-9;
}
