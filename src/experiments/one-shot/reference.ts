import { z } from 'zod';
import { FileError } from '../../core/errors';
import { readJsonFile } from '../../core/jsonFile';
import { packagePath } from '../../core/paths';

const percent = z.number().min(0).max(100);
const sourceSchema = z.strictObject({
  id: z.string().regex(/^[a-z]$/),
  /** Who, where, and how it was made. */
  citation: z.string().min(1),
  /** Whether the figures were read in the publication itself. */
  hand: z.enum(['first', 'second']),
  /** Where the figures were read. */
  read: z.string().min(1),
});

const errorSchema = z.strictObject({
  /** One of the sources. */
  source: z.string(),
  method: z.string().min(1),
  /**
   * What was learned from: 30 background alphabets, five of them, more than was given (rotations,
   * further alphabets), nothing; null where the source does not say, and for people.
   */
  background: z.enum(['original', 'minimal', 'augmented', 'none']).nullable(),
  error: percent,
});

const accuracySchema = z.strictObject({
  /** One of the sources. */
  source: z.string(),
  method: z.string().min(1),
  /** Classes of an episode. */
  ways: z.int().min(2),
  /** Images of each class that are seen first. */
  shots: z.int().min(1),
  accuracy: percent,
  /** What the source says after its ±; null where it says nothing. */
  spread: percent.nullable(),
  /** Whether the queries of an episode are answered together; null where the source is silent. */
  transduction: z.boolean().nullable(),
});

const instanceSchema = z.strictObject({
  /** One of the sources. */
  source: z.string(),
  method: z.string().min(1),
  /** Classes of an episode. */
  ways: z.int().min(2),
  /** The how manieth image of its class it is; at the first a class can only be guessed. */
  instance: z.int().min(1),
  accuracy: percent,
});

const referenceSchema = z.strictObject({
  format: z.literal('one-shot-reference/1'),
  note: z.string(),
  sources: z.array(sourceSchema).min(1),
  errors: z.array(errorSchema),
  accuracies: z.array(accuracySchema),
  instances: z.array(instanceSchema),
});

/** Where published figures on Omniglot are from, and where they were read. */
export type OneShotSource = Readonly<z.infer<typeof sourceSchema>>;

/** Percent of the 400 one-shot trials (20 classes of one alphabet) that others got wrong. */
export type PublishedOneShotError = Readonly<z.infer<typeof errorSchema>>;

/** Percent of queries that others got right, in episodes of classes of all alphabets. */
export type PublishedFewShotAccuracy = Readonly<z.infer<typeof accuracySchema>>;

/** Percent that others got right when a class was met for the n-th time in an episode. */
export type PublishedInstanceAccuracy = Readonly<z.infer<typeof instanceSchema>>;

/** Figures on Omniglot that others have published. */
export interface OneShotReference {
  readonly note: string;
  readonly sources: readonly OneShotSource[];
  readonly errors: readonly PublishedOneShotError[];
  readonly accuracies: readonly PublishedFewShotAccuracy[];
  readonly instances: readonly PublishedInstanceAccuracy[];
}

/** The file of the published figures on Omniglot. */
export const ONE_SHOT_REFERENCE = packagePath('data/one-shot-reference.json');

/**
 * Published figures on Omniglot.
 * @throws FileError naming the file and the field, or a source that is not there
 */
export function readOneShotReference(file = ONE_SHOT_REFERENCE): OneShotReference {
  const { note, sources, errors, accuracies, instances } = readJsonFile(file, referenceSchema);
  const known = sources.map(({ id }) => id);
  for (const [name, figures] of Object.entries({ errors, accuracies, instances }))
    for (const [i, { source }] of figures.entries())
      if (!known.includes(source))
        throw new FileError(
          file,
          `${name}[${i}].source: got "${source}", expected one of ${known.join(', ')}`,
        );
  return { note, sources, errors, accuracies, instances };
}
