import * as fs from 'node:fs';
import * as os from 'node:os';
import { readBytes, writeFileAtomic } from '../../core/files';
import { readJsonFile } from '../../core/jsonFile';
import { projectPath } from '../../core/paths';
import { lessonMinutes } from '../../course/lessonMinutes';
import { notebookText } from '../../course/notebookParts';
import {
  sectionSeconds,
  spokenRun,
  TIMES_FILE,
  timeLine,
  timesSchema,
  withTableTimes,
  withTimeLine,
  type NotebookTimes,
  type TableTimes,
} from '../../course/times';
import type { RunMeasure } from '../../report/execute';
import { listNotebooks, notebookName, readNotebook } from '../../report/notebookFile';

/**
 * Writes a measurement of notebooks where it is said: the file of times, the line at the top of
 * each notebook, and the table of README. Notebooks that were not measured now keep their earlier
 * times if they come from a processor of the same name.
 * @param measured by the notebook's file
 */
export async function writeTimes(measured: ReadonlyMap<string, RunMeasure>): Promise<void> {
  if (measured.size === 0) return;
  const times = newTimes(measured);
  writeFileAtomic(projectPath(TIMES_FILE), `${JSON.stringify(times, null, 2)}\n`);
  const table: Record<string, TableTimes> = {};
  for (const file of listNotebooks(projectPath('notebooks'))) {
    const name = notebookName(file);
    const run = times.notebooks[name];
    if (run === undefined) continue;
    const notebook = readNotebook(file);
    const minutes = lessonMinutes(file, notebook);
    const timed = withTimeLine(notebook, timeLine(minutes, run));
    const text = notebookText(timed);
    if (text !== fs.readFileSync(file, 'utf8')) writeFileAtomic(file, text);
    table[name] = { minutes: `${minutes} minutes`, run: spokenRun(run.seconds) };
  }
  await writeReadme(table);
}

function newTimes(measured: ReadonlyMap<string, RunMeasure>): NotebookTimes {
  const file = projectPath(TIMES_FILE);
  const cpu = os.cpus()[0]?.model.trim() ?? 'unknown';
  const before = fs.existsSync(file) ? readJsonFile(file, timesSchema) : undefined;
  const notebooks = before?.cpu === cpu ? { ...before.notebooks } : {};
  for (const [notebook, { seconds, memory }] of measured)
    notebooks[notebookName(notebook)] = {
      seconds: Math.round(10 * seconds.reduce((a, b) => a + b, 0)) / 10,
      memory,
      sections: sectionSeconds(readNotebook(notebook), seconds),
    };
  const sorted = Object.entries(notebooks).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    date: new Date().toISOString().slice(0, 10),
    cpu,
    cores: os.availableParallelism(),
    notebooks: Object.fromEntries(sorted),
  };
}

async function writeReadme(table: Readonly<Record<string, TableTimes>>): Promise<void> {
  const file = projectPath('README.md');
  const { format, resolveConfig } = await import('prettier');
  const text = withTableTimes(readBytes(file).toString('utf8'), table);
  const options = (await resolveConfig(file)) ?? {};
  writeFileAtomic(file, await format(text, { ...options, parser: 'markdown' }));
}
