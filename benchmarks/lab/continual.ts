import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { mlp, strategies } from '../../src/continual/strategies';
import type { StoredTensors } from '../../src/checkpoint';
import { mean, median } from '../../src/core/numbers';
import { createRandom } from '../../src/core/random';
import { continualScenario } from '../../src/tasks/continual';
import { temporaryFolder } from './child';
import { type Contestant, titleOf } from './contestants';
import { CONTINUAL_ROUNDS, type ContinualSpec, continualStrategies } from './continualCases';
import { exampleFile } from './example';
import { showProgress, announce } from './log';
import type { LossesMade, RunMade } from './protocol';
import type { Ratio } from './ratios';
import { ratioSpread, type Spread, spread } from './statistics';
import type { Entrant } from './turns';

/**
 * Seconds of processor time of a whole run of a strategy, learning and judging, on one thread:
 * median and quartiles of the rounds.
 */
export interface ContinualResult extends Spread {
  readonly strategy: ContinualSpec['strategy'];
  readonly contestant: Contestant['name'];
  readonly threads: number;
  /** Whether the run traced its graphs, or used those of the run before. PyTorch has none. */
  readonly traced: boolean;
  /** Seconds of wall clock, median. */
  readonly wall: number;
  readonly steps: number;
  /** Share right of all test rows at the end, mean over the rounds. */
  readonly final: number;
  readonly rounds: number;
}

export interface ContinualBench {
  readonly results: readonly ContinualResult[];
  readonly ratios: readonly Ratio[];
}

/** How many times as fast as each of the others. */
const TARGETS: Readonly<Record<string, number>> = {
  'torch eager': 2,
  'torch eager, fused Adam': 1,
};
const COMPARED = 4;
/** How far a loss may be from the project's own. */
const AGREEMENT = 1e-5;

/**
 * The rows of split-class and what a run of each strategy is; the weights that a learner of seed 0
 * begins with.
 */
export function continualCase(): {
  readonly specs: readonly ContinualSpec[];
  readonly tensors: StoredTensors;
} {
  const {
    tasks,
    inputSize: inputs,
    outputSize: outputs,
    epochs,
    batchSize: batch,
  } = continualScenario('split-class');
  const hidden = [256, 256];
  const rows = tasks.flatMap(({ train, test }, t) =>
    (
      [
        ['train', train],
        ['test', test],
      ] as const
    ).flatMap(
      ([part, { count, x, y }]) =>
        [
          [`task${t}/${part}X`, { shape: [count, inputs], data: x }],
          [`task${t}/${part}Y`, { shape: [count, outputs], data: y }],
        ] as const,
    ),
  );
  const { parameters } = mlp([inputs, ...hidden, outputs], createRandom(0).fork('weights'));
  return {
    specs: continualStrategies.map((strategy) => ({
      scenario: 'split-class',
      strategy,
      settings: strategies[strategy].defaults,
      inputs,
      hidden,
      outputs,
      tasks: tasks.length,
      epochs,
      batch,
      budget: 200,
    })),
    tensors: {
      ...Object.fromEntries(
        Object.entries(parameters).map(([name, tensor]) => [`weights/${name}`, tensor]),
      ),
      ...Object.fromEntries(rows),
    },
  };
}

/** Runs of one contestant, with its graphs traced anew each time or not. */
interface Runs {
  readonly entrant: Entrant;
  readonly anew: boolean;
  readonly made: RunMade[];
}

/**
 * Times whole runs, a strategy at a time. Before that, the first losses must agree: same weights,
 * same rows, plain gradient descent, with replay from the second step on.
 * @throws Error naming the contestant whose losses differ, or if the project itself cannot be timed
 */
export async function measureContinual(
  entrants: readonly Entrant[],
  rounds = CONTINUAL_ROUNDS,
  { specs, tensors } = continualCase(),
): Promise<ContinualBench> {
  const file = path.join(temporaryFolder(), 'continual.safetensors');
  const results: ContinualResult[] = [];
  const ratios: Ratio[] = [];
  writeFileSync(file, exampleFile(tensors));
  for (const spec of specs) {
    await checkFirstLosses(entrants, spec, file);
    const all = await timeRuns(entrants, spec, file, rounds);
    const whole = all.filter(({ made }) => made.length === rounds);
    for (const runs of whole) results.push(resultOf(spec, runs));
    const ours = whole.slice(0, 2);
    for (const theirs of whole.slice(2))
      for (const own of ours) ratios.push(ratioOf(spec, theirs, own));
  }
  return { results, ratios };
}

