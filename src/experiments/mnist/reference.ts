import { z } from 'zod';
import { FileError } from '../../core/errors';
import { readJsonFile } from '../../core/jsonFile';
import { packagePath } from '../../core/paths';
import { mnistScenarioNames } from '../../tasks/continual';

const percent = z.number().min(0).max(100);
const sourceSchema = z.strictObject({
  id: z.string().regex(/^[a-z]$/),
  /** Who, where, and how it was made. */
  citation: z.string().min(1),
  /** Where the figures were read: not always in the publication itself. */
  read: z.string().min(1),
});
const figureSchema = z.strictObject({
  /** One of the sources. */
  source: z.string(),
  scenario: z.enum(mnistScenarioNames),
  /** As this project calls it; null: not run here. */
  strategy: z.string().nullable(),
  /** As it is called there. */
  method: z.string().min(1),
  accuracy: percent,
  /** What the source says after its ±; null where it says nothing. */
  spread: percent.nullable(),
});
const referenceSchema = z.strictObject({
  format: z.literal('mnist-reference/1'),
  note: z.string(),
  sources: z.array(sourceSchema).min(1),
  figures: z.array(figureSchema),
});

/** A figure on MNIST that others have published, in percent of rows right. */
export type PublishedFigure = Readonly<z.infer<typeof figureSchema>>;

/** Where published figures are from. */
export type FigureSource = Readonly<z.infer<typeof sourceSchema>>;

/** Figures on MNIST that others have published. */
export interface MnistReference {
  readonly note: string;
  readonly sources: readonly FigureSource[];
  readonly figures: readonly PublishedFigure[];
}

/** The file of the published figures. */
export const MNIST_REFERENCE = packagePath('data/mnist-reference.json');

/**
 * Published figures.
 * @throws FileError naming the file and the field, or a source that is not there
 */
export function readMnistReference(file = MNIST_REFERENCE): MnistReference {
  const { note, sources, figures } = readJsonFile(file, referenceSchema);
  const known = sources.map(({ id }) => id);
  for (const [i, { source }] of figures.entries())
    if (!known.includes(source))
      throw new FileError(
        file,
        `figures[${i}].source: got "${source}", expected one of ${known.join(', ')}`,
      );
  return { note, sources, figures };
}
