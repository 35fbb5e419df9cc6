import path from 'node:path';
import { z } from 'zod';
import { readJsonFile } from '../../core/jsonFile';
import { projectRoot } from '../../core/paths';
import { studentQuantile } from '../../metrics';
import type { Summary } from './summary';

const std = z.number().min(0);
const figureSchema = z.strictObject({
  scenario: z.string(),
  strategy: z.string(),
  /** As in `RunKey`; left out: the strategy as it is. */
  variant: z.string().optional(),
  /** Null: no rows are stored, or all. */
  budget: z.int().min(0).nullable(),
  final: z.strictObject({ mean: z.number(), std }),
  forgetting: z.strictObject({ mean: z.number(), std: std.nullable() }).nullable(),
  /** Where the two were not made alike. */
  note: z.string().optional(),
});
const referenceSchema = z.strictObject({
  format: z.literal('continual-reference/1'),
  note: z.string(),
  seeds: z.int().min(2),
  figures: z.array(figureSchema),
});

/** A figure of another program that ours is held against. */
export type ReferenceFigure = Readonly<z.infer<typeof figureSchema>>;

/** Figures to be met, and where they are from. */
export type Reference = Readonly<Omit<z.infer<typeof referenceSchema>, 'format'>>;

/** The file of the reference figures. */
export const CONTINUAL_REFERENCE = path.join(projectRoot(), 'data', 'continual-reference.json');

/** The reference figures of a file. @throws FileError naming the file and the field */
export const readReference = (file = CONTINUAL_REFERENCE): Reference =>
  readJsonFile(file, referenceSchema);

/** Half of the 95 % interval of a mean of `seeds` values (Student's t). */
export const halfWidth = (std: number, seeds: number): number =>
  (std / Math.sqrt(seeds)) * studentQuantile(0.975, seeds - 1);

/** What a summary is about. */
export type SummaryPlace = Pick<Summary, 'scenario' | 'strategy' | 'variant' | 'budget'>;

/** The figure that a summary is to be held against, if there is one. */
export const figureOf = (
  { figures }: Reference,
  { scenario, strategy, variant, budget }: SummaryPlace,
): ReferenceFigure | undefined =>
  figures.find(
    (figure) =>
      figure.scenario === scenario &&
      figure.strategy === strategy &&
      (figure.variant ?? null) === variant &&
      (figure.budget === null || figure.budget === budget),
  );

/**
 * How our mean lies to the reference: `within` its 95 % interval, `better` than all of it, or
 * `missed`; `close` is a miss whose own interval reaches into the reference's.
 */
export function verdict(
  { kind, final }: Pick<Summary, 'kind' | 'final'>,
  { final: theirs }: Pick<ReferenceFigure, 'final'>,
  seeds: number,
): 'within' | 'better' | 'close' | 'missed' {
  const ahead = kind === 'classes' ? final.mean - theirs.mean : theirs.mean - final.mean;
  const half = halfWidth(theirs.std, seeds);
  if (Math.abs(ahead) <= half) return 'within';
  if (ahead > 0) return 'better';
  return ahead + half + (final.ci95HalfWidth ?? 0) >= 0 ? 'close' : 'missed';
}
