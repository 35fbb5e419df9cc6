import { existsSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { projectRoot } from '../../core/paths';
import { writeFileAtomic } from '../../core/files';

/** One go at the long runs: how many were made, how many at once, and the wall clock it took. */
export interface Sitting {
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

export const CONTINUAL_SITTINGS = path.join(projectRoot(), 'data', 'continual-sittings.json');

/** All sittings so far; none if there is no file. */
export const readSittings = (file = CONTINUAL_SITTINGS): Sitting[] =>
  existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Sitting[]) : [];

/** Adds a sitting on this machine, today. */
export function keepSitting(
  sitting: Omit<Sitting, 'date' | 'machine'>,
  file = CONTINUAL_SITTINGS,
): void {
  const machine = {
    cpu: os.cpus()[0]?.model.trim() ?? 'unknown',
    cores: os.availableParallelism(),
    system: `${os.platform()} ${os.arch()}`,
    node: process.versions.node,
  };
  const all = [
    ...readSittings(file),
    {
      ...sitting,
      seconds: Math.round(sitting.seconds),
      date: new Date().toISOString().slice(0, 10),
      machine,
    },
  ];
  writeFileAtomic(file, `[\n${all.map((one) => JSON.stringify(one)).join(',\n')}\n]\n`);
}
