import { isPlainObject } from '../../core/objects';
import { describe } from '../../core/text';
import type {
  ButtonControl,
  CheckboxControl,
  ChoiceControl,
  ControlSpec,
  PlayControl,
  Simple,
  SliderControl,
  TextControl,
} from './controls';

interface Named {
  /** What stands beside it. */
  readonly label: string;
}
export interface Slider extends Named {
  readonly kind: 'slider';
  readonly min: number;
  readonly max: number;
  readonly step: number;
  /** Whether all its values are whole numbers. */
  readonly whole: boolean;
  readonly start: number;
}
export interface LogSlider extends Named {
  readonly kind: 'log';
  readonly min: number;
  readonly max: number;
  readonly perDecade: number;
  readonly start: number;
}
export interface Play extends Named {
  readonly kind: 'play';
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly interval: number;
  readonly start: number;
}
export interface Dropdown extends Named {
  readonly kind: 'choice';
  readonly names: readonly string[];
  readonly values: readonly unknown[];
  readonly start: unknown;
}
export interface Checkbox extends Named {
  readonly kind: 'checkbox';
  readonly start: boolean;
}
export interface TextField extends Named {
  readonly kind: 'text';
  readonly placeholder: string;
  readonly start: string;
}
export interface Button extends Named {
  readonly kind: 'button';
  readonly start: number;
}

/** A control with everything filled in that may be left out. */
export type Control = Slider | LogSlider | Play | Dropdown | Checkbox | TextField | Button;

/** Fields that each kind of control may have, for the message about a field that is unknown. */
const FIELDS = {
  slider: ['min', 'max', 'step', 'value', 'log', 'perDecade', 'label'],
  play: ['play', 'min', 'max', 'step', 'value', 'interval', 'label'],
  choice: ['options', 'value', 'label'],
  checkbox: ['checked', 'label'],
  text: ['text', 'placeholder', 'label'],
  button: ['button'],
};

/**
 * The control that a short form stands for.
 * @throws TypeError for something that is no control, or a field it does not know
 * @throws RangeError for ends, steps and start values that do not fit together
 */
export function normalised(name: string, spec: ControlSpec): Control {
  if (typeof spec === 'boolean') return { kind: 'checkbox', label: name, start: spec };
  if (Array.isArray(spec)) return choiceOf(name, { options: spec as readonly Simple[] });
  const isPlain: boolean = isPlainObject(spec);
  if (typeof spec !== 'object' || Array.isArray(spec) || !isPlain) throw unknownControl(name);
  if ('play' in spec) return playOf(name, spec);
  if ('min' in spec || 'max' in spec) return sliderOf(name, spec as SliderControl);
  if ('options' in spec) return choiceOf(name, spec);
  if ('checked' in spec) return checkboxOf(name, spec);
  if ('text' in spec) return textOf(name, spec);
  if ('button' in spec) return buttonOf(name, spec);
  throw unknownControl(name);
}

function unknownControl(name: string): TypeError {
  return new TypeError(
    `interact: "${name}" is no control; a control is true or false, a list, { min, max }, ` +
      '{ options }, { checked }, { text }, { button } or { play: true, min, max }',
  );
}

function sliderOf(name: string, spec: SliderControl): Slider | LogSlider {
  checkFields(name, 'slider', spec);
  const { min, max, label = name, log = false } = spec;
  const start = spec.value ?? min;
  checkRange(name, min, max, start);
  if (log) {
    const perDecade = spec.perDecade ?? 20;
    if (min <= 0)
      throw new RangeError(`interact: "${name}": a log slider starts above 0, got min ${min}`);
    if (!(typeof perDecade === 'number' && perDecade > 0 && perDecade <= 1000))
      throw new RangeError(
        `interact: "${name}": perDecade must be above 0, got ${describe(perDecade)}`,
      );
    return { kind: 'log', label, min, max, perDecade, start };
  }
  const step = spec.step ?? usualStep(min, max, start);
  if (!(typeof step === 'number' && step > 0 && step < Infinity))
    throw new RangeError(`interact: "${name}": step must be above 0, got ${describe(step)}`);
  const whole = [min, max, start, step].every(Number.isInteger);
  return { kind: 'slider', label, min, max, step, whole, start };
}

/** 1 for a wide range of whole numbers, else a round number near a hundredth of the range. */
function usualStep(min: number, max: number, start: number): number {
  if ([min, max, start].every(Number.isInteger) && max - min >= 10) return 1;
  const hundredth = (max - min) / 100;
  const power = 10 ** Math.floor(Math.log10(hundredth));
  const digit =
    [1, 2, 5].filter((candidate) => candidate * power <= hundredth * (1 + 1e-9)).at(-1) ?? 1;
  return tidy(digit * power);
}

function playOf(name: string, spec: PlayControl): Play {
  checkFields(name, 'play', spec);
  const { min, max, step = 1, interval = 200, label = name } = spec;
  const start = spec.value ?? min;
  checkRange(name, min, max, start);
  if (![min, max, start, step].every(Number.isInteger) || step < 1) {
    throw new RangeError(
      `interact: "${name}": what plays moves by whole numbers, got min ${min}, max ${max}, ` +
        `value ${start}, step ${describe(step)}`,
    );
  }
  if (!(typeof interval === 'number' && interval >= 10 && interval < Infinity))
    throw new RangeError(
      `interact: "${name}": interval must be 10 ms or more, got ${describe(interval)}`,
    );
  return { kind: 'play', label, min, max, step, interval, start };
}