async function checkFirstLosses(
  entrants: readonly Entrant[],
  spec: ContinualSpec,
  file: string,
): Promise<void> {
  const checked: ContinualSpec = {
    ...spec,
    settings: {
      ...spec.settings,
      optimizer: { name: 'sgd', rate: 0.05 },
      ...('offer' in spec.settings && { offer: 'first' }),
    },
  };
  const losses = await Promise.all(
    entrants.map(async ({ contestant, child }) => ({
      contestant,
      ...(await child.ask<LossesMade>({
        do: 'continual-check',
        spec: checked,
        file,
        steps: COMPARED,
      })),
    })),
  );
  checkLosses(spec.strategy, losses);
}

/**
 * All runs of a strategy, the contestants in turns. The project comes first, once tracing anew and
 * once not; the first round warms up and is not counted.
 */
async function timeRuns(
  entrants: readonly Entrant[],
  spec: ContinualSpec,
  file: string,
  rounds: number,
): Promise<Runs[]> {
  const [lab, ...others] = entrants;
  const all: Runs[] = [
    { entrant: lab, anew: true, made: [] },
    { entrant: lab, anew: false, made: [] },
    ...others.map((entrant) => ({ entrant, anew: false, made: [] })),
  ];
  const name = `continual ${spec.strategy}`;
  for (let round = 0; round <= rounds; round++)
    for (const { entrant, anew, made } of all) {
      const title = titleOf(entrant.contestant);
      const turn = round === 0 ? 'warms up' : `round ${round} of ${rounds}`;
      showProgress(`${name}: ${turn}: ${title}`);
      try {
        const run = await entrant.child.ask<RunMade>({
          do: 'continual-run',
          spec,
          file,
          seed: round,
          anew,
        });
        if (round > 0) made.push(run);
      } catch (error) {
        const { message } = error as Error;
        if (entrant === lab)
          throw new Error(`${name}: the project itself could not be timed: ${message}`, {
            cause: error,
          });
        announce(`${name}: ${title}: ${message}`);
      }
    }
  return all;
}

function resultOf(
  { strategy }: ContinualSpec,
  { entrant: { contestant }, anew, made }: Runs,
): ContinualResult {
  return {
    strategy,
    contestant: contestant.name,
    threads: contestant.threads,
    traced: anew,
    ...spread(made.map(({ cpuSeconds }) => cpuSeconds)),
    wall: median(made.map(({ seconds }) => seconds)),
    steps: made[0].steps,
    final: mean(made.map(({ final }) => final)),
    rounds: made.length,
  };
}

function ratioOf({ strategy }: ContinualSpec, theirs: Runs, ours: Runs): Ratio {
  return {
    case: `continual ${strategy}${ours.anew ? ', tracing included' : ''}`,
    against: theirs.entrant.contestant.name,
    ...ratioSpread(
      theirs.made.map(({ cpuSeconds }, round) => cpuSeconds / ours.made[round].cpuSeconds),
    ),
    target: TARGETS[theirs.entrant.contestant.name],
  };
}

/** @throws Error naming the contestant whose losses differ from those of the first */
export function checkLosses(
  strategy: string,
  [first, ...others]: readonly {
    readonly contestant: Pick<Contestant, 'name' | 'threads'>;
    readonly losses: readonly number[];
  }[],
): void {
  const words = ({ contestant, losses }: typeof first): string =>
    `${titleOf(contestant)} gives ${losses.map((loss) => loss.toPrecision(7)).join(', ')}`;
  const wrong = others.find(
    ({ losses }) =>
      losses.length !== first.losses.length ||
      !losses.every(
        (loss, i) =>
          Math.abs(loss - first.losses[i]) <= AGREEMENT * Math.max(1, Math.abs(first.losses[i])),
      ),
  );
  if (wrong)
    throw new Error(
      `continual ${strategy}: not timed, for the first losses disagree: ${words(wrong)}; ` +
        `${words(first)}; expected the same to ${AGREEMENT}`,
    );
}
