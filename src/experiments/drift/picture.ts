import { sum } from '../../core/numbers';
import type { StreamInputs } from '../../continual/prequential';
import { type Figure, type Series, streamStrip, type StreamStripOptions } from '../../plots';
import type { StreamName } from '../../tasks/datasets';
import { type DriftFigure, driftWindowScores, learnersRun, runsOfGroup } from './scores';
import type { DriftRun } from './run';

/** What is drawn, and how. */
export interface DriftStripOptions extends Partial<StreamStripOptions> {
  readonly title: string;
  /** Default 'features'; learners that look at no row are drawn with both. */
  readonly inputs?: StreamInputs;
  /** Default 'accuracy'. */
  readonly figure?: DriftFigure;
  /** Who is drawn, in order; default all but the majority class. */
  readonly learners?: readonly string[];
}

const yLabels: Readonly<Record<DriftFigure, string>> = {
  accuracy: 'rows of the window right (share)',
  kappa: "Cohen's kappa in the window",
  kappaTemporal: 'kappa temporal in the window',
};

/** What a row of each stream is. */
const rowNames: Readonly<Record<StreamName, string>> = {
  electricity: 'half hour',
  weather: 'day',
};

/**
 * How well learners do along a stream, window by window, with bands for the 95 % interval over
 * seeds: the reader scrolls along it.
 * @throws RangeError if there are no such runs
 */
export function driftStrip(
  runs: readonly DriftRun[],
  stream: StreamName,
  { inputs = 'features', figure = 'accuracy', learners, ...options }: DriftStripOptions,
): Figure {
  const names = learners ?? drawnLearners(runs, stream, inputs);
  const series = names.map((learner) => seriesOf(runs, stream, learner, inputs, figure));
  return streamStrip(series, {
    xLabel: `${rowNames[stream]} at which the window ends`,
    yLabel: yLabels[figure],
    ...options,
  });
}

/** Colours of learners that no other figure has; the others have that of their method. */
const colours: Readonly<Record<string, string>> = {
  'last label': '#222222',
  'linear model': '#a89a00',
  'linear model, chosen rate': '#661100',
  'Hoeffding tree': '#8c564b',
  'adaptive random forest': '#332288',
};

/** Learners that look at no row are there with 'features' alone. */
const BLIND = ['last label', 'majority class'];

function drawnLearners(
  runs: readonly DriftRun[],
  stream: StreamName,
  inputs: StreamInputs,
): string[] {
  const seeing = learnersRun(runs, stream, inputs).filter((learner) => !BLIND.includes(learner));
  return ['last label', ...seeing];
}

function seriesOf(
  runs: readonly DriftRun[],
  stream: StreamName,
  learner: string,
  inputs: StreamInputs,
  figure: DriftFigure,
): Series {
  const group = { stream, learner, inputs: BLIND.includes(learner) ? 'features' : inputs } as const;
  const [{ windows }] = runsOfGroup(runs, group);
  const ends = windows.map((_, i) =>
    sum(windows.slice(0, i + 1).map(({ confusion }) => sum(confusion.flat()))),
  );
  const statistics = driftWindowScores(runs, group, figure);
  const y = statistics.map(({ mean }) => mean);
  const half = statistics.map(({ ci95HalfWidth }) => ci95HalfWidth);
  const line = { name: learner, x: ends, y, ...lookOf(learner) };
  if (half.some((value) => value === null)) return line;
  const low = y.map((value, i) => value - half[i]!);
  const high = y.map((value, i) => value + half[i]!);
  return { ...line, low, high };
}

/** The last label, which the others are measured by, is dashed. */
function lookOf(learner: string): Pick<Series, 'colour' | 'dash'> {
  const colour = colours[learner];
  return {
    ...(colour === undefined ? {} : { colour }),
    ...(learner === 'last label' ? { dash: 'dash' } : {}),
  };
}
