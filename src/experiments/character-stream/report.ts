import { markdownRow as row } from '../continual/markdown';
import { excludesZero } from '../continual/standings';
import type { Settings } from '../../continual/strategies';
import type { CharacterInputs } from './inputs';
import { type CharacterLearnerName, networkNumbers, storedNumbers } from './learners';
import { characterBudgets, characterGrids, characterShots, type CharacterStreamName } from './plan';
import type { CharacterRun } from './run';
import {
  ageScores,
  characterCurve,
  characterDifference,
  type CharacterGroup,
  characterGroups,
  characterLabel,
  type CharacterPlace,
  characterRunsOf,
  characterScores,
  triedSettings,
} from './scores';
import { HELD_OUT } from './stream';
import { characterCells, meanSeconds, percentRight } from './table';

/** Where the report draws its picture. */
export const CHARACTER_PICTURE = 'docs/character-stream.svg';

/** Numbers that a learner sees of a drawing. */
const widths: Readonly<Record<CharacterInputs, number>> = { embedding: 64, pixels: 784 };

/** A table of the report. */
interface Part {
  readonly stream: CharacterStreamName;
  readonly inputs: CharacterInputs;
  readonly title: string;
}

const parts: readonly Part[] = [
  {
    stream: 'upright',
    inputs: 'embedding',
    title: '59 characters, 64 features of a frozen embedding',
  },
  { stream: 'upright', inputs: 'pixels', title: '59 characters, 784 pixels' },
  {
    stream: 'rotations',
    inputs: 'embedding',
    title: 'A long stream: 236 characters (each turned four ways), 64 features',
  },
];

/**
 * The part of REPRODUCIBILITY.md on characters that arrive one after the other, as lines; without
 * runs there is none.
 */
export function characterReport(runs: readonly CharacterRun[]): string[] {
  if (!runs.some(({ part }) => part === 'test')) return [];
  return [
    '',
    '## Characters, once, one after the other',
    '',
    `![Accuracy against the number of characters](${CHARACTER_PICTURE})`,
    '',
    'Made by `npm run results -- character-stream` from `data/character-stream.parquet`; the ' +
      'plan is `src/experiments/character-stream/plan.ts`. Class-incremental few-shot learning: ' +
      'characters of Omniglot (Sanskrit and Tagalog, on which nothing was trained) arrive one ' +
      'after the other in random order, of each 1 or 5 drawings, one at a time, once. No task is ' +
      'told and no end of one; after every few characters ' +
      `the ${HELD_OUT} held-out drawings of each character that came (by people who drew nothing ` +
      'that was shown) are named among all that came. So accuracy falls with more characters for ' +
      'everyone: there are more to mistake one for. Percent right, mean ± half of the 95 % ' +
      "interval over seeds (Student's t); a seed fixes the embedding, the order and the drawings.",
    '',
    learnersText(),
    '',
    ...settingsPart(runs),
    ...parts.flatMap((part) => tablePart(runs, part)),
  ];
}

function learnersText(): string {
  const { half, one } = characterBudgets.upright;
  return (
    'The embedding is a convolutional network that was learned on other alphabets ' +
    '(`src/experiments/one-shot`) and is frozen; its features are in units of their one ' +
    'standard deviation on the training alphabets. nearest-mean: the mean of the drawings of ' +
    'each character. slda: the same with one covariance for all characters; with 1 shot no ' +
    'drawing is distant from its mean, so that it is nearest-mean. nearest drawing: the label ' +
    'of the nearest stored drawing, all of them or a reservoir. naive and er: a network of two ' +
    'hidden layers of 256 units ' +
    `(${networkNumbers(widths.embedding, 59).toLocaleString('en')} weights with 64 features, not ` +
    'counted as stored), er with a reservoir of drawings; joint: the same network, trained anew ' +
    'on all drawings so far for 100 passes each time it is asked. The memory agent has its ' +
    'defaults and nothing chosen. It keeps at least one slot for each character that may come: ' +
    `with room for ${half} drawings it cannot be made, ${one} is the fewest (a slot, a count, ` +
    'and the units of the inputs). So it never forgets a character, only how its drawings differ.'
  );
}

function settingsPart(runs: readonly CharacterRun[]): string[] {
  const learners = Object.keys(characterGrids) as CharacterLearnerName[];
  const rows = learners.flatMap((learner) => {
    const tried = triedSettings(runs, learner);
    if (tried.length === 0) return [];
    const [best, worst] = [tried[0], tried[tried.length - 1]];
    const range = [worst, best].map(({ score }) => (100 * score).toFixed(1)).join(' to ');
    return [row([learner, sayCharacterSettings(best.settings), range])];
  });
  if (rows.length === 0) return [];
  return [
    'Settings are those that were best on the validation alphabets (Balinese and Early Aramaic, ' +
      '46 characters) at the end of the stream, mean over 1 and 5 shots and the seeds. With ' +
      'pixels only those are run who have nothing to choose. What was chosen:',
    '',
    row(['learner', 'settings', 'right on validation, worst to best, %']),
    row(['---', '---', '---:']),
    ...rows,
    '',
  ];
}

/** Settings in words: `updates 10, sgd 0.05`. */
export function sayCharacterSettings(settings: Settings): string {
  const words = Object.entries(settings).map(([name, value]) =>
    typeof value === 'object' ? `${value.name} ${value.rate}` : `${name} ${String(value)}`,
  );
  return words.join(', ');
}

