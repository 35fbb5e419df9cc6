import { z } from 'zod';
import { ConfigError } from '../core/errors';
import { shapeSize } from '../core/numbers';
import { quoted } from '../core/text';
import { deltaRule } from '../memory/fast-weights';
import { testTimeLinear } from '../memory/test-time';
import { ready, tf } from '../tf';
import { filledList, section, type Section } from './compare';

const size = z.int().min(1).max(10_000);
const numbers = z.array(z.number()).describe('a list of numbers');
const listsByName = z.record(z.string(), numbers).describe('lists of numbers by name');

const caseSchema = z
  .looseObject({
    kind: z.enum(['delta-rule', 'gated-delta-rule', 'test-time']),
    batch: size,
    heads: size,
    length: size,
    keySize: size,
    valueSize: size,
    inputs: listsByName,
    outputs: numbers,
    state: numbers,
    outputCoefficients: numbers,
    stateCoefficients: numbers,
    gradients: listsByName,
  })
  .describe('a case');

/** The form of the file. */
export const memorySinceSchema = z
  .looseObject({ cases: filledList(caseSchema, 'cases') })
  .describe('a file of vectors of the memories since 2016');

type MemorySinceCase = z.infer<typeof caseSchema>;
type Kind = MemorySinceCase['kind'];
type Numbers = readonly number[];
type Shape = readonly ('batch' | 'heads' | 'length' | 'keySize' | 'valueSize')[];

/** Largest error allowed, as a share of the largest entry of its tensor. */
const TOLERANCE = 1e-5;

/** Sizes of chunks that each case is computed with: some chunks, and a whole sequence in one. */
const CHUNK_SIZES = [4, 64];

const KEYS: Shape = ['batch', 'heads', 'length', 'keySize'];
const VALUES: Shape = ['batch', 'heads', 'length', 'valueSize'];
const GATES: Shape = ['batch', 'heads', 'length'];
const MATRIX: Shape = ['batch', 'heads', 'keySize', 'valueSize'];

/** Tensors of a case, by the file's names. */
type Inputs = Readonly<Record<string, tf.Tensor>>;

interface Results {
  readonly outputs: tf.Tensor;
  readonly state: tf.Tensor;
}

/** What a kind has beside queries, keys, values and the state at first, and how it is computed. */
interface KindRule {
  readonly gates: readonly string[];
  readonly compute: (inputs: Inputs, chunkSize?: number) => Results;
}

const kinds: Readonly<Record<Kind, KindRule>> = {
  'delta-rule': { gates: ['beta'], compute: computeDelta },
  'gated-delta-rule': { gates: ['beta', 'logDecay'], compute: computeDelta },
  'test-time': { gates: ['theta', 'eta', 'alpha'], compute: computeTestTime },
};

function computeDelta(inputs: Inputs, chunkSize?: number): Results {
  const { beta, logDecay } = inputs as Record<string, tf.Tensor3D>;
  return deltaRule({ ...sequenceOf(inputs), rates: beta, logDecay, chunkSize });
}

function computeTestTime(inputs: Inputs, chunkSize?: number): Results {
  const { theta, eta, alpha } = inputs as Record<string, tf.Tensor3D>;
  return testTimeLinear({
    ...sequenceOf(inputs),
    learningRates: theta,
    momentum: eta,
    forgetting: alpha,
    chunkSize,
  });
}

function sequenceOf(inputs: Inputs) {
  const { q, k, v, initialState } = inputs as Record<string, tf.Tensor4D>;
  return { queries: q, keys: k, values: v, initialState };
}

/** Shapes of what goes in. */
const inputShapes = (kind: Kind): Readonly<Record<string, Shape>> => ({
  q: KEYS,
  k: KEYS,
  v: VALUES,
  ...Object.fromEntries(kinds[kind].gates.map((gate) => [gate, GATES])),
  initialState: MATRIX,
});

/**
 * The form memory-since/1: the delta rule, the gated delta rule and test-time memory, forward and
 * backward, step by step and in chunks, on the backend in use. Memories of any size.
 * @throws ConfigError for the first list that does not fit the sizes, before anything is computed;
 * RangeError naming the section if its numbers cannot be used
 */
export async function memorySinceSections({
  cases,
}: z.infer<typeof memorySinceSchema>): Promise<Section[]> {
  cases.forEach((c, index) => checkCase(`cases[${index}]`, c));
  await ready();
  return cases.flatMap((c, index) => {
    const name = `cases[${index}] ${c.kind}`;
    return [
      ...sectionsOf(`${name} sequential`, c, [undefined]),
      ...sectionsOf(`${name} chunked`, c, CHUNK_SIZES),
    ];
  });
}

