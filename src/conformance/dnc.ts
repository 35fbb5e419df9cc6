import { z } from 'zod';
import { ready, tf } from '../tf';
import { filledList, inSection, type Section } from './compare';
import {
  caseSchema,
  checkCase,
  contentError,
  type DncCase,
  freenessError,
  linkageError,
  stepGradientError,
  stepOutputError,
  unrollError,
  unrollGradientError,
} from './dncCases';
import { checkCore, coreError, coreSchema } from './dncCore';
import {
  checkEdge,
  checkZeroStart,
  edgeError,
  edgeSchema,
  zeroStartError,
  zeroStartSchema,
} from './dncEdges';

/** The form of the file. */
export const dncSchema = z
  .looseObject({
    cases: filledList(caseSchema, 'cases'),
    edges: z.record(z.string(), edgeSchema).describe('functions by name').optional(),
    zero_start: z.array(zeroStartSchema).optional(),
    core: coreSchema.optional(),
  })
  .describe('a file of DNC vectors');

type DncFile = z.infer<typeof dncSchema>;

/**
 * Largest absolute error allowed, forward and backward. DeepMind's own modules in float32 stay
 * within 4.1e-7 of these numbers.
 */
const TOLERANCE = 1e-5;

/**
 * Properties hold up to what the allocation's epsilon of 1e-6 a slot leaves over; a wrong slot is
 * an error of 1.
 */
const PROPERTY_TOLERANCE = 1e-4;

const partsOfCase: Readonly<Record<string, (c: DncCase) => number | undefined>> = {
  content: (c) => contentError(c.content),
  freeness: (c) => freenessError(c.freeness),
  linkage: (c) => linkageError(c.linkage),
  access_step: stepOutputError,
  'access_step gradients': (c) => (c.access_step.gradients ? stepGradientError(c) : undefined),
  unroll: unrollError,
  'unroll gradients_of_first_interface': (c) =>
    c.unroll.gradients_of_first_interface ? unrollGradientError(c) : undefined,
};

/**
 * The form dnc-vectors/1: the memory and the whole machine, forward and backward, against
 * google-deepmind/dnc, on the backend in use. Memories of any size.
 * @throws ConfigError for the first tensor that does not fit the others, before anything is
 * computed; RangeError naming the section if its numbers cannot be used
 */
export async function dncSections(file: DncFile): Promise<Section[]> {
  const { cases, edges: named = {}, zero_start: starts = [], core } = file;
  const edges = Object.entries(named).flatMap(([name, edge]) =>
    typeof edge === 'string' ? [] : [[name, edge] as const],
  );
  cases.forEach((c, index) => checkCase(`cases[${index}]`, c));
  for (const [name, edge] of edges) checkEdge(name, edge);
  starts.forEach((start, index) => checkZeroStart(`zero_start[${index}]`, start));
  if (core) checkCore(core);
  await ready();
  return [
    ...cases.flatMap((c) =>
      Object.entries(partsOfCase).flatMap(([part, error]) =>
        computed(`${c.name} ${part}`, () => error(c)),
      ),
    ),
    ...edges.flatMap(([name, edge]) => computed(`edges ${name}`, () => edgeError(name, edge))),
    ...starts.flatMap((start) =>
      computed(
        `zero_start H=${start.num_writes} (properties only)`,
        () => zeroStartError(start),
        PROPERTY_TOLERANCE,
      ),
    ),
    ...(core ? computed('core', () => coreError(core)) : []),
  ];
}

/** One section, or none if the file has no such numbers. */
function computed(name: string, find: () => number | undefined, tolerance = TOLERANCE): Section[] {
  const { error } = inSection(name, () => tf.tidy(() => ({ error: find() })));
  return error === undefined ? [] : [{ name, error, tolerance }];
}
