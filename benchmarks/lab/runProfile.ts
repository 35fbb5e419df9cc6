import { writeFileAtomic } from '../../src/core/files';
import { ready } from '../../src/tf';
import { spokenSeconds } from '../../src/report/progressLine';
import { stepCases } from './cases';
import { announce, clearProgress } from './log';
import type { BenchOptions } from './options';
import { profileStep, type StepProfile } from './profile';
import { profileTables } from './profileTable';
import { emptyBench } from './results';

/**
 * Profiles the steps that were asked for, on one thread, prints the tables, writes the file.
 * @returns the exit status
 */
export async function runProfile({ cases, rounds, json }: BenchOptions): Promise<number> {
  await ready();
  const { machine } = emptyBench();
  const steps: StepProfile[] = [];
  for (const one of stepCases.filter(({ id }) => cases.includes(id))) {
    const profile = profileStep(one, rounds);
    clearProgress();
    console.log(`${profileTables(profile)}\n`);
    steps.push(profile);
  }
  const made = new Date().toISOString().slice(0, 10);
  if (json !== undefined)
    writeFileAtomic(json, `${JSON.stringify({ machine, made, steps }, rounded, 1)}\n`);
  const written = json === undefined ? '' : `; written to ${json}`;
  announce(`took ${spokenSeconds(process.uptime())}${written}`);
  return 0;
}

/** Six digits are enough of any time. */
function rounded(_: string, value: unknown): unknown {
  const isLong = typeof value === 'number' && !Number.isInteger(value);
  return isLong ? Number(value.toPrecision(6)) : value;
}
