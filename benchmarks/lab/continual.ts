import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { mlp, strategies } from '../../src/continual/strategies';
import type { StoredTensors } from '../../src/checkpoint';
import { createRandom } from '../../src/core/random';
import { continualScenario } from '../../src/tasks/continual';
import { temporaryFolder } from './child';
import { type Contestant, titleOf } from './contestants';
import { CONTINUAL_ROUNDS, type ContinualSpec, continualStrategies } from './continualCases';
import { exampleFile } from './example';
import { progress, say } from './progress';
import type { LossesMade, RunMade } from './protocol';
import type { Ratio } from './ratios';
import { quantile, type Spread, spread } from './statistics';
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

const TARGET = 2;
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
    const checked: ContinualSpec = {
      ...spec,
      settings: { ...spec.settings, optimizer: { name: 'sgd', rate: 0.05 }, offer: 'first' },
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
    const [lab, ...others] = entrants;
    const runs = [
      { entrant: lab, anew: true },
      { entrant: lab, anew: false },
      ...others.map((entrant) => ({ entrant, anew: false })),
    ].map((one) => ({ ...one, made: [] as RunMade[] }));
    for (let round = 0; round <= rounds; round++)
      // the first warms up and is not counted
      for (const {
        entrant: { contestant, child },
        anew,
        made,
      } of runs) {
        progress(
          `continual ${spec.strategy}: ` +
            `${round === 0 ? 'warms up' : `round ${round} of ${rounds}`}: ${titleOf(contestant)}`,
        );
        try {
          const run = await child.ask<RunMade>({
            do: 'continual-run',
            spec,
            file,
            seed: round,
            anew,
          });
          if (round > 0) made.push(run);
        } catch (error) {
          if (contestant === lab.contestant)
            throw new Error(
              `continual ${spec.strategy}: the project itself could not be timed: ` +
                `${(error as Error).message}`,
            );
          say(`continual ${spec.strategy}: ${titleOf(contestant)}: ${(error as Error).message}`);
        }
      }
    for (const {
      entrant: { contestant },
      anew,
      made,
    } of runs)
      if (made.length === rounds)
        results.push({
          strategy: spec.strategy,
          contestant: contestant.name,
          threads: contestant.threads,
          traced: anew,
          ...spread(made.map(({ cpuSeconds }) => cpuSeconds)),
          wall: quantile(
            made.map(({ seconds }) => seconds),
            0.5,
          ),
          steps: made[0].steps,
          final: made.reduce((sum, { final }) => sum + final, 0) / rounds,
          rounds,
        });
    for (const {
      entrant: { contestant },
      made,
    } of runs.slice(2))
      for (const own of made.length === rounds ? runs.slice(0, 2) : []) {
        const { median, low, high } = spread(
          made.map(({ cpuSeconds }, round) => cpuSeconds / own.made[round].cpuSeconds),
        );
        ratios.push({
          case: `continual ${spec.strategy}${own.anew ? ', tracing included' : ''}`,
          against: contestant.name,
          ratio: median,
          low,
          high,
          target: TARGET,
        });
      }
  }
  return { results, ratios };
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
