import type { DemoSpec, StepSpec } from './cases';
import type { ContinualSpec } from './continualCases';
import type { OneShotSpec } from './oneShotCases';
import type { ReplaySpec } from './replayCases';

/**
 * What a contestant's process is asked, one JSON line each on its standard input; `file` is a
 * safetensors file with what it starts from.
 */
export type BenchOrder =
  | { readonly do: 'setup'; readonly spec: StepSpec; readonly file: string }
  | { readonly do: 'run'; readonly steps: number }
  | { readonly do: 'demo'; readonly spec: DemoSpec; readonly file: string }
  | { readonly do: 'memory' }
  | {
      readonly do: 'replay-check';
      readonly spec: ReplaySpec;
      readonly priorities: readonly number[];
      readonly batches: number;
    }
  | { readonly do: 'replay-setup'; readonly spec: ReplaySpec }
  | { readonly do: 'replay-run'; readonly cycles: number }
  | {
      readonly do: 'continual-check';
      readonly spec: ContinualSpec;
      readonly file: string;
      readonly steps: number;
    }
  | {
      readonly do: 'continual-run';
      readonly spec: ContinualSpec;
      readonly file: string;
      readonly seed: number;
      readonly anew: boolean;
    }
  | {
      readonly do: 'one-shot-run';
      readonly spec: OneShotSpec;
      readonly file: string;
      readonly seed: number;
    }
  | { readonly do: 'one-shot-check'; readonly spec: OneShotSpec; readonly file: string };

/**
 * Steps that were made: the time of each in ms, the CPU time of all of them (every thread, in ms),
 * and the loss before each.
 */
export interface StepsMade {
  readonly wall: readonly number[];
  readonly cpu: number;
  readonly losses: readonly number[];
}

/**
 * A whole demo: seconds of wall clock and of CPU, how many steps it made, the loss of the first and
 * the mean over the last pass.
 */
export interface DemoMade {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly steps: number;
  readonly first: number;
  readonly loss: number;
}

/** Cycles of a replay store: how many, and the wall clock and CPU time of all of them, ms. */
export interface CyclesMade {
  readonly cycles: number;
  readonly wall: number;
  readonly cpu: number;
}

/** How often each item of a store was drawn, and with which weight the last time (0 if never). */
export interface DrawsMade {
  readonly times: readonly number[];
  readonly weights: readonly number[];
}

/** The loss before each of some steps. */
export interface LossesMade {
  readonly losses: readonly number[];
}

/**
 * A whole run of a strategy: seconds of wall clock and of CPU, its steps, and the share right at
 * the end.
 */
export interface RunMade {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly steps: number;
  readonly final: number;
}

/** A prototypical network that learned and was judged on the one-shot trials. */
export interface OneShotMade {
  /** The share of trials that got another class. */
  readonly wrong: number;
  /** Of learning: drawing and distorting the episodes included. */
  readonly seconds: number;
  /** Processor time of learning, all threads. */
  readonly cpuSeconds: number;
  /** A training step alone, median. */
  readonly stepSeconds: number;
  /** Mean loss of the last 50 episodes. */
  readonly loss: number;
  readonly seed: number;
  readonly threads: number;
  readonly norm: 'layer' | 'batch';
}

/**
 * What the same numbers give: scores `[queries * ways]`, the loss, and the support images distorted
 * by given draws.
 */
export interface OneShotChecked {
  readonly scores: readonly number[];
  readonly loss: number;
  readonly distorted: readonly number[];
}

/** The first line of a process, when its libraries are loaded. */
export interface Hello {
  readonly versions: Readonly<Record<string, string>>;
}
