import { type Figure, learningCurve, type LearningCurveOptions, type Series } from '../../plots';
import type { CharacterRun } from './run';
import {
  characterCurve,
  type CharacterGroup,
  characterGroups,
  characterLabel,
  type CharacterPlace,
} from './scores';

/** What is drawn, and how. */
export interface CharacterChartOptions
  extends Partial<CharacterPlace>, Partial<Omit<LearningCurveOptions, 'title'>> {
  readonly title: string;
  /** Who is drawn, by the names of `characterLabel`, in that order; default everyone. */
  readonly learners?: readonly string[];
}

/** The place that is drawn where nothing is said. */
export const CHARACTER_PLACE: CharacterPlace = {
  stream: 'upright',
  inputs: 'embedding',
  shots: 5,
};

/** Colours of learners that no other figure has; the others have that of their method. */
const colours: Readonly<Record<string, string>> = { 'nearest drawing': '#b07aa1' };

/** The upper bound is dashed; so that they differ, nearest drawings with a budget are dotted. */
function dashOf({ learner, budget }: CharacterGroup): Series['dash'] {
  if (learner === 'joint') return 'dash';
  return learner === 'nearest drawing' && budget !== null ? 'dot' : undefined;
}

/**
 * Accuracy against the number of characters that have come, a line a learner, with bands for the
 * 95 % interval over seeds.
 * @throws RangeError if there are no such runs, or a learner was not run
 * @example show(characterChart(readCharacterRuns(), { title: 'Characters, once each', shots: 1 }));
 */
export function characterChart(
  runs: readonly CharacterRun[],
  { stream, inputs, shots, learners, ...options }: CharacterChartOptions,
): Figure {
  const place = {
    stream: stream ?? CHARACTER_PLACE.stream,
    inputs: inputs ?? CHARACTER_PLACE.inputs,
    shots: shots ?? CHARACTER_PLACE.shots,
  };
  const all = characterGroups(runs, place);
  const drawn = learners ? learners.map((name) => namedGroup(all, name)) : all;
  return learningCurve(
    drawn.map((group) => lineOf(runs, group)),
    {
      xLabel: 'characters that have come',
      yLabel: 'held-out drawings rightly named (share)',
      ...options,
    },
  );
}

function namedGroup(all: readonly CharacterGroup[], name: string): CharacterGroup {
  const found = all.find((group) => characterLabel(group) === name);
  if (found) return found;
  const names = all.map(characterLabel).join('; ');
  throw new RangeError(`learners: got ${name}, expected some of ${names || 'none: no runs'}`);
}

function lineOf(runs: readonly CharacterRun[], group: CharacterGroup): Series {
  const { x, scores } = characterCurve(runs, group);
  const y = scores.map(({ mean }) => mean);
  const colour = colours[group.learner];
  const dash = dashOf(group);
  const line: Series = {
    name: characterLabel(group),
    x,
    y,
    ...(colour === undefined ? {} : { colour }),
    ...(dash === undefined ? {} : { dash }),
  };
  if (scores.some(({ ci95HalfWidth }) => ci95HalfWidth === null)) return line;
  const half = scores.map(({ ci95HalfWidth }) => ci95HalfWidth as number);
  return {
    ...line,
    low: y.map((value, i) => Math.max(0, value - half[i])),
    high: y.map((value, i) => Math.min(1, value + half[i])),
  };
}
