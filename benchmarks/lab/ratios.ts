import { ratio } from './statistics';
import type { StepTimes } from './turns';

/**
 * How many times longer another takes than the project, with quartiles over the rounds; `target`:
 * the least it should be.
 */
export interface Ratio {
  readonly case: string;
  readonly against: string;
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
  readonly target?: number;
}

/** Something asked of the project: what it is, what was found, and whether it is met. */
export interface Target {
  readonly what: string;
  readonly found: string;
  /** Left out where nothing was asked. */
  readonly met?: boolean;
}

/** Times as fast as PyTorch on one thread, and the best against its best. */
const TORCH_ONE_THREAD = 2.5;
const TORCH_BEST = 2;
/** Not slower than compilers: torch.compile and JAX. */
const LEVEL = 1;
/** Seconds until the first fast step of the DNC. */
const FIRST_FAST_STEP = 3;
/** Times as fast as the tutorial's own program. */
const DEMO = 5;

/**
 * Ratios of one case: against each of the others with as many threads as the project, and against
 * its best with the project's best. Targets hold for all cases but `tiny`, whose steps are too
 * small to say anything, and `prototypes`, whose time is that of convolutions both sides leave to
 * oneDNN.
 */
export function ratiosOf(results: readonly StepTimes[]): Ratio[] {
  const of = (name: string): StepTimes[] => results.filter(({ contestant }) => contestant === name);
  const best = (name: string): StepTimes | undefined =>
    of(name).reduce<StepTimes | undefined>(
      (a, b) => (a && a.median <= b.median ? a : b),
      undefined,
    );
  const single = of('lab').find(({ threads }) => threads === 1);
  const ours = best('lab');
  if (!single || !ours) return [];
  const isJudged = !['tiny', 'prototypes'].includes(single.case);
  const against = (
    what: string,
    theirs: StepTimes | undefined,
    lab: StepTimes,
    target?: number,
  ): Ratio[] =>
    theirs
      ? [
          {
            case: single.case,
            against: what,
            ...ratio(theirs.rounds, lab.rounds),
            ...(isJudged && target !== undefined && { target }),
          },
        ]
      : [];
  const bestOf = (name: string): string =>
    `${name}, best of ${of(name)
      .map(({ threads }) => threads)
      .join(' and ')} thread${of(name).length > 1 || (of(name)[0]?.threads ?? 1) > 1 ? 's' : ''}`;
  return [
    ...against('lab, op by op', of('lab, op by op')[0], single),
    ...against(
      'torch eager, 1 thread',
      of('torch eager').find(({ threads }) => threads === 1),
      single,
      TORCH_ONE_THREAD,
    ),
    ...against(bestOf('torch eager'), best('torch eager'), ours, TORCH_BEST),
    ...against(bestOf('torch.compile'), best('torch.compile'), ours, LEVEL),
    ...against(bestOf('jax jit').replace('thread', 'core'), best('jax jit'), ours, LEVEL),
    ...against('jax-js, 1 thread', of('jax-js')[0], single),
  ];
}

/** How soon somebody's steps of a case were fast: in seconds, or never (null, in a stored file). */
interface FirstStep {
  readonly case: string;
  readonly contestant: string;
  readonly threads: number;
  readonly firstFastStep: number | null;
}

/** What is asked of the project besides ratios of steps, met or missed. */
export function benchTargets(
  steps: readonly FirstStep[],
  demo: readonly { readonly contestant: string; readonly seconds: number }[],
): Target[] {
  const first = steps
    .filter(
      ({ case: name, contestant, threads }) =>
        name.startsWith('dnc') && contestant === 'lab' && threads === 1,
    )
    .map(({ case: name, firstFastStep: seconds }): Target => ({
      what: `${name}: first fast step within ${FIRST_FAST_STEP} s`,
      found: seconds === null ? 'none' : `${seconds.toFixed(1)} s`,
      met: seconds !== null && seconds <= FIRST_FAST_STEP,
    }));
  const ours = demo.find(({ contestant }) => contestant === 'lab');
  const whole = demo
    .filter(({ contestant }) => ours && contestant !== 'lab')
    .map(({ contestant, seconds }): Target => {
      const times = seconds / ours!.seconds;
      // What the demo is asked to beat is the tutorial's own program, with the full DNC; the same
      // DNC in PyTorch, its rows in one batch as ours, is there to be fair.
      return contestant === "torch eager, the tutorial's program"
        ? {
            what: `demo: at least ${DEMO} times as fast as ${contestant}`,
            found: times.toFixed(2),
            met: times >= DEMO,
          }
        : {
            what: `demo: times as fast as ${contestant} with the same batched DNC`,
            found: times.toFixed(2),
          };
    });
  return [...first, ...whole];
}
