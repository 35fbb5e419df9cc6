// Runs test files with node:test: first those that only compute, then whole programs, several at
// once; then, one by one, those that watch kernels and browsers while they work. All parts are
// reported as one run: the closing summary counts all tests. Started by runTests.mjs with the
// project's TypeScript loader (jupyter/load).
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { isSystemTest } from './testFiles.mjs';

/** How many of the slowest tests are named at the end. */
const SLOWEST = 20;

/** A file that takes longer waits for what never comes: it fails, and the others run. */
const LONGEST_FILE_MS = 15 * 60_000;

const cores = Math.max(1, Math.min(4, os.availableParallelism()));

/** Files of minutes: they start first, so that no core waits for them at the end. */
const STARTED_FIRST = [
  'answers.system.test.ts',
  'setup.system.test.ts',
  'dockerfile.system.test.ts',
  'nbgrader.system.test.ts',
  'report-pages.long.test.ts',
  'fuzz.long.test.ts',
];

/**
 * The files in the order in which they start.
 * @param {readonly string[]} chosen
 */
function inOrder(chosen) {
  const isFirst = (/** @type {string} */ file) => STARTED_FIRST.includes(path.basename(file));
  return [...chosen.filter(isFirst), ...chosen.filter((file) => !isFirst(file))];
}

const files = inOrder(process.argv.slice(2));

/**
 * Files that need the machine for themselves: they press keys and stop buttons.
 * @param {string} file
 */
const isAlone = (file) => /^(kernel|lab)/.test(path.basename(file)) && isSystemTest(file);

const parts = [
  { files: files.filter((file) => !isSystemTest(file)), concurrency: cores },
  {
    files: files.filter((file) => isSystemTest(file) && !isAlone(file)),
    concurrency: Math.min(2, cores),
  },
  { files: files.filter(isAlone), concurrency: 1 },
].filter((part) => part.files.length > 0);

/** Counts of the closing summary, over all parts. @type {Map<string, number>} */
const totals = new Map();
/** Files whose process was ended by a signal. @type {string[]} */
const crashed = [];
/** @typedef {{ name: string, file: string, milliseconds: number }} Timed */
/** @type {Timed[]} */
const fileTimes = [];
/** @type {Timed[]} */
const testTimes = [];

/** The events of all parts as if they were one run. @returns {AsyncGenerator<any>} */
async function* events() {
  let summary;
  for (const part of parts) {
    for await (const event of run({ ...part, timeout: LONGEST_FILE_MS })) {
      noteFailure(event);
      noteTime(event);
      if (isCount(event)) addCount(event.data.message);
      else if (isSummary(event)) summary = event;
      else yield event;
    }
  }
  yield* closingLines();
  if (summary) yield summary;
}

/** @param {any} event */
function noteFailure({ type, data }) {
  if (type !== 'test:fail' || data.todo !== undefined) return;
  process.exitCode = 1;
  const { signal } = data.details.error;
  if (!signal) return;
  crashed.push(
    `${path.basename(data.name)}: its process ended by ${signal}; of its tests, those not shown ` +
      'may have passed',
  );
}

/** @param {any} event */
function noteTime({ type, data }) {
  if (type !== 'test:complete') return;
  const isFile = files.includes(path.resolve(data.name));
  const times = isFile ? fileTimes : testTimes;
  times.push({
    name: isFile ? path.basename(data.name) : data.name,
    file: path.basename(data.file ?? ''),
    milliseconds: data.details.duration_ms,
  });
}

/** A line `tests 12` of a part's summary. @param {any} event */
const isCount = ({ type, data }) =>
  type === 'test:diagnostic' &&
  data.nesting === 0 &&
  !data.file &&
  /^[a-z_]+ [\d.]+$/.test(data.message);

/** @param {string} message */
function addCount(message) {
  const [name = '', count] = message.split(' ');
  totals.set(name, (totals.get(name) ?? 0) + Number(count));
}

/** @param {any} event */
const isSummary = ({ type, data }) => type === 'test:summary' && !data.file;

/** Times of files, the slowest tests, crashes, counts. */
function* closingLines() {
  yield diagnostic('times of files');
  for (const { name, milliseconds } of slowestFirst(fileTimes)) {
    yield diagnostic(`${seconds(milliseconds)}  ${name}`);
  }
  yield diagnostic(`the slowest ${SLOWEST} tests`);
  for (const { name, file, milliseconds } of slowestFirst(testTimes).slice(0, SLOWEST)) {
    yield diagnostic(`${seconds(milliseconds)}  ${file}: ${name}`);
  }
  for (const line of crashed) yield diagnostic(line);
  for (const [name, total] of totals) yield diagnostic(`${name} ${total}`);
}

/** @param {Timed[]} times */
const slowestFirst = (times) => [...times].sort((a, b) => b.milliseconds - a.milliseconds);

/** @param {number} milliseconds */
const seconds = (milliseconds) => `${(milliseconds / 1000).toFixed(1).padStart(7)} s`;

/** @param {string} message */
const diagnostic = (message) => ({
  type: 'test:diagnostic',
  data: { nesting: 0, message, level: 'info' },
});

Readable.from(events()).pipe(new spec()).pipe(process.stdout);
