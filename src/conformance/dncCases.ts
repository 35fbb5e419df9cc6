import { z } from 'zod';
import { ConfigError } from '../core/errors';
import { quoted } from '../core/text';
import {
  allocationForHeads,
  contentWeights,
  directionalWeights,
  type MemoryInterface,
  type MemoryState,
  NeuralMemoryBank,
  updateLink,
  updatePrecedence,
  updateUsage,
} from '../memory';
import { tf } from '../tf';
import { filledList, nameSchema } from './compare';
import {
  checkShapes,
  CONTROL_SHAPES,
  controlNames,
  controlsOf,
  gradientsSchema,
  memorySizes,
  STATE_SHAPES,
  stateNames,
  stateOf,
  stepError,
  tensorError,
  tensorOf,
  type Vector,
  vectorSchema,
  type Vectors,
  vectorsSchema,
} from './dncVectors';

/** Inputs and outputs of one function. */
export const partSchema = z
  .looseObject({ inputs: vectorsSchema, outputs: vectorsSchema })
  .describe('inputs and outputs');

export type Part = z.infer<typeof partSchema>;

const size = z.int().min(1).max(10_000);

export const caseSchema = z
  .looseObject({
    name: nameSchema,
    config: z
      .looseObject({ memory_size: size, word_size: size, num_reads: size, num_writes: size })
      .describe('sizes'),
    content: partSchema,
    freeness: partSchema,
    linkage: partSchema,
    access_step: z
      .looseObject({
        inputs: z
          .looseObject({ interface: vectorsSchema, state: vectorsSchema })
          .describe('interface and state'),
        outputs: vectorsSchema,
        cotangents: vectorsSchema.optional(),
        gradients: z
          .looseObject({ interface: gradientsSchema, state: gradientsSchema })
          .describe('gradients of interface and state')
          .optional(),
      })
      .describe('inputs and outputs'),
    unroll: z
      .looseObject({
        inputs: z
          .looseObject({ state: vectorsSchema, interfaces: filledList(vectorsSchema, 'steps') })
          .describe('state and interfaces'),
        outputs: z.array(vectorsSchema),
        cotangent_of_last_read_words: vectorSchema.optional(),
        gradients_of_first_interface: gradientsSchema.optional(),
      })
      .describe('inputs and outputs'),
  })
  .describe('a case');

export type DncCase = z.infer<typeof caseSchema>;

/** Shapes of what goes into each function; K: keys. */
const CONTENT = { memory: 'BNW', keys: 'BKW', strengths: 'BK' };
const FREENESS = {
  prev_usage: 'BN',
  write_weights: 'BHN',
  read_weights: 'BRN',
  free_gate: 'BR',
  write_gates: 'BH',
};
const LINKAGE = {
  prev_link: 'BHNN',
  prev_precedence_weights: 'BHN',
  write_weights: 'BHN',
  prev_read_weights: 'BRN',
};

/** @throws ConfigError for the first tensor of the case that does not fit its function */
export function checkCase(place: string, c: DncCase): void {
  const { access_step: step, unroll } = c;
  checkShapes(`${place}.content.inputs`, c.content.inputs, CONTENT, new Map());
  checkShapes(`${place}.freeness.inputs`, c.freeness.inputs, FREENESS, new Map());
  checkShapes(`${place}.linkage.inputs`, c.linkage.inputs, LINKAGE, new Map());
  const sizes = memorySizes(c.config);
  const stepPlace = `${place}.access_step`;
  checkShapes(`${stepPlace}.inputs.state`, step.inputs.state, STATE_SHAPES, sizes);
  checkShapes(`${stepPlace}.inputs.interface`, step.inputs.interface, CONTROL_SHAPES, sizes);
  if (step.gradients) {
    checkShapes(`${stepPlace}.cotangents`, step.cotangents ?? {}, { read_words: 'BRW' }, sizes);
    const { interface: controls, state } = step.gradients;
    checkNames(`${stepPlace}.gradients.interface`, controls, CONTROL_SHAPES);
    checkNames(`${stepPlace}.gradients.state`, state, STATE_SHAPES);
  }
  const steps = memorySizes(c.config);
  const unrollPlace = `${place}.unroll.inputs`;
  checkShapes(`${unrollPlace}.state`, unroll.inputs.state, STATE_SHAPES, steps);
  for (const [index, controls] of unroll.inputs.interfaces.entries())
    checkShapes(`${unrollPlace}.interfaces[${index}]`, controls, CONTROL_SHAPES, steps);
  const { cotangent_of_last_read_words: cotangent, gradients_of_first_interface: first } = unroll;
  if (!first) return;
  checkNames(`${place}.unroll.gradients_of_first_interface`, first, CONTROL_SHAPES);
  const given: Vectors = cotangent ? { cotangent_of_last_read_words: cotangent } : {};
  checkShapes(`${place}.unroll`, given, { cotangent_of_last_read_words: 'BRW' }, steps);
}

/** @throws ConfigError if there is none, or one has another name */
function checkNames(place: string, given: object, known: object): void {
  const names = Object.keys(given);
  if (names.length === 0) throw new ConfigError(place, given, 'gradients');
  const unknown = names.find((name) => !Object.hasOwn(known, name));
  if (unknown === undefined) return;
  const expected = `one of ${quoted(Object.keys(known))}`;
  throw new ConfigError(`${place}: its names`, unknown, expected);
}