function tablePart(runs: readonly CharacterRun[], { stream, inputs, title }: Part): string[] {
  const place = { stream, inputs, shots: 5 };
  const groups = characterGroups(runs, place);
  if (groups.length === 0) return [];
  const head = [
    'learner',
    'numbers stored, 1 / 5 shots',
    ...Object.keys(characterCells(runs, groups[0])),
    '5 shots: first ten at the end',
    'last ten',
    'seeds',
    's a run, 5 shots',
  ];
  return [
    `### ${title}`,
    '',
    row(head),
    row(head.map((_, i) => (i === 0 ? '---' : '---:'))),
    ...groups.map((group) => learnerRow(runs, group)),
    '',
    ...characterShots.map((shots) => verdict(runs, { stream, inputs, shots })),
    forgettingText(runs, place),
    '',
  ];
}

function learnerRow(runs: readonly CharacterRun[], group: CharacterGroup): string {
  const own = characterRunsOf(runs, group);
  const { oldest, newest } = ageScores(runs, group);
  return row([
    characterLabel(group),
    characterShots.map((shots) => storedText(runs, group, shots)).join(' / '),
    ...Object.values(characterCells(runs, group)),
    percentRight(oldest),
    percentRight(newest),
    String(own.length),
    meanSeconds(own).toFixed(1),
  ]);
}

function storedText(runs: readonly CharacterRun[], group: CharacterGroup, shots: number): string {
  const characters = charactersInAll(runs, group);
  const numbers = storedNumbers(group.learner as CharacterLearnerName, {
    budget: group.budget,
    width: widths[group.inputs],
    characters,
    drawings: characters * shots,
  });
  return numbers.toLocaleString('en');
}

function charactersInAll(runs: readonly CharacterRun[], group: CharacterGroup): number {
  return characterCurve(runs, group).x.at(-1) as number;
}

/** A group with what it has right at the end. */
interface Ended {
  readonly group: CharacterGroup;
  readonly mean: number;
  readonly text: string;
}

function endOf(runs: readonly CharacterRun[], group: CharacterGroup): Ended {
  const stats = characterScores(runs, group, charactersInAll(runs, group));
  const text = `${characterLabel(group)} (${percentRight(stats)} %)`;
  return { group, mean: stats.mean, text };
}

/**
 * Who is best at the end, and how far the memory agent with room for one drawing a character is
 * from the best of the others and from the nearest class mean.
 */
function verdict(runs: readonly CharacterRun[], place: CharacterPlace): string {
  const ends = characterGroups(runs, place)
    .map((group) => endOf(runs, group))
    .sort((a, b) => b.mean - a.mean);
  const others = ends.filter(({ group }) => group.learner !== 'memory agent');
  const { one } = characterBudgets[place.stream];
  const agent = ends.find(({ group }) => group.learner === 'memory agent' && group.budget === one);
  if (others.length === 0) return '';
  const shown = place.shots === 1 ? '1 shot' : `${place.shots} shots`;
  const [best] = ends;
  const ties = ends.filter((end) => end !== best && end.mean === best.mean);
  const alike = ties.length > 0 ? `, and alike ${ties.map(({ text }) => text).join(', ')}` : '';
  const first = `With ${shown} the highest mean at the end is that of ${best.text}${alike}.`;
  if (!agent) return first;
  const against = others.slice(0, 1).concat(named(others, 'nearest-mean', others[0]));
  return [first, ...against.map((other) => comparison(runs, agent, other))].join(' ');
}

/** The group of a learner, unless it is one that is said already. */
function named(ends: readonly Ended[], learner: string, said: Ended): Ended[] {
  return ends.filter((end) => end.group.learner === learner && end !== said);
}

function comparison(runs: readonly CharacterRun[], agent: Ended, other: Ended): string {
  const difference = characterDifference(runs, agent.group, other.group);
  const points = Math.abs(100 * difference.mean).toFixed(1);
  const half = difference.ci95HalfWidth;
  const interval = half === null ? '' : ` ± ${(100 * half).toFixed(1)}`;
  const isBelow = difference.mean < 0;
  const side = isBelow ? 'below' : 'above';
  const sure = excludesZero(difference)
    ? `the interval excludes 0, so ${isBelow ? characterLabel(other.group) : 'the agent'} wins`
    : 'the interval holds 0, so neither wins surely';
  return (
    `The memory agent (${agent.group.budget} stored) is ${points}${interval} points ${side} ` +
    `${characterLabel(other.group)}; ${sure}.`
  );
}

/** What is lost where not everything can be stored. */
function forgettingText(runs: readonly CharacterRun[], place: CharacterPlace): string {
  const { half, all } = characterBudgets[place.stream];
  const groups = characterGroups(runs, place);
  const find = (learner: string, budget: number | null): CharacterGroup | undefined =>
    groups.find((group) => group.learner === learner && group.budget === budget);
  const pairs = [
    [find('nearest drawing', half), find('nearest drawing', null)],
    [find('er', half), find('er', all)],
  ] as const;
  const costs = pairs.flatMap(([less, more]) => {
    if (!less || !more) return [];
    const { mean, ci95HalfWidth } = characterDifference(runs, less, more);
    const interval = ci95HalfWidth === null ? '' : ` ± ${(100 * ci95HalfWidth).toFixed(1)}`;
    return [
      `${characterLabel(less)}: ${(100 * mean).toFixed(1)}${interval} points against ` +
        characterLabel(more),
    ];
  });
  if (costs.length === 0) return '';
  return `What forgetting costs at the end, with ${place.shots} shots: ${costs.join('; ')}.`;
}
