import { writeFileAtomic } from '../../core/files';
import { projectPath } from '../../core/paths';
import { toSvg } from '../../plots';
import { makeReport } from '../continual/makeReport';
import { makeResults, type ResultsOptions } from '../make';
import type { Experiment } from '../types';
import { characterBudgets, type CharacterKey, characterKeys } from './plan';
import { CHARACTER_PLACE, characterChart } from './picture';
import { CHARACTER_PICTURE, sayCharacterSettings } from './report';
import type { CharacterRun } from './run';
import { characterGroups, characterLabel, characterScores, shareAtEnd } from './scores';
import { characterStore } from './store';
import { characterMoments } from './table';

/** Every learner over the streams of characters, the picture and the tables. */
const experiment: Experiment<CharacterKey, CharacterRun> = {
  name: 'character-stream',
  store: characterStore(),
  plan: characterKeys,
  words: { ofKey: sayKey, ofRun: sayRun },
  report(runs) {
    drawPicture(runs);
    makeReport();
  },
};

function sayKey(key: CharacterKey): string {
  const { part, stream, inputs, shots, settings, seed } = key;
  const tried = part === 'validation' ? [sayCharacterSettings(settings)] : [];
  return [
    part,
    stream,
    inputs,
    `${shots} shots`,
    characterLabel(key),
    ...tried,
    `seed ${seed}`,
  ].join(', ');
}

function sayRun(run: CharacterRun): string {
  const { characters } = run.points[run.points.length - 1];
  return `${(100 * shareAtEnd(run)).toFixed(1)} % of ${characters} characters right`;
}

/** The upright stream with five shots, as far as it was run. */
function drawPicture(runs: readonly CharacterRun[]): void {
  const groups = characterGroups(runs, CHARACTER_PLACE);
  const { one, half } = characterBudgets.upright;
  const shown = [
    characterLabel({ learner: 'memory agent', budget: one }),
    'nearest-mean',
    'slda',
    characterLabel({ learner: 'nearest drawing', budget: null }),
    characterLabel({ learner: 'nearest drawing', budget: half }),
    characterLabel({ learner: 'er', budget: one }),
    'naive',
    'joint',
  ];
  const learners = shown.filter((name) => groups.some((group) => characterLabel(group) === name));
  if (learners.length === 0) return;
  const [, , end] = characterMoments.upright;
  const endOf = (name: string): string => {
    const group = groups.find((one) => characterLabel(one) === name);
    return group ? `${(100 * characterScores(runs, group, end).mean).toFixed(0)} %` : '';
  };
  const title =
    `${end} new characters, five drawings each, once: memory agent ${endOf(shown[0])}, ` +
    `nearest mean ${endOf(shown[1])}, er ${endOf(shown[5])}`;
  const figure = characterChart(runs, { title, learners });
  writeFileAtomic(projectPath(CHARACTER_PICTURE), toSvg(figure));
}

/** `npm run results -- character-stream` @returns the exit status */
export const characterResults = (options: ResultsOptions, goOn: string): Promise<number> =>
  makeResults(experiment, options, goOn);