/** @throws ConfigError where something has no place in the function that the name says */
export function checkEdgeFunction(place: string, name: string, { inputs }: Part): void {
  const allocation = { usage: 'BN', write_gates: 'BH' };
  const shapes = { content_: CONTENT, linkage_: LINKAGE, allocation_: allocation };
  const found = Object.entries(shapes).find(([start]) => name.startsWith(start));
  if (!found) {
    const expected = 'a name that starts with content_, linkage_ or allocation_';
    throw new ConfigError('edges: its names', name, expected);
  }
  checkShapes(`${place}.inputs`, inputs, found[1], new Map());
}

export const bankOf = (
  config: Readonly<Record<'memory_size' | 'word_size' | 'num_reads' | 'num_writes', number>>,
): NeuralMemoryBank =>
  new NeuralMemoryBank({
    memorySize: config.memory_size,
    memoryDim: config.word_size,
    numReadHeads: config.num_reads,
    numWriteHeads: config.num_writes,
  });

export function contentError({ inputs, outputs }: Part): number {
  return tensorError(
    contentWeights(
      tensorOf(inputs.memory, 'memory'),
      tensorOf(inputs.keys, 'keys'),
      tensorOf(inputs.strengths, 'strengths'),
    ),
    outputs.weights,
  );
}

export function freenessError({ inputs, outputs }: Part): number {
  const usage = updateUsage(
    tensorOf(inputs.prev_usage, 'prev_usage'),
    tensorOf(inputs.write_weights, 'write_weights'),
    tensorOf(inputs.read_weights, 'read_weights'),
    tensorOf(inputs.free_gate, 'free_gate'),
  );
  return Math.max(
    tensorError(usage, outputs.usage),
    tensorError(
      allocationForHeads(usage, tensorOf(inputs.write_gates, 'write_gates')),
      outputs.allocation_weights,
    ),
  );
}

export function linkageError({ inputs, outputs }: Part): number {
  const precedence = tensorOf<tf.Tensor3D>(
    inputs.prev_precedence_weights,
    'prev_precedence_weights',
  );
  const written = tensorOf<tf.Tensor3D>(inputs.write_weights, 'write_weights');
  const link = updateLink(tensorOf(inputs.prev_link, 'prev_link'), precedence, written);
  const { forward, backward } = directionalWeights(
    link,
    tensorOf(inputs.prev_read_weights, 'prev_read_weights'),
  );
  return Math.max(
    tensorError(link, outputs.link),
    tensorError(updatePrecedence(precedence, written), outputs.precedence_weights),
    tensorError(forward, outputs.forward_weights),
    tensorError(backward, outputs.backward_weights),
  );
}

export const stepOutputError = ({ config, access_step: { inputs, outputs } }: DncCase): number =>
  stepError(bankOf(config).step(stateOf(inputs.state), controlsOf(inputs.interface)), outputs);

/** The gradient of sum(cotangent x words read) in everything that goes into a step. */
export function stepGradientError({
  config,
  access_step: { inputs, cotangents, gradients },
}: DncCase): number {
  const all: Record<string, tf.Tensor> = {
    ...controlsOf(inputs.interface),
    ...stateOf(inputs.state),
  };
  const expected = {
    ...ours(gradients?.interface ?? {}, controlNames),
    ...ours(gradients?.state ?? {}, stateNames),
  };
  return gradientError(
    all,
    expected,
    cotangents?.read_words,
    (at) =>
      bankOf(config).step(at as unknown as MemoryState, at as unknown as MemoryInterface)
        .readVectors,
  );
}

export function unrollError({ config, unroll: { inputs, outputs } }: DncCase): number {
  const bank = bankOf(config);
  let state = stateOf(inputs.state);
  if (inputs.interfaces.length !== outputs.length) return Infinity;
  return Math.max(
    ...inputs.interfaces.map((controls, t) => {
      const step = bank.step(state, controlsOf(controls));
      state = step.state;
      return stepError(step, outputs[t]);
    }),
  );
}

/**
 * The gradient of sum(cotangent x words read last) in what the controller asked first: it flows
 * back through all the steps.
 */
export function unrollGradientError({
  config,
  unroll: { inputs, cotangent_of_last_read_words, gradients_of_first_interface },
}: DncCase): number {
  const bank = bankOf(config);
  const [first, ...later] = inputs.interfaces.map(controlsOf);
  const lastRead = (at: Record<string, tf.Tensor>): tf.Tensor =>
    later.reduce(
      (step, controls) => bank.step(step.state, controls),
      bank.step(stateOf(inputs.state), at as unknown as MemoryInterface),
    ).readVectors;
  return gradientError(
    { ...first },
    ours(gradients_of_first_interface ?? {}, controlNames),
    cotangent_of_last_read_words,
    lastRead,
  );
}

function gradientError(
  at: Record<string, tf.Tensor>,
  expected: Record<string, Vector | null>,
  cotangent: Vector | undefined,
  run: (at: Record<string, tf.Tensor>) => tf.Tensor,
): number {
  const names = Object.keys(expected);
  const weight = tensorOf(cotangent, 'cotangent');
  const loss = (...values: tf.Tensor[]): tf.Tensor =>
    tf.sum(
      tf.mul(
        run({ ...at, ...Object.fromEntries(names.map((name, i) => [name, values[i]])) }),
        weight,
      ),
    );
  const found = tf.grads(loss)(names.map((name) => at[name]));
  return Math.max(...names.map((name, i) => tensorError(found[i], expected[name])));
}

const ours = (
  theirs: Readonly<Record<string, Vector | null>>,
  names: Readonly<Record<string, string>>,
): Record<string, Vector | null> =>
  Object.fromEntries(Object.entries(theirs).map(([name, vector]) => [names[name] ?? name, vector]));
