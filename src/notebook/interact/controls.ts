import { argumentError } from '../../core/arguments';
import { isPlainObject } from '../../core/objects';
import { describe } from '../../core/text';

/** A number between two ends, moved by a slider. */
export interface SliderControl {
  readonly min: number;
  readonly max: number;
  /**
   * Distance between two values. Left out: 1 if min, max and value are whole and the ends at least
   * 10 apart, else about a hundredth of the range. A log slider has `perDecade` values instead.
   */
  readonly step?: number;
  /** Where it starts; default `min`. */
  readonly value?: number;
  /** Equal movements multiply the value by equal factors; both ends must be above 0. */
  readonly log?: boolean;
  /** Values of a log slider between 1 and 10; default 20. */
  readonly perDecade?: number;
  readonly label?: string;
}

/** A whole number that moves by itself while it plays, and can be moved by a slider. */
export interface PlayControl {
  readonly play: true;
  readonly min: number;
  readonly max: number;
  readonly step?: number;
  readonly value?: number;
  /** Milliseconds between two values; default 200. */
  readonly interval?: number;
  readonly label?: string;
}

/**
 * One of several values: a list of texts, numbers or truths, or an object that gives each value
 * a name.
 */
export interface ChoiceControl {
  readonly options: readonly Simple[] | { readonly [name: string]: unknown };
  /** The value it starts with; default the first. */
  readonly value?: unknown;
  readonly label?: string;
}

/** A truth: a box to tick. */
export interface CheckboxControl {
  readonly checked: boolean;
  readonly label?: string;
}

/** A line of text that can be typed into. */
export interface TextControl {
  readonly text: string;
  /** What stands in the empty field. */
  readonly placeholder?: string;
  readonly label?: string;
}

/** A button; its value is how often it was pressed. */
export interface ButtonControl {
  readonly button: string;
}

/** What names itself in a list of choices. */
export type Simple = string | number | boolean;

/**
 * How a control is given: `true` or `false` is a checkbox, a list is a choice, an object with `min`
 * and `max` a slider.
 */
export type ControlSpec =
  | boolean
  | readonly Simple[]
  | SliderControl
  | PlayControl
  | ChoiceControl
  | CheckboxControl
  | TextControl
  | ButtonControl;

/** Controls by the names of their values. */
export type Controls = { readonly [name: string]: ControlSpec };

/** The type of the value of one control. */
export type ValueOf<C> = C extends boolean
  ? boolean
  : C extends readonly (infer Choice)[]
    ? Choice
    : C extends { readonly options: readonly (infer Choice)[] }
      ? Choice
      : C extends { readonly options: { readonly [name: string]: infer Choice } }
        ? Choice
        : C extends { readonly checked: boolean }
          ? boolean
          : C extends { readonly text: string }
            ? string
            : C extends { readonly button: string } | { readonly min: number }
              ? number
              : never;

/** The values of controls, by name. */
export type ValuesOf<C> = { -readonly [Name in keyof C]: ValueOf<C[Name]> };

/** What a slider can be told besides its ends. */
type SliderOptions = Omit<SliderControl, 'min' | 'max' | 'log' | 'perDecade'>;

/** A slider for a number: `slider(0, 10, { step: 0.1, value: 1, label: 'strength β' })`. */
export function slider(min: number, max: number, options: SliderOptions = {}): SliderControl {
  return { ...more('slider', options, ['step', 'value', 'label']), min, max };
}

/**
 * A slider whose movements multiply: `logSlider(1e-4, 1, { value: 0.01, label: 'learning rate'
 * })`.
 */
export function logSlider(
  min: number,
  max: number,
  options: Omit<SliderControl, 'min' | 'max' | 'log' | 'step'> = {},
): SliderControl {
  const own = more('logSlider', options, ['perDecade', 'value', 'label']);
  return { ...own, min, max, log: true };
}

/** A number that plays by itself: `play(0, 99, { interval: 100, label: 'step' })`. */
export function play(
  min: number,
  max: number,
  options: Omit<PlayControl, 'play' | 'min' | 'max'> = {},
): PlayControl {
  const own = more('play', options, ['step', 'value', 'interval', 'label']);
  return { ...own, play: true, min, max };
}

/**
 * One of several values: `choice(['adam', 'sgd'])`, or with names of their own
 * `choice({ 'a sine': Math.sin, 'a cosine': Math.cos })`.
 */
export function choice<const Value extends Simple>(
  options: readonly Value[],
  more?: { readonly value?: NoInfer<Value>; readonly label?: string },
): { readonly options: readonly Value[]; readonly value?: Value; readonly label?: string };
export function choice<Value>(
  options: { readonly [name: string]: Value },
  more?: { readonly value?: NoInfer<Value>; readonly label?: string },
): {
  readonly options: { readonly [name: string]: Value };
  readonly value?: Value;
  readonly label?: string;
};
export function choice(
  options: ChoiceControl['options'],
  given: { readonly value?: unknown; readonly label?: string } = {},
): ChoiceControl {
  return { ...more('choice', given, ['value', 'label']), options };
}

/** A box to tick: `checkbox(true, { label: 'with replay' })`. */
export function checkbox(
  checked = false,
  options: { readonly label?: string } = {},
): CheckboxControl {
  return { ...more('checkbox', options, ['label']), checked };
}

/** A field to type into: `textField('once upon a time')`. */
export function textField(text = '', options: Omit<TextControl, 'text'> = {}): TextControl {
  return { ...more('textField', options, ['placeholder', 'label']), text };
}

/** A button to press: `button('again')`. */
export function button(text: string): ButtonControl {
  return { button: text };
}

/**
 * What a control is told besides its first arguments.
 * @throws RangeError for what is no object, or has a field that such a control does not have
 */
function more<Options extends object>(
  control: string,
  options: Options,
  known: readonly string[],
): Options {
  if (!isPlainObject(options))
    throw argumentError(`${control}: options`, describe(options), 'an object');
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown === undefined) return options;
  const got = describe(options[unknown]);
  throw argumentError(`${control}: options.${unknown}`, got, `one of ${known.join(', ')}`);
}
