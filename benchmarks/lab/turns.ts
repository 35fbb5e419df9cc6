import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { median } from '../../src/core/numbers';
import type { StepCase } from './cases';
import { Child, temporaryFolder } from './child';
import { type Contestant, titleOf } from './contestants';
import { drawExample, exampleFile } from './example';
import { showProgress, announce } from './log';
import type { StepsMade } from './protocol';
import { firstFastStep, type Spread, spread } from './statistics';

/** A contestant whose process is running. */
export interface Entrant {
  readonly contestant: Contestant;
  readonly child: Child;
  readonly versions: Readonly<Record<string, string>>;
}

/**
 * One contestant's times in one case: ms a step, with quartiles. `rounds` are the times of each
 * turn.
 */
export interface StepTimes extends Spread {
  readonly case: string;
  readonly contestant: Contestant['name'];
  readonly threads: number;
  readonly runs: number;
  /**
   * Seconds from the start of the first step, tracing and compiling included, libraries loaded
   * before.
   */
  readonly firstFastStep: number;
  /** MiB, the process with its libraries. */
  readonly peakMemory: number;
  /** CPU time of all threads, ms a step. */
  readonly cpu: number;
  /** The first of the losses that were compared. */
  readonly loss: number;
  readonly rounds: readonly (readonly number[])[];
}

/** Who could not be timed in a case, and why, in one line. */
export interface Missing {
  readonly case: string;
  readonly contestant: Contestant['name'];
  readonly threads: number;
  readonly why: string;
}

/** How far a loss may be from the project's own, as a share of it. */
const AGREEMENT = 1e-4;
const COMPARED = 3;
/** Idle threads of the contestant before spin for a moment before they sleep, ms. */
const PAUSE = 100;

/**
 * Starts the contestants' processes, all at once: loading libraries is not timed. One that cannot
 * be started is reported, and the others go on.
 */
export async function start(contestants: readonly Contestant[]): Promise<Entrant[]> {
  showProgress(`${contestants.length} contestants: start`);
  const folder = temporaryFolder();
  const entrants = await Promise.all(
    contestants.map(async (contestant, i) => {
      // what torch.compile keeps, so that it starts with nothing
      const cache = path.join(folder, String(i));
      try {
        const { child, hello } = await Child.start({
          ...contestant.command,
          env: { ...contestant.command.env, TORCHINDUCTOR_CACHE_DIR: cache },
        });
        return [{ contestant, child, versions: hello.versions }];
      } catch (error) {
        report(contestant, error as Error);
        return [];
      }
    }),
  );
  return entrants.flat();
}

/**
 * Times a case. Every contestant starts from the same numbers, and its first three losses must
 * agree with those of the first; then they take turns, round after round. One that fails is
 * reported, and the others go on.
 * @param missing gets who failed
 * @throws Error naming the contestant and the losses if they disagree: nothing is timed then
 */
export async function takeTurns(
  { name, spec, rounds, stepsPerTurn }: StepCase,
  entrants: readonly Entrant[],
  seed = 0,
  missing: Missing[] = [],
): Promise<StepTimes[]> {
  const file = path.join(temporaryFolder(), 'example.safetensors');
  writeFileSync(file, exampleFile(drawExample(spec, seed)));
  const made = new Map<Entrant, StepsMade[]>();
  const attempt = async (entrant: Entrant, work: () => Promise<StepsMade>): Promise<void> => {
    try {
      made.set(entrant, [...(made.get(entrant) ?? []), await work()]);
    } catch (error) {
      made.delete(entrant);
      const why = report(entrant.contestant, error as Error);
      const { name: contestant, threads } = entrant.contestant;
      missing.push({ case: name, contestant, threads, why });
    }
  };
  for (const entrant of entrants) {
    showProgress(`${name}: ${titleOf(entrant.contestant)}: first steps`);
    await attempt(entrant, async () => {
      await entrant.child.ask({ do: 'setup', spec, file });
      return entrant.child.ask<StepsMade>({ do: 'run', steps: COMPARED + 2 });
    });
  }
  checkAgreement(
    name,
    [...made].map(([{ contestant }, [first]]) => ({
      contestant,
      losses: first.losses.slice(0, COMPARED),
    })),
  );
  for (let round = 1; round <= rounds; round++)
    for (const entrant of [...made.keys()]) {
      showProgress(`${name}: round ${round} of ${rounds}: ${titleOf(entrant.contestant)}`);
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
      const steps = Math.max(2, Math.round(stepsPerTurn * (entrant.contestant.share ?? 1)));
      await attempt(entrant, () => entrant.child.ask<StepsMade>({ do: 'run', steps }));
    }
  return Promise.all([...made].map(([entrant, all]) => summary(name, entrant, all)));
}

/**
 * @throws Error naming the contestant and the losses if some differ from those of the first
 * contestant
 */
function checkAgreement(
  name: string,
  [first, ...others]: readonly {
    readonly contestant: Pick<Contestant, 'name' | 'threads'>;
    readonly losses: readonly number[];
  }[],
): void {
  if (!first) throw new Error(`${name}: no contestant could take part`);
  const agrees = (loss: number, i: number): boolean =>
    Math.abs(loss - first.losses[i]) <= AGREEMENT * Math.abs(first.losses[i]);
  const words = ({ contestant, losses }: typeof first): string =>
    `${titleOf(contestant)} gives ${losses.map((loss) => loss.toPrecision(7)).join(', ')}`;
  const wrong = others.find(
    ({ losses }) => losses.length !== first.losses.length || !losses.every(agrees),
  );
  if (wrong)
    throw new Error(
      `${name}: not timed, for the first losses disagree: ${words(wrong)}; ${words(first)}; ` +
        `expected the same to ${AGREEMENT} of their size`,
    );
}

async function summary(
  name: string,
  { contestant, child }: Entrant,
  [first, ...later]: readonly StepsMade[],
): Promise<StepTimes> {
  const rounds = later.map(({ wall }) => wall);
  const times = spread(rounds.flat());
  const { peak } = await child.ask<{ peak: number }>({ do: 'memory' });
  return {
    case: name,
    contestant: contestant.name,
    threads: contestant.threads,
    ...times,
    runs: rounds.flat().length,
    firstFastStep: firstFastStep([...first.wall, ...rounds.flat()], times.median),
    peakMemory: peak,
    cpu: median(later.map(({ cpu, wall }) => cpu / wall.length)),
    loss: first.losses[0],
    rounds,
  };
}

/** @returns why a contestant does not take part, in one line */
function report(contestant: Contestant, { message }: Error): string {
  const [why] = message.split('\n');
  announce(`${titleOf(contestant)}: does not take part: ${why}`);
  return why;
}
