import { seedStats, type SeedStats } from '../../metrics';
import { sayInterval } from '../continual/summary';
import type { TableRow } from '../continual/tables';
import type { CharacterRun } from './run';
import {
  type CharacterGroup,
  characterGroups,
  characterLabel,
  type CharacterPlace,
  characterScores,
} from './scores';
import { characterShots, type CharacterStreamName } from './plan';

/** Characters after which the tables say what is known. */
export const characterMoments: Readonly<Record<CharacterStreamName, readonly number[]>> = {
  upright: [10, 30, 59],
  rotations: [60, 120, 236],
};

/** A figure in percent with half of its 95 % interval. */
export const percentRight = (stats: SeedStats): string => sayInterval('classes', stats);

/**
 * What every learner knows after some characters, for people: percent of the held-out drawings
 * rightly named among all that had come, mean ± half of the 95 % interval over seeds.
 * @example show(characterTable(readCharacterRuns(), { stream: 'upright', inputs: 'embedding' }));
 */
export function characterTable(
  runs: readonly CharacterRun[],
  place: Omit<CharacterPlace, 'shots'>,
): TableRow[] {
  const [shots] = characterShots;
  return characterGroups(runs, { ...place, shots }).map((group) => ({
    learner: characterLabel(group),
    ...characterCells(runs, group),
  }));
}

/** `1 shot, 10 characters` and so on, each with its percentage; empty where nothing was run. */
export function characterCells(runs: readonly CharacterRun[], group: CharacterGroup): TableRow {
  const cells: Record<string, string> = {};
  for (const shots of characterShots)
    for (const characters of characterMoments[group.stream]) {
      const name = `${shots} ${shots === 1 ? 'shot' : 'shots'}, ${characters} characters`;
      cells[name] = cellOf(runs, { ...group, shots }, characters);
    }
  return cells;
}

function cellOf(runs: readonly CharacterRun[], group: CharacterGroup, characters: number): string {
  const isRun = characterGroups(runs, group).some(
    ({ learner, budget }) => learner === group.learner && budget === group.budget,
  );
  return isRun ? percentRight(characterScores(runs, group, characters)) : '';
}

/** Mean seconds of a group's runs. */
export const meanSeconds = (runs: readonly CharacterRun[]): number =>
  seedStats(runs.map(({ seconds }) => seconds)).mean;
