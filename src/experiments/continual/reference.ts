import { readFileSync } from 'node:fs';
import path from 'node:path';
import { studentQuantile } from '../../metrics';
import type { Summary } from './summary';
import { projectRoot } from '../../core/paths';

/** Figures to be met, and where they are from. */
export interface Reference {
  readonly note: string;
  readonly seeds: number;
  readonly figures: readonly ReferenceFigure[];
}

/** A figure of another program that ours is held against. */
export interface ReferenceFigure {
  readonly scenario: string;
  readonly strategy: string;
  /** As in `RunKey`; left out: the strategy as it is. */
  readonly variant?: string;
  /** Null: no rows are stored, or all. */
  readonly budget: number | null;
  readonly final: { readonly mean: number; readonly std: number };
  readonly forgetting: { readonly mean: number; readonly std: number | null } | null;
  /** Where the two were not made alike. */
  readonly note?: string;
}

/** The file of the reference figures. */
export const CONTINUAL_REFERENCE = path.join(projectRoot(), 'data', 'continual-reference.json');

/** The reference figures of a file. */
export const readReference = (file = CONTINUAL_REFERENCE): Reference =>
  JSON.parse(readFileSync(file, 'utf8')) as Reference;

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
