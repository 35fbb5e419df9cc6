import { existsSync } from 'node:fs';
import os from 'node:os';
import { z } from 'zod';
import { withFileLock } from '../../core/fileLock';
import { writeFileAtomic } from '../../core/files';
import { readJsonFile } from '../../core/jsonFile';
import { projectPath } from '../../core/paths';

const count = z.int().min(0);
/** A day, `2026-11-24`. */
const day = z
  .string()
  .regex(/^\d{4}-\d\d-\d\d$/)
  .describe('a day such as "2026-11-24"');

const entrySchema = z.strictObject({
  command: z.enum(['table', 'ablation']),
  runs: count,
  jobs: z.int().min(1),
  seconds: z.number().min(0),
  date: day,
  machine: z.strictObject({
    cpu: z.string(),
    cores: z.int().min(1),
    system: z.string(),
    node: z.string(),
  }),
});

/** One go at the long runs: how many were made, how many at once, and the wall clock it took. */
export type RunLogEntry = z.infer<typeof entrySchema>;

export const CONTINUAL_RUN_LOG = projectPath('data/continual-run-log.json');

/**
 * All entries so far; none if there is no file.
 * @throws FileError naming the file and the field that is wrong
 */
export function readRunLog(file = CONTINUAL_RUN_LOG): readonly RunLogEntry[] {
  return existsSync(file) ? readJsonFile(file, z.array(entrySchema)) : [];
}

/** Adds an entry for this machine, today. Several processes may do so at once. */
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
  withFileLock(file, () => {
    const lines = [...readRunLog(file), added].map((one) => JSON.stringify(one));
    writeFileAtomic(file, `[\n${lines.join(',\n')}\n]\n`);
  });
}
