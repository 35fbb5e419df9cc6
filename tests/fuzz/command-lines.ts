import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { benchOptions } from '../../benchmarks/lab/options';
import { UsageError } from '../../src/cli/arguments';
import { conformanceFiles } from '../../src/cli/conformance/options';
import { courseOptions } from '../../src/cli/course/options';
import { dataOptions } from '../../src/cli/data/options';
import { experimentCommand } from '../../src/cli/experiment/options';
import { kernelOptions } from '../../src/cli/kernel/options';
import { notebooksOptions } from '../../src/cli/notebooks/options';
import { bookOptions } from '../../src/cli/report/bookOptions';
import { reportOptions } from '../../src/cli/report/options';
import { slidesOptions } from '../../src/cli/report/slidesOptions';
import { resultsOptions } from '../../src/cli/results/options';
import { projectPath, projectRoot } from '../../src/core/paths';
import { fuzzFolder } from './folder';
import { checkClearText, type FuzzKind, type Outcome } from './harness';
import { oddName } from './inputs';

/** import(): written out, TypeScript makes it a require(), which loads no .mjs file on Node 20. */
// eslint-disable-next-line @typescript-eslint/no-implied-eval -- the only import() that stays one
const importFile = new Function('file', 'return import(file)') as (file: string) => Promise<never>;

/** A module of the commands that run before anything is installed. */
async function plainModule<Module>(name: string): Promise<Module> {
  return importFile(projectPath(`src/cli/${name}`));
}

interface Words {
  readWords(words: readonly string[], line: object): { readonly rest: string[] } | undefined;
}

type Parse = (words: readonly string[]) => unknown;

/** The reader of the words of a command of plain JavaScript. */
const plain =
  (name: string) =>
  async (words: readonly string[]): Promise<unknown> => {
    const { readWords } = await plainModule<Words>('words.mjs');
    const { LINE } = await plainModule<{ LINE: object }>(`${name}.mjs`);
    return readWords(words, LINE);
  };

async function start(words: readonly string[]): Promise<void> {
  const { checkWords } = await plainModule<{
    checkWords: (words: readonly string[], root: string) => void;
  }>('start/words.mjs');
  checkWords(words, projectRoot());
}

async function testNames(words: readonly string[]): Promise<unknown> {
  const given = (await plain('test')(words)) as { readonly rest: readonly string[] } | undefined;
  const { testFiles } = await plainModule<{ testFiles: (root: string) => string[] }>(
    'testing/testFiles.mjs',
  );
  const { chooseTests } = await plainModule<{
    chooseTests: (files: readonly string[], names: readonly string[]) => string[];
  }>('test.mjs');
  return given && { files: chooseTests(testFiles(projectRoot()), given.rest) };
}

async function program([name]: readonly string[]): Promise<string> {
  const { programFile } = await plainModule<{
    programFile: (name: string | undefined, folder: string) => string;
  }>('ts.mjs');
  return programFile(name, projectRoot());
}

const folder = fuzzFolder();
const broken = path.join(folder, 'broken.json');
fs.writeFileSync(broken, '{"format": ');
const table = path.join(folder, 'own.csv');
fs.writeFileSync(table, 'task,split,x,label\na,train,1,b\na,train,2,c\na,test,2,b\n');

/** Commands: what reads their words, and lines that each takes. */
const commands: Readonly<Record<string, { readonly parse: Parse; readonly lines: string[] }>> = {
  experiment: {
    parse: experimentCommand,
    lines: [
      'permuted --seeds 2 --jobs 1 --strategies er,naive --budget 100 --rows validation --resume',
      'all',
      `own --data ${table}`,
      `split-class --json ${path.join(folder, 'out.json')} --split data/digits-split.json`,
      'tune all --anew --seeds 2',
      'table --seeds 3',
      'ablation --jobs 2',
      'report',
    ],
  },
  results: { parse: resultsOptions, lines: ['stream', 'tasks --seeds 2 --jobs 1', 'meta-agent'] },
  data: {
    parse: dataOptions,
    lines: [`mnist --from ${folder}`, 'weather', 'omniglot', `electricity --from ${broken}`],
  },
  bench: {
    parse: benchOptions,
    lines: [
      'tiny --rounds 2 --only lab,1',
      `dnc maml --peers --json ${path.join(folder, 'bench.json')}`,
      'kernel --rounds 1',
    ],
  },
  notebooks: { parse: notebooksOptions, lines: ['06 --check', '--from notebooks --full', ''] },
  report: {
    parse: reportOptions,
    lines: [
      `01 --no-pdf --out ${folder}`,
      '--hide-code --full',
      '01 --lang de --authors Ada,Bob --title x --course c',
    ],
  },
  slides: {
    parse: slidesOptions,
    lines: [`01 --hide-code --out ${folder}`, '--full --no-execute', '--safe'],
  },
  book: {
    parse: bookOptions,
    lines: [`01 02 --title x --no-pdf --out ${folder}`, '--hide-code --full --no-execute'],
  },
  course: {
    parse: courseOptions,
    lines: [`01 --to ${folder} --name Class`, '', `sheet ${broken} --name Ada --to ${folder}`],
  },
  conformance: { parse: conformanceFiles, lines: [`tests/data/cl-metrics.json ${broken}`] },
  kernel: {
    parse: kernelOptions,
    lines: [`install --prefix ${folder} --replace`, 'remove --user', 'list'],
  },
  setup: { parse: plain('setup'), lines: [''] },
  doctor: { parse: plain('doctor'), lines: [''] },
  build: { parse: plain('build'), lines: [''] },
  format: { parse: plain('format'), lines: [''] },
  check: { parse: plain('check'), lines: [''] },
  api: { parse: plain('api'), lines: [`--out ${folder}`] },
  test: { parse: testNames, lines: ['replay', 'cli fuzz'] },
  start: {
    parse: start,
    lines: ['--no-browser --port 9000', 'notebooks --ServerApp.port=1', '-y'],
  },
  ts: { parse: program, lines: ['examples/metrics.ts a b --c'] },
};