function checkCase(place: string, c: MemorySinceCase): void {
  const shapes = inputShapes(c.kind);
  for (const [name, shape] of Object.entries(shapes))
    checkList(`${place}.inputs.${name}`, c.inputs[name], c, shape);
  checkList(`${place}.outputs`, c.outputs, c, VALUES);
  checkList(`${place}.state`, c.state, c, MATRIX);
  checkList(`${place}.outputCoefficients`, c.outputCoefficients, c, VALUES);
  checkList(`${place}.stateCoefficients`, c.stateCoefficients, c, MATRIX);
  const names = Object.keys(c.gradients);
  if (names.length === 0) throw new ConfigError(`${place}.gradients`, c.gradients, 'gradients');
  for (const name of names) {
    if (!Object.hasOwn(shapes, name))
      throw new ConfigError(
        `${place}.gradients: its names`,
        name,
        `one of ${quoted(Object.keys(shapes))}`,
      );
    checkList(`${place}.gradients.${name}`, c.gradients[name], c, shapes[name]);
  }
}

/** @throws ConfigError unless a list fills its shape */
function checkList(
  place: string,
  list: Numbers | undefined,
  c: MemorySinceCase,
  shape: Shape,
): void {
  const sizes = sizesOf(c, shape);
  if (list?.length === shapeSize(sizes)) return;
  const expected = `${shapeSize(sizes)} numbers for [${sizes.join(', ')}] (${shape.join(', ')})`;
  throw new ConfigError(place, list, expected);
}

const sizesOf = (c: MemorySinceCase, shape: Shape): number[] => shape.map((name) => c[name]);

/** Outputs, last state and gradients: of several sizes of chunks the largest error. */
function sectionsOf(
  name: string,
  c: MemorySinceCase,
  chunkSizes: readonly (number | undefined)[],
): Section[] {
  const worst = (part: string, error: (chunkSize?: number) => number): Section =>
    section(`${name} ${part}`, TOLERANCE, () =>
      Math.max(...chunkSizes.map((chunkSize) => error(chunkSize))),
    );
  return [
    worst('outputs', (chunkSize) => resultError(c, 'outputs', chunkSize)),
    worst('state', (chunkSize) => resultError(c, 'state', chunkSize)),
    worst('gradients', (chunkSize) => gradientError(c, chunkSize)),
  ];
}

function resultError(c: MemorySinceCase, part: keyof Results, chunkSize?: number): number {
  const found = tf.tidy(() => kinds[c.kind].compute(inputsOf(c), chunkSize)[part].dataSync());
  return relativeError(found, c[part]);
}

/** The gradients of sum(outputs x coefficients) + sum(state x coefficients). */
function gradientError(c: MemorySinceCase, chunkSize?: number): number {
  const found = tf.tidy(() => {
    const inputs = inputsOf(c);
    const names = Object.keys(inputs);
    const ofOutputs = tf.tensor([...c.outputCoefficients], sizesOf(c, VALUES));
    const ofState = tf.tensor([...c.stateCoefficients], sizesOf(c, MATRIX));
    const loss = (...given: tf.Tensor[]): tf.Scalar => {
      const at = Object.fromEntries(names.map((name, i) => [name, given[i]]));
      const { outputs, state } = kinds[c.kind].compute(at, chunkSize);
      return tf.add(tf.sum(tf.mul(outputs, ofOutputs)), tf.sum(tf.mul(state, ofState)));
    };
    const gradients = tf.grads(loss)(Object.values(inputs));
    return Object.fromEntries(names.map((name, i) => [name, gradients[i].dataSync()]));
  });
  const errors = Object.entries(c.gradients).map(([name, expected]) =>
    relativeError(found[name], expected),
  );
  return Math.max(...errors);
}

const inputsOf = (c: MemorySinceCase): Inputs =>
  Object.fromEntries(
    Object.entries(inputShapes(c.kind)).map(([name, shape]) => [
      name,
      tf.tensor([...c.inputs[name]], sizesOf(c, shape), 'float32'),
    ]),
  );

/**
 * The largest difference as a share of the largest expected number, or itself where all of them are
 * 0; infinite if a number is not finite.
 */
function relativeError(actual: ArrayLike<number>, expected: Numbers): number {
  let largest = 0;
  let worst = 0;
  expected.forEach((value, i) => {
    const error = Math.abs(actual[i] - value);
    worst = Number.isNaN(error) ? Infinity : Math.max(worst, error);
    largest = Math.max(largest, Math.abs(value));
  });
  return largest > 0 ? worst / largest : worst;
}
