import { ready, tf } from '../tf';
import { errorMessage } from '../core/text';
import { isFilledList, type Section, type VectorFile } from './compare';
import {
  contentError,
  type DncCase,
  freenessError,
  linkageError,
  stepGradientError,
  stepOutputError,
  unrollError,
  unrollGradientError,
} from './dncCases';
import { coreError, type DncCore } from './dncCore';
import { type DncEdge, edgeError, type DncZeroStart, zeroStartError } from './dncEdges';

interface DncFile extends VectorFile {
  readonly cases: readonly DncCase[];
  readonly edges?: Readonly<Record<string, DncEdge | string>>;
  readonly zero_start?: readonly DncZeroStart[];
  readonly core?: DncCore;
}

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
 */
export async function dncSections(file: DncFile): Promise<Section[]> {
  if (!isFilledList(file.cases))
    throw new RangeError(`cases: got ${JSON.stringify(file.cases)}, expected a list of cases`);
  await ready();
  return [
    ...file.cases.flatMap((c) =>
      Object.entries(partsOfCase).flatMap(([part, error]) =>
        section(`${c.name} ${part}`, () => error(c)),
      ),
    ),
    ...Object.entries(file.edges ?? {}).flatMap(([name, edge]) =>
      typeof edge === 'string' ? [] : section(`edges ${name}`, () => edgeError(name, edge)),
    ),
    ...(file.zero_start ?? []).flatMap((start) =>
      section(
        `zero_start H=${start.num_writes} (properties only)`,
        () => zeroStartError(start),
        PROPERTY_TOLERANCE,
      ),
    ),
    ...(file.core ? section('core', () => coreError(file.core as DncCore)) : []),
  ];
}

/**
 * One section, or none if the file has no such numbers.
 * @throws RangeError naming the section if the file's numbers cannot be used
 */
function section(name: string, error: () => number | undefined, tolerance = TOLERANCE): Section[] {
  try {
    const found = tf.tidy(() => ({ error: error() })).error;
    return found === undefined ? [] : [{ name, error: found, tolerance }];
  } catch (cause) {
    throw new RangeError(`${name}: ${errorMessage(cause)}`, { cause });
  }
}
