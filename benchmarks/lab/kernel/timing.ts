import { execFile } from 'node:child_process';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { projectPath, projectRoot } from '../../../src/core/paths';

const run = promisify(execFile);

/** A cell to time, and files to write before it. */
export interface TimedCell {
  readonly code: string;
  readonly write?: Readonly<Record<string, string>>;
}

/** A kernel to time: one that is installed in .venv, or the command that starts it. */
export interface KernelOrder {
  readonly kernel?: string;
  readonly argv?: readonly string[];
  readonly cells: readonly TimedCell[];
  /** Seconds to wait once the kernel is ready. */
  readonly idle?: number;
}

/** Seconds, and MiB of memory of the kernel and everything that it started. */
export interface KernelTimes {
  readonly ready: number;
  readonly memory: number;
  readonly cells: readonly number[];
  readonly errors: readonly string[];
}

/** Starts a kernel in notebooks/, runs cells and times both. @throws Error if a cell fails */
export async function timeKernel(order: KernelOrder): Promise<KernelTimes> {
  const python = path.join(projectRoot(), '.venv', 'bin', 'python');
  const script = projectPath('benchmarks/kernels/time_kernel.py');
  const whole = JSON.stringify({ ...order, cwd: projectPath('notebooks') });
  const { stdout } = await run(python, [script, whole], { maxBuffer: 1 << 26 });
  const times = JSON.parse(stdout) as KernelTimes;
  if (times.errors.length > 0) throw new Error(`a timed cell failed: ${times.errors[0]}`);
  return times;
}

/** Seconds that a command takes, from start to end. */
export async function timeCommand(file: string, args: readonly string[]): Promise<number> {
  const start = performance.now();
  await run(file, args, { cwd: projectRoot() });
  return (performance.now() - start) / 1000;
}