const NAMES = Object.keys(commands);

/** Words that make no sense where they come to stand. */
const oddWord: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: oddName },
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      ...['-1', '1e9', 'NaN', '0x10', '١', '1.5', ' 2', '+3', '99999999999999999999', 'Infinity'],
      ...['--', '-', '--=', '--seeds=', '--seeds', '--json', '--__proto__', '--constructor=1'],
      ...['--no-seeds', '-x', '-xh', '--help=1', '--rounds=-0', '--port=70000', '--toString', ','],
      ...['er,', ',er', 'er,er', 'er, naive', '\n', 'a\nb', '\r', '\t', '\u202e', '\ud800', '😀'],
      ...['..', '/', '/dev/null', '/proc/x', '/proc/self/mem', 'nowhere/x', folder, broken],
      ...['%E0%A4%A', '$(id)', '`id`', '*', '~', '-'.repeat(300), 'x'.repeat(5000), 'all', 'own'],
      ...[`--${'y'.repeat(3000)}`, `--json=${'z'.repeat(5000)}`, 'é'.normalize('NFD')],
    ),
  },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }).map(withoutZero) },
  { weight: 2, arbitrary: fc.constantFrom(...NAMES.flatMap((name) => allWords(name))) },
);

/** No process can be given a word with a zero in it. */
function withoutZero(text: string): string {
  return text.replaceAll('\0', '');
}

function allWords(name: string): string[] {
  return commands[name].lines.flatMap((line) => line.split(' ').filter(Boolean));
}

/** Words of a line with one to three of them replaced, removed, doubled, added or joined. */
const mutatedLine = (line: string): fc.Arbitrary<string[]> =>
  fc
    .array(
      fc.record({
        place: fc.nat(20),
        kind: fc.constantFrom('replace', 'remove', 'double', 'add', 'join'),
        word: oddWord,
      }),
      { maxLength: 3 },
    )
    .map((changes) => {
      const words = line.split(' ').filter(Boolean);
      for (const { place, kind, word } of changes) {
        const at = place % (words.length + 1);
        if (kind === 'replace') words.splice(at, 1, word);
        else if (kind === 'remove') words.splice(at, 1);
        else if (kind === 'double') words.splice(at, 0, ...words.slice(at, at + 2));
        else if (kind === 'add') words.splice(at, 0, word);
        else words.splice(at, 2, words.slice(at, at + 2).join('='));
      }
      return words;
    });

interface Input {
  readonly command: string;
  readonly words: readonly string[];
}

/** Numbers and files of words that were taken are such. */
function checkTaken(taken: unknown): void {
  const options = (taken as { options?: object } | undefined)?.options ?? taken ?? {};
  for (const [name, value] of Object.entries(options)) {
    if (['seeds', 'jobs', 'budget', 'rounds'].includes(name) && value !== undefined)
      assert.ok(Number.isSafeInteger(value) && (value as number) > 0, `${name}: ${String(value)}`);
    if (name === 'json' && value !== undefined) checkWritable(value as string);
    if (['split', 'data'].includes(name) && value !== undefined)
      assert.ok(fs.statSync(value as string).isFile(), String(value));
    if (['files', 'strategies', 'cases', 'scenarios'].includes(name) && value !== undefined)
      assert.ok((value as readonly string[]).length > 0, `${name}: none`);
  }
}

/** A file for results can be written. */
function checkWritable(file: string): void {
  const isNew = !fs.existsSync(file);
  fs.closeSync(fs.openSync(file, 'a'));
  if (isNew) fs.rmSync(file);
}

/** Taken, or refused as wrong use: status 2, one line. */
async function parse({ command, words }: Input): Promise<Outcome> {
  let taken: unknown;
  try {
    taken = await commands[command].parse(words);
  } catch (error) {
    const { message, stack, status } = error as Error & { status?: number };
    const isUsage = error instanceof UsageError || status === 2;
    assert.ok(isUsage, `not refused as wrong use: ${message}\n${stack}`);
    checkClearText(message, stack);
    return 'refused';
  }
  checkTaken(taken);
  return 'used';
}

/** Command lines of every command, read by what reads them there, in this process. */
export const commandLines: FuzzKind<Input> = {
  inputs: fc
    .constantFrom(...NAMES)
    .chain((command) =>
      fc
        .constantFrom(...commands[command].lines)
        .chain((line) => mutatedLine(line).map((words) => ({ command, words }))),
    ),
  use: parse,
};
