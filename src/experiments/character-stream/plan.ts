import type { OptimizerSetting, Settings, SettingValue } from '../../continual/strategies';
import type { CharacterInputs } from './inputs';
import type { CharacterLearnerName } from './learners';

/** The characters of a stream: as they are, or each turned four ways, which are four characters. */
export const characterStreams = ['upright', 'rotations'] as const;
/** One of `characterStreams`. */
export type CharacterStreamName = (typeof characterStreams)[number];

/** Where settings are chosen, and where they are judged. */
export type CharacterPart = 'validation' | 'test';

/** Drawings shown of each character. */
export const characterShots = [1, 5] as const;

/** What tells a run from every other. */
export interface CharacterKey {
  readonly part: CharacterPart;
  readonly stream: CharacterStreamName;
  readonly inputs: CharacterInputs;
  /** Drawings shown of each character. */
  readonly shots: number;
  readonly learner: string;
  /** Drawings that may be stored; null: the learner decides. */
  readonly budget: number | null;
  readonly settings: Settings;
  readonly seed: number;
}

/** How many drawings may be stored. */
export interface Budgets {
  /** One for every second character. */
  readonly half: number;
  /**
   * As many numbers as the memory agent needs for one slot a character, with what it keeps beside.
   */
  readonly one: number;
  /** More than all drawings that come. */
  readonly all: number;
}

/** Budgets of each stream of the test alphabets: 59 characters, 236 with rotations. */
export const characterBudgets: Readonly<Record<CharacterStreamName, Budgets>> = {
  upright: { half: 30, one: 62, all: 300 },
  rotations: { half: 118, one: 250, all: 1200 },
};

/** Characters from one examination to the next. */
export const examinedEvery: Readonly<Record<CharacterStreamName, number>> = {
  upright: 5,
  rotations: 20,
};

/** A learner and what it may store. */
interface PlannedLearner {
  readonly learner: CharacterLearnerName;
  readonly budgets: readonly (keyof Budgets | null)[];
}

/** Everyone on the test alphabets, in the order of the reports. */
const planned: readonly PlannedLearner[] = [
  { learner: 'memory agent', budgets: ['one', 'all'] },
  { learner: 'nearest-mean', budgets: [null] },
  { learner: 'slda', budgets: [null] },
  { learner: 'nearest drawing', budgets: [null, 'one', 'half'] },
  { learner: 'er', budgets: ['all', 'one', 'half'] },
  { learner: 'naive', budgets: [null] },
  { learner: 'joint', budgets: [null] },
];

/** Fewer on the long stream: without joint, which trains anew on everything, and fewer budgets. */
const plannedLong: readonly PlannedLearner[] = [
  { learner: 'memory agent', budgets: ['one', 'all'] },
  { learner: 'nearest-mean', budgets: [null] },
  { learner: 'slda', budgets: [null] },
  { learner: 'nearest drawing', budgets: [null, 'half'] },
  { learner: 'er', budgets: ['all', 'half'] },
  { learner: 'naive', budgets: [null] },
];

/** Rules of optimisation that were tried. */
const optimizers: readonly OptimizerSetting[] = [
  { name: 'adam', rate: 0.001 },
  { name: 'sgd', rate: 0.01 },
  { name: 'sgd', rate: 0.02 },
  { name: 'sgd', rate: 0.05 },
];

/** What was tried on the validation alphabets, by learner; the others have nothing to choose. */
export const characterGrids: Readonly<
  Partial<Record<CharacterLearnerName, Readonly<Record<string, readonly SettingValue[]>>>>
> = {
  slda: { shrinkage: [1e-4, 0.01, 0.1, 0.5] },
  er: { optimizer: optimizers, updates: [10] },
  naive: { optimizer: optimizers },
  joint: { optimizer: optimizers },
};

/**
 * The settings that were best on the validation alphabets at the end of the stream, the mean over
 * 1 and 5 shots and three seeds (`triedSettings` works them out). The others have nothing to
 * choose; the memory agent has its defaults.
 */
export const chosenCharacterSettings: Readonly<Partial<Record<CharacterLearnerName, Settings>>> = {
  slda: { shrinkage: 0.1 },
  er: { optimizer: { name: 'sgd', rate: 0.05 }, updates: 10 },
  naive: { optimizer: { name: 'adam', rate: 0.001 } },
  joint: { optimizer: { name: 'adam', rate: 0.001 } },
};

/** Embeddings that there are, each of a seed of its own. */
export const EMBEDDING_SEEDS = 3;

/** Every combination of the values of a grid. */
export function gridSettings(learner: CharacterLearnerName): Settings[] {
  let all: Settings[] = [{}];
  for (const [name, values] of Object.entries(characterGrids[learner] ?? {}))
    all = all.flatMap((settings) => values.map((value) => ({ ...settings, [name]: value })));
  return all;
}

/**
 * Every run: first what the settings were chosen by, on the validation alphabets and with three
 * seeds at most; then everyone on the test alphabets; with pixels those who have nothing to choose;
 * then the long stream.
 */
export function characterKeys(seeds: number): CharacterKey[] {
  return [
    ...validationKeys(Math.min(seeds, EMBEDDING_SEEDS)),
    ...testKeys('upright', 'embedding', seeds),
    ...testKeys('upright', 'pixels', seeds),
    ...testKeys('rotations', 'embedding', seeds),
  ];
}

function validationKeys(seeds: number): CharacterKey[] {
  const names = Object.keys(characterGrids) as CharacterLearnerName[];
  const rows = names.flatMap((learner) =>
    gridSettings(learner).map((settings): Varied => ({
      part: 'validation',
      stream: 'upright',
      inputs: 'embedding',
      learner,
      budget: learner === 'er' ? characterBudgets.upright.one : null,
      settings,
    })),
  );
  return withShotsAndSeeds(rows, seeds);
}

function testKeys(
  stream: CharacterStreamName,
  inputs: CharacterInputs,
  seeds: number,
): CharacterKey[] {
  const learners = stream === 'rotations' ? plannedLong : plannedWith(inputs);
  const rows = learners.flatMap(({ learner, budgets }) =>
    budgets.map((budget): Varied => ({
      part: 'test',
      stream,
      inputs,
      learner,
      budget: budget === null ? null : characterBudgets[stream][budget],
      settings: chosenCharacterSettings[learner] ?? {},
    })),
  );
  return withShotsAndSeeds(rows, seeds);
}

/** With pixels only those who have nothing to choose. */
function plannedWith(inputs: CharacterInputs): readonly PlannedLearner[] {
  if (inputs === 'embedding') return planned;
  return planned.filter(({ learner }) => characterGrids[learner] === undefined);
}

type Varied = Omit<CharacterKey, 'shots' | 'seed'>;

function withShotsAndSeeds(rows: readonly Varied[], seeds: number): CharacterKey[] {
  return rows.flatMap((row) =>
    characterShots.flatMap((shots) =>
      Array.from({ length: seeds }, (_, seed) => ({ ...row, shots, seed })),
    ),
  );
}
