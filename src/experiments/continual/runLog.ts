import { existsSync, readFileSync } from 'node:fs';
import os from 'node:os';
import { writeFileAtomic } from '../../core/files';
import { projectPath } from '../../core/paths';

/** One go at the long runs: how many were made, how many at once, and the wall clock it took. */
export interface RunLogEntry {
  readonly command: 'table' | 'ablation';
  readonly runs: number;
  readonly jobs: number;
  readonly seconds: number;
  readonly date: string;
  readonly machine: {
    readonly cpu: string;
    readonly cores: number;
    readonly system: string;
    readonly node: string;
  };
}

export const CONTINUAL_RUN_LOG = projectPath('data/continual-run-log.json');

/** All entries so far; none if there is no file. */
export function readRunLog(file = CONTINUAL_RUN_LOG): RunLogEntry[] {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as RunLogEntry[]) : [];
}

/** Adds an entry for this machine, today. */
export function addToRunLog(
  entry: Omit<RunLogEntry, 'date' | 'machine'>,
  file = CONTINUAL_RUN_LOG,
): void {
  const machine = {
    cpu: os.cpus()[0]?.model.trim() ?? 'unknown',
    cores: os.availableParallelism(),
    system: `${os.platform()} ${os.arch()}`,
    node: process.versions.node,
  };
  const date = new Date().toISOString().slice(0, 10);
  const added = { ...entry, seconds: Math.round(entry.seconds), date, machine };
  const lines = [...readRunLog(file), added].map((one) => JSON.stringify(one));
  writeFileAtomic(file, `[\n${lines.join(',\n')}\n]\n`);
}
