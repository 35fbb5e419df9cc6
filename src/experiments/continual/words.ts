import { settingText } from '../../continual/strategies/storedSettings';
import { textTable } from '../../core/textTable';
import type { RunWords } from '../types';
import { sayInterval, sayScore, sayStd, summaries, type Summary } from './summary';
import { type ContinualRun, type RunKey, strategyLabel } from './types';

/** What is said of a run's settings: nothing, or those that are tried. */
export type SettingsText = (run: Pick<RunKey, 'strategy' | 'settings'>) => string;

/** Runs in words, with what `settingsText` says of their settings behind the strategy. */
export function continualWords(
  settingsText: SettingsText = () => '',
): Required<RunWords<RunKey, ContinualRun>> {
  return {
    ofKey: (key) =>
      `${key.scenario} ${key.budget}, ${strategyLabel(key)}${settingsText(key)}, seed ${key.seed}`,
    ofRun({ kind, final, forgetting }) {
      const forgotten = forgetting === null ? '' : `, forgetting ${sayScore(kind, forgetting)}`;
      return `final ${sayScore(kind, final)}${forgotten}`;
    },
    summary: (runs) => summaryTable(summaries(runs), settingsText),
  };
}

/** `lambda 100, optimizer adam 0.001`, or nothing. */
export function settingsList(settings: RunKey['settings']): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name} ${settingText(value)}`)
    .join(', ');
}

/** Means with 95 % intervals and standard deviations over seeds, in columns. */
function summaryTable(all: readonly Summary[], settingsText: SettingsText): string {
  const placeOf = ({ scenario, budget }: Summary): string => `${scenario} ${budget}`;
  const isOnePlace = new Set(all.map(placeOf)).size === 1;
  return textTable(
    ['strategy', `final (${unitOf(all)})`, 'std', 'forgetting', 'std', 's a run', 'seeds'],
    all.map((one) => [
      `${isOnePlace ? '' : `${placeOf(one)}, `}${strategyLabel(one)}${settingsText(one)}`,
      sayInterval(one.kind, one.final),
      sayStd(one.kind, one.final),
      sayInterval(one.kind, one.forgetting),
      sayStd(one.kind, one.forgetting),
      one.seconds.toFixed(1),
      String(one.seeds),
    ]),
  );
}

function unitOf(all: readonly Summary[]): string {
  const kinds = new Set(all.map(({ kind }) => kind));
  if (kinds.size > 1) return 'accuracy % or MSE';
  return kinds.has('values') ? 'MSE' : 'accuracy %';
}
