import { existsSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import {
  mapSettings,
  settingsFromStored,
  settingsToStored,
  valueFromStored,
  valueToStored,
} from '../../continual/strategies/storedSettings';
import type { Settings } from '../../continual/strategies/types';
import type { Grid, GridScore } from './grid';
import { FileError } from '../../core/errors';
import { withFileLock } from '../../core/fileLock';
import { writeFileAtomic } from '../../core/files';
import { readJsonFile } from '../../core/jsonFile';
import { jsonText } from '../../core/jsonText';
import { projectRoot } from '../../core/paths';

/** Settings that were chosen on validation rows, and all they were chosen from. */
export const CONTINUAL_SETTINGS = path.join(projectRoot(), 'data', 'continual-settings.json');

/** One choice. */
export interface Choice {
  readonly scenario: string;
  readonly strategy: string;
  /**
   * Rows that might be stored; null where the strategy stores none or all, so that it does not
   * matter.
   */
  readonly budget: number | null;
  readonly settings: Settings;
  readonly grid: Grid;
  readonly seeds: readonly number[];
  /** Every point that was tried with its final validation scores, one a seed. */
  readonly scores: readonly GridScore[];
  /** The day, `2026-11-24`. */
  readonly date: string;
}

const FORMAT = 'continual-settings/1';
const NOTE =
  'Settings chosen on validation rows: a stratified fifth of the train rows of each task, ' +
  'never its test rows. One setting after the other was searched, in the order of the grid, ' +
  'the rest as chosen before or as the defaults are. ' +
  'scores: the final score (share of rows right, or mean squared error) of every point that ' +
  'was tried, with every seed; null: the run failed. The best mean was chosen. budget null: ' +
  'the strategy stores no rows, or all. Made by npm run -s experiment -- tune.';

const storedValue = z.union([z.number(), z.string(), z.boolean()]);
const storedSettings = z.record(z.string(), storedValue);
const choiceSchema = z.strictObject({
  scenario: z.string(),
  strategy: z.string(),
  budget: z.int().min(0).nullable(),
  settings: storedSettings,
  grid: z.record(z.string(), z.array(storedValue)),
  seeds: z.array(z.int().min(0)).readonly(),
  scores: z.array(
    z.strictObject({ settings: storedSettings, finals: z.array(z.number().nullable()).readonly() }),
  ),
  date: z.string(),
});
const fileSchema = z.strictObject({
  format: z.literal(FORMAT),
  note: z.string(),
  choices: z.array(choiceSchema),
});

/** A choice as the file holds it: optimisers as text. */
type StoredChoice = z.infer<typeof choiceSchema>;

/**
 * Choices that are stored; none if there is no file.
 * @throws FileError naming the file and the field that is wrong
 */
export function readChoices(file = CONTINUAL_SETTINGS): Choice[] {
  if (!existsSync(file)) return [];
  try {
    return readJsonFile(file, fileSchema).choices.map(choiceFromStored);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    const hint = 'make it again with npm run -s experiment -- tune all --anew';
    throw new FileError(file, `${error.problem}; ${hint}`, { cause: error });
  }
}

/**
 * Adds a choice, in place of one for the same scenario, strategy and budget; the file is written
 * whole or not at all. Several processes may do so at once.
 */
export function keepChoice(choice: Choice, file = CONTINUAL_SETTINGS): void {
  const same = (other: Choice): boolean =>
    other.scenario === choice.scenario &&
    other.strategy === choice.strategy &&
    other.budget === choice.budget;
  withFileLock(file, () => {
    const choices = [...readChoices(file).filter((other) => !same(other)), choice].sort((a, b) =>
      order(a).localeCompare(order(b), 'en'),
    );
    // a line a choice: a change is seen
    const lines = choices.map((one) => jsonText('choice', choiceToStored(one))).join(',\n');
    const note = JSON.stringify(NOTE);
    writeFileAtomic(file, `{"format":"${FORMAT}","note":${note},"choices":[\n${lines}\n]}\n`);
  });
}

const choiceToStored = (choice: Choice): StoredChoice => ({
  ...choice,
  settings: settingsToStored(choice.settings),
  grid: mapSettings(choice.grid, (values) => values.map(valueToStored)),
  scores: choice.scores.map((score) => ({ ...score, settings: settingsToStored(score.settings) })),
});

const choiceFromStored = (stored: StoredChoice): Choice => ({
  ...stored,
  settings: settingsFromStored(stored.settings),
  grid: mapSettings(stored.grid, (values) => values.map(valueFromStored)),
  scores: stored.scores.map((score) => ({
    ...score,
    settings: settingsFromStored(score.settings),
  })),
});

const order = ({ scenario, strategy, budget }: Choice): string =>
  `${scenario} ${strategy} ${String(budget ?? 0).padStart(6, '0')}`;

/**
 * The settings chosen for a strategy in a scenario. A budget that none was chosen for takes the
 * choice of the nearest one (by ratio). Empty where nothing was chosen: the strategy's own
 * defaults.
 */
export function chosenSettings(
  choices: readonly Choice[],
  scenario: string,
  strategy: string,
  budget: number,
): Settings {
  const distance = (own: Choice): number =>
    own.budget === null ? 0 : Math.abs(Math.log(own.budget / budget));
  const fitting = choices
    .filter((choice) => choice.scenario === scenario && choice.strategy === strategy)
    .sort((a, b) => distance(a) - distance(b));
  return fitting[0]?.settings ?? {};
}
