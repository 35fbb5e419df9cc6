import { gunzipSync, gzipSync } from 'zlib';
import type { Bundle } from '../bundle';
import { accepted, type Control, spoken } from './normalise';
import type { AnyValues } from './state';

/** MIME type under which the views of chosen values are saved with a notebook. */
export const STEPS = 'application/vnd.neural-memory-lab.steps+json';

/** Views stored for one `interact`, at most. */
const MOST = 200;

/** What is seen at one combination of values. */
export interface StepView {
  readonly svg?: string;
  readonly html?: string;
  /** The same in words. */
  readonly text: string;
}

/** A control of stored views: the places it can be moved to. */
export interface StepControl {
  readonly label: string;
  /** The value at each place, as it is read. */
  readonly words: readonly string[];
  /** The place it starts at. */
  readonly start: number;
}

/** The stored views of an `interact`, as a notebook holds them. */
export interface StoredSteps {
  readonly controls: readonly StepControl[];
  /**
   * A list of {@link StepView}, JSON, gzip, base64; the places of the last control change
   * fastest.
   */
  readonly packed: string;
}

/** The values of each control that is stepped through, by its name. */
export type Steps = { readonly [name: string]: readonly unknown[] };

/** One control of the plan, and its values in order. */
interface Axis {
  readonly name: string;
  readonly control: Control;
  readonly values: readonly unknown[];
  /** Where in `values` it starts. */
  readonly start: number;
}

/** Which views are to be stored. */
export interface StepPlan {
  readonly axes: readonly Axis[];
  /** All combinations of values; the last control changes fastest. */
  readonly combinations: readonly AnyValues[];
}

/**
 * The combinations of values that `steps` asks for. The value at which a control starts is one of
 * its steps, also where it was left out.
 * @throws RangeError for a name that is no control, a value that it cannot take, or more than 200
 * combinations
 */
export function stepPlan(
  controls: ReadonlyMap<string, Control>,
  start: Readonly<AnyValues>,
  steps: Steps,
): StepPlan {
  const axes = Object.entries(steps).map(([name, given]): Axis => {
    const control = controls.get(name);
    if (!control) throw new RangeError(`interact: steps for "${name}", which is no control`);
    const values = given.map((value) => accepted(name, control, value));
    if (!values.includes(start[name])) values.push(start[name]);
    if (values.every((value) => typeof value === 'number'))
      values.sort((a, b) => Number(a) - Number(b));
    const apart = [...new Set(values)];
    return { name, control, values: apart, start: apart.indexOf(start[name]) };
  });
  const count = axes.reduce((product, { values }) => product * values.length, 1);
  if (count > MOST)
    throw new RangeError(`interact: steps give ${count} views; at most ${MOST} are stored`);
  let combinations: AnyValues[] = [{ ...start }];
  for (const { name, values } of axes) {
    combinations = combinations.flatMap((before) =>
      values.map((value) => ({ ...before, [name]: value })),
    );
  }
  return { axes, combinations };
}

/** Stored views, from the bundles in the order of the plan's combinations. */
export function storedSteps(plan: StepPlan, bundles: readonly Bundle[]): StoredSteps {
  const controls = plan.axes.map(({ control, values, start }) => ({
    label: control.label,
    words: values.map((value) => spoken(control, value)),
    start,
  }));
  const json = JSON.stringify(bundles.map(stepView));
  return { controls, packed: gzipSync(json, { level: 9 }).toString('base64') };
}

/** The views inside stored steps. */
export function unpackedSteps(stored: StoredSteps): StepView[] {
  return JSON.parse(gunzipSync(Buffer.from(stored.packed, 'base64')).toString()) as StepView[];
}

function stepView(bundle: Bundle): StepView {
  const text = bundle['text/plain'];
  const svg = bundle['image/svg+xml'];
  if (typeof svg === 'string') return { svg, text };
  const html = bundle['text/html'];
  return typeof html === 'string' ? { html, text } : { text };
}
