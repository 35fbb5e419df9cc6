import { sayInterval, sayScore, sayStd, summaries } from './summary';
import type { ContinualRun, RunKey } from './types';
import { settingText } from '../../continual/strategies/storedSettings';
import { textTable } from '../../core/textTable';

/** What is said of a run's settings: nothing, or those that are tried. */
export type Told = (run: Pick<RunKey, 'strategy' | 'settings'>) => string;
const nothing: Told = () => '';

/** A run in words. */
export const sayKey = (key: RunKey, told: Told = nothing): string =>
  `${key.scenario} ${key.budget}, ${key.strategy}${told(key)}, seed ${key.seed}`;

/** `lambda 100, rate 0.001`, or `defaults`. */
export const saySettings = (settings: RunKey['settings']): string =>
  Object.entries(settings)
    .map(([name, value]) => `${name} ${settingText(value)}`)
    .join(', ') || 'defaults';

export const sayScores = ({ kind, final, forgetting }: ContinualRun): string =>
  'final ' +
  `${sayScore(kind, final)}${forgetting === null ? '' : `, forgetting ${sayScore(kind, forgetting)}`}`;

/** Means with 95 % intervals and standard deviations over seeds, in columns. */
export function summaryTable(runs: readonly ContinualRun[], told: Told = nothing): string {
  const all = summaries(runs);
  const kinds = new Set(all.map(({ kind }) => kind));
  const plain = new Set(all.map(({ scenario, budget }) => `${scenario} ${budget}`)).size === 1;
  const unit = kinds.size > 1 ? 'accuracy % or MSE' : kinds.has('values') ? 'MSE' : 'accuracy %';
  return textTable(
    ['strategy', `final (${unit})`, 'std', 'forgetting', 'std', 's a run', 'seeds'],
    all.map(({ scenario, kind, strategy, budget, settings, seeds, final, forgetting, seconds }) => [
      `${plain ? '' : `${scenario} ${budget}, `}${strategy}${told({ strategy, settings })}`,
      sayInterval(kind, final),
      sayStd(kind, final),
      sayInterval(kind, forgetting),
      sayStd(kind, forgetting),
      seconds.toFixed(1),
      String(seeds),
    ]),
  );
}
