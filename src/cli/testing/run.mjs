// Runs test files with node:test: first those that only compute, then those that set up, run
// notebooks or export, several at once; then, one by one, those that look at kernels and browsers
// while they work. All parts are reported as one run: the closing summary counts all tests. Started
// by test.mjs with the project's TypeScript loader (jupyter/load).
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';

/** Files that need the machine for themselves: they press keys and stop buttons. */
const alone = /^(kernel|lab)/;
/** Files that start processes and wait for the network, the disk or one kernel. */
const heavy = /^(node-versions|notebooks|report|setup)/;

const files = process.argv.slice(2);
/** @type {(file: string) => number} */
const partOf = (file) =>
  alone.test(path.basename(file)) ? 2 : heavy.test(path.basename(file)) ? 1 : 0;
const cores = Math.max(1, Math.min(4, os.availableParallelism()));
const parts = [
  { files: files.filter((file) => partOf(file) === 0), concurrency: cores },
  { files: files.filter((file) => partOf(file) === 1), concurrency: Math.min(2, cores) },
  { files: files.filter((file) => partOf(file) === 2), concurrency: 1 },
].filter((part) => part.files.length > 0);

/** @type {Map<string, number>} counts of the closing summary, over all parts */
const totals = new Map();
/**
 * @type {string[]} files whose process did not end by itself, and how it ended: the tests it had
 * finished may be missing above
 */
const crashed = [];
/** @type {Map<string, number>} milliseconds of each file */
const times = new Map();

/** The events of all parts as if they were one run. @returns {AsyncGenerator<any>} */
async function* events() {
  let summary;
  for (const part of parts) {
    for await (const event of run(part)) {
      const { type, data } = /** @type {{ type: string, data: any }} */ (event);
      if (type === 'test:fail' && data.todo === undefined) process.exitCode = 1;
      if (type === 'test:fail' && data.details.error.signal)
        crashed.push(
          `${path.basename(data.name)}: its process ended by ${data.details.error.signal}; of ` +
            'its tests, those not shown may have passed',
        );
      if (
        type === 'test:complete' &&
        data.nesting === 0 &&
        part.files.includes(path.resolve(data.name))
      )
        times.set(path.basename(data.name), data.details.duration_ms);
      const count =
        type === 'test:diagnostic' && data.nesting === 0 && !data.file
          ? /^([a-z_]+) ([\d.]+)$/.exec(data.message)
          : null;
      if (count) totals.set(count[1] ?? '', (totals.get(count[1] ?? '') ?? 0) + Number(count[2]));
      else if (type === 'test:summary' && !data.file) summary = event;
      else yield event;
    }
  }
  for (const [file, time] of [...times].sort((a, b) => b[1] - a[1]))
    yield diagnostic(`${(time / 1000).toFixed(1).padStart(7)} s  ${file}`);
  for (const line of crashed) yield diagnostic(line);
  for (const [name, total] of totals) yield diagnostic(`${name} ${total}`);
  if (summary) yield summary;
}

/** @param {string} message */
const diagnostic = (message) => ({
  type: 'test:diagnostic',
  data: { nesting: 0, message, level: 'info' },
});

Readable.from(events()).pipe(new spec()).pipe(process.stdout);
