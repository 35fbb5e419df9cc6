import { argumentError } from '../../core/arguments';
import { mean, sum } from '../../core/numbers';
import { describe } from '../../core/text';
import type { Settings } from '../../continual/strategies';
import { pairedStats, seedStats, type SeedStats } from '../../metrics';
import type { CharacterInputs } from './inputs';
import type { CharacterLearnerName } from './learners';
import type { CharacterKey, CharacterStreamName } from './plan';
import type { CharacterRun } from './run';
import { characterAccuracy, type CharacterPoint } from './runStream';
import { HELD_OUT } from './stream';

/** Which stream is looked at, and what learners see of it. */
export interface CharacterPlace {
  readonly stream: CharacterStreamName;
  readonly inputs: CharacterInputs;
  /** Drawings shown of each character. */
  readonly shots: number;
}

/** Runs on the test alphabets that differ by their seed alone. */
export interface CharacterGroup extends CharacterPlace {
  readonly learner: string;
  readonly budget: number | null;
}

/** A learner with what it may store, in words: `er, 30 stored`. */
export function characterLabel({
  learner,
  budget,
}: Pick<CharacterGroup, 'learner' | 'budget'>): string {
  if (budget !== null) return `${learner}, ${budget} stored`;
  return learner === 'nearest drawing' ? `${learner}, all stored` : learner;
}

/** Everyone who was run in a place, in the order of the plan. */
export function characterGroups(
  runs: readonly CharacterRun[],
  place: CharacterPlace,
): CharacterGroup[] {
  const groups = new Map<string, CharacterGroup>();
  for (const run of runs) {
    if (!isIn(run, place)) continue;
    const { learner, budget } = run;
    groups.set(characterLabel(run), { ...place, learner, budget });
  }
  return [...groups.values()];
}

function isIn(run: CharacterKey, { stream, inputs, shots }: CharacterPlace): boolean {
  return (
    run.part === 'test' && run.stream === stream && run.inputs === inputs && run.shots === shots
  );
}

/** The runs of a group by seed. @throws RangeError if there is none */
export function characterRunsOf(
  runs: readonly CharacterRun[],
  group: CharacterGroup,
): CharacterRun[] {
  const { learner, budget } = group;
  const own = runs.filter(
    (run) => isIn(run, group) && run.learner === learner && run.budget === budget,
  );
  if (own.length > 0) return own.toSorted((a, b) => a.seed - b.seed);
  const { stream, inputs, shots } = group;
  const wanted = `${characterLabel(group)}, ${stream}, ${inputs}, ${shots} shots`;
  throw argumentError('runs', `none of ${wanted}`, 'npm run results -- character-stream made them');
}

/**
 * The share of held-out drawings rightly named among all characters that had come, once so many
 * had, over seeds.
 * @throws RangeError if there are no such runs, or nobody was examined then
 * @example
 * const place = { stream: 'upright', inputs: 'embedding', shots: 5 } as const;
 * characterScores(runs, { ...place, learner: 'slda', budget: null }, 59).mean;
 */
export function characterScores(
  runs: readonly CharacterRun[],
  group: CharacterGroup,
  characters: number,
): SeedStats {
  return seedStats(sharesAt(characterRunsOf(runs, group), characters));
}

function sharesAt(runs: readonly CharacterRun[], characters: number): number[] {
  return runs.map(({ points }) => characterAccuracy(pointAt(points, characters), HELD_OUT));
}

function pointAt(points: readonly CharacterPoint[], characters: number): CharacterPoint {
  const point = points.find((one) => one.characters === characters);
  if (point) return point;
  const known = points.map((one) => one.characters).join(', ');
  throw argumentError('characters', describe(characters), `one of those examined: ${known}`);
}

/** Accuracy against the number of characters. */
export interface CharacterCurve {
  /** Characters that had come. */
  readonly x: readonly number[];
  /** The share rightly named at each, over seeds. */
  readonly scores: readonly SeedStats[];
}

/** The same after each examination. */
export function characterCurve(
  runs: readonly CharacterRun[],
  group: CharacterGroup,
): CharacterCurve {
  const x = characterRunsOf(runs, group)[0].points.map(({ characters }) => characters);
  return { x, scores: x.map((characters) => characterScores(runs, group, characters)) };
}

/** By how much one group has more right than another at the end, paired over the seeds of both. */
export function characterDifference(
  runs: readonly CharacterRun[],
  own: CharacterGroup,
  other: CharacterGroup,
): SeedStats {
  const others = characterRunsOf(runs, other);
  const pairs = characterRunsOf(runs, own).flatMap((run) => {
    const same = others.find(({ seed }) => seed === run.seed);
    return same ? [{ run, same }] : [];
  });
  if (pairs.length === 0)
    throw argumentError('runs', 'no seed of both', 'runs of both with the same seeds');
  return pairedStats(
    pairs.map(({ run }) => shareAtEnd(run)),
    pairs.map(({ same }) => shareAtEnd(same)),
  );
}

/** The share of all held-out drawings that a run names rightly in the end. */
export function shareAtEnd({ points }: CharacterRun): number {
  return characterAccuracy(points[points.length - 1], HELD_OUT);
}

/** How well the characters are known at the end that came first, and those that came last. */
export interface AgeScores {
  readonly oldest: SeedStats;
  readonly newest: SeedStats;
}

/**
 * The share rightly named of the first and of the last characters, at the end.
 * @param count how many are the first, and the last
 */
export function ageScores(
  runs: readonly CharacterRun[],
  group: CharacterGroup,
  count = 10,
): AgeScores {
  const ends = characterRunsOf(runs, group).map(({ points }) => points.at(-1) as CharacterPoint);
  const share = (right: readonly number[]): number => sum(right) / (right.length * HELD_OUT);
  return {
    oldest: seedStats(ends.map(({ right }) => share(right.slice(0, count)))),
    newest: seedStats(ends.map(({ right }) => share(right.slice(-count)))),
  };
}

/** Settings with what they reached on the validation alphabets. */
export interface TriedSettings {
  readonly settings: Settings;
  /** Share rightly named at the end, mean over shots and seeds. */
  readonly score: number;
}

/**
 * What was tried on the validation alphabets for a learner, the best first; of a setting whose
 * training diverged there are fewer runs than of others, and it is left out.
 */
export function triedSettings(
  runs: readonly CharacterRun[],
  learner: CharacterLearnerName,
): TriedSettings[] {
  const groups = new Map<string, CharacterRun[]>();
  for (const run of runs) {
    if (run.part !== 'validation' || run.learner !== learner) continue;
    const name = JSON.stringify(run.settings);
    groups.set(name, [...(groups.get(name) ?? []), run]);
  }
  const most = Math.max(0, ...[...groups.values()].map((own) => own.length));
  return [...groups.values()]
    .filter((own) => own.length === most)
    .map((own) => ({
      settings: own[0].settings,
      score: mean(own.map(shareAtEnd)),
    }))
    .sort((a, b) => b.score - a.score);
}