function choiceOf(name: string, spec: ChoiceControl): Dropdown {
  checkFields(name, 'choice', spec);
  const { options, label = name } = spec;
  if (!isPlainObject(options) && !isSimpleList(options))
    throw new TypeError(
      `interact: "${name}": options: got ${describe(options)}, expected a list of texts, numbers ` +
        'or truths, or an object that gives each value a name',
    );
  const list = Array.isArray(options) ? (options as readonly unknown[]) : undefined;
  const names = list ? list.map(String) : Object.keys(options);
  const values = list ?? Object.values(options);
  if (values.length === 0)
    throw new RangeError(`interact: "${name}": there is nothing to choose from`);
  const start = 'value' in spec && spec.value !== undefined ? spec.value : values[0];
  if (!values.includes(start)) {
    throw new RangeError(
      `interact: "${name}" starts with ${describe(start)}, which is none of its options ` +
        names.join(', '),
    );
  }
  return { kind: 'choice', label, names, values, start };
}

function checkboxOf(name: string, spec: CheckboxControl): Checkbox {
  checkFields(name, 'checkbox', spec);
  checkKind(name, 'checked', spec.checked, 'boolean');
  return { kind: 'checkbox', label: spec.label ?? name, start: spec.checked };
}

function textOf(name: string, spec: TextControl): TextField {
  checkFields(name, 'text', spec);
  checkKind(name, 'text', spec.text, 'string');
  if (spec.placeholder !== undefined) checkKind(name, 'placeholder', spec.placeholder, 'string');
  return {
    kind: 'text',
    label: spec.label ?? name,
    placeholder: spec.placeholder ?? '',
    start: spec.text,
  };
}

function buttonOf(name: string, spec: ButtonControl): Button {
  checkFields(name, 'button', spec);
  checkKind(name, 'button', spec.button, 'string');
  return { kind: 'button', label: spec.button, start: 0 };
}

function checkFields(name: string, kind: keyof typeof FIELDS, spec: object): void {
  const unknown = Object.keys(spec).find((field) => !FIELDS[kind].includes(field));
  const { label } = spec as { label?: unknown };
  if (label !== undefined) checkKind(name, 'label', label, 'string');
  if (unknown === undefined) return;
  throw new TypeError(
    `interact: "${name}" has an unknown field "${unknown}"; ` +
      `a ${kind} takes ${FIELDS[kind].join(', ')}`,
  );
}

const KINDS = { string: 'a text', boolean: 'true or false' };

function checkKind(name: string, field: string, value: unknown, kind: keyof typeof KINDS): void {
  if (typeof value === kind) return;
  throw new TypeError(
    `interact: "${name}": ${field}: got ${describe(value)}, expected ${KINDS[kind]}`,
  );
}

/** Whether a value is a list of what names itself. */
function isSimpleList(value: unknown): value is readonly Simple[] {
  if (!Array.isArray(value)) return false;
  // a copy: holes of a list would be passed over
  return Array.from(value).every((one) => ['string', 'number', 'boolean'].includes(typeof one));
}

function checkRange(name: string, min: number, max: number, start: number): void {
  if (![min, max, start].every(Number.isFinite)) {
    throw new RangeError(
      `interact: "${name}": min, max and value must be finite numbers, ` +
        `got ${[min, max, start].map(describe).join(', ')}`,
    );
  }
  if (!(min < max))
    throw new RangeError(`interact: "${name}": min must be below max, got ${min} and ${max}`);
  if (start < min || start > max) {
    throw new RangeError(`interact: "${name}" starts at ${start}, outside ${min} to ${max}`);
  }
}

/**
 * The value of a control that was asked for, tidied.
 * @throws RangeError when the control cannot take it
 */
export function accepted(name: string, control: Control, value: unknown): unknown {
  switch (control.kind) {
    case 'slider':
    case 'log':
    case 'play':
      if (typeof value === 'number' && isBetween(tidy(value), control)) return tidy(value);
      throw new RangeError(
        `interact: "${name}" goes from ${control.min} to ${control.max}, got ${describe(value)}`,
      );
    case 'choice':
      if (control.values.includes(value)) return value;
      throw new RangeError(
        `interact: "${name}" is one of ${control.names.join(', ')}; got ${describe(value)}`,
      );
    case 'checkbox':
      if (typeof value === 'boolean') return value;
      throw new RangeError(`interact: "${name}" is true or false, got ${describe(value)}`);
    case 'text':
      if (typeof value === 'string') return value;
      throw new RangeError(`interact: "${name}" is a text, got ${describe(value)}`);
    case 'button':
      if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value;
      throw new RangeError(
        `interact: "${name}" counts how often it was pressed, got ${describe(value)}`,
      );
  }
}

function isBetween(
  value: number,
  { min, max }: { readonly min: number; readonly max: number },
): boolean {
  return value >= tidy(min) && value <= tidy(max);
}

/** Twelve digits: without the noise of the last ones (0.30000000000000004). */
function tidy(value: number): number {
  return Number(value.toPrecision(12));
}

/** A value of a control as a person reads it. */
export function spoken(control: Control, value: unknown): string {
  if (control.kind === 'choice')
    return control.names[control.values.indexOf(value)] ?? String(value);
  if (control.kind === 'checkbox') return value === true ? 'on' : 'off';
  return typeof value === 'number' ? String(Number(value.toPrecision(4))) : String(value);
}
