import type { DemoSpec, StepSpec } from './cases';

/** What a contestant's process is asked, one JSON line each on its standard input; `file` is a safetensors file with what it starts from. */
export type Order =
  | { readonly do: 'setup'; readonly spec: StepSpec; readonly file: string }
  | { readonly do: 'run'; readonly steps: number }
  | { readonly do: 'demo'; readonly spec: DemoSpec; readonly file: string }
  | { readonly do: 'memory' };

/** Steps that were made: the time of each in ms, the CPU time of all of them (every thread, in ms), and the loss before each. */
export interface StepsMade {
  readonly wall: readonly number[];
  readonly cpu: number;
  readonly losses: readonly number[];
}

/** A whole demo: seconds of wall clock and of CPU, how many steps it made, the loss of the first and the mean over the last pass. */
export interface DemoMade {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly steps: number;
  readonly first: number;
  readonly loss: number;
}

/** The first line of a process, when its libraries are loaded. */
export interface Hello {
  readonly versions: Readonly<Record<string, string>>;
}
