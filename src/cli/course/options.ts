import * as path from 'node:path';
import { InvalidArgumentError, type Command } from 'commander';
import { projectPath } from '../../core/paths';
import {
  asUsage,
  commandLine,
  flag,
  helpOf,
  operand,
  option,
  parseWords,
  UsageError,
} from '../arguments';
import { chosenFiles } from '../chosenFiles';
import { callersFolder, callersPath, inputFile, outputFolder } from '../fileArguments';

/** `npm run course`: makes the copies of notebooks. */
export interface CopiesWords {
  readonly command: 'copies';
  readonly files: readonly string[];
  readonly to: string;
  readonly course: string;
}

/** `npm run course -- sheet`: prints what a student answered. */
export interface SheetWords {
  readonly command: 'sheet';
  readonly file: string;
  readonly to: string;
  readonly student: string;
}

const DESCRIPTION =
  'Makes copies of the notebooks (all of notebooks/, or those named) for a class, in course/: ' +
  "student/ (without solutions and outputs), teacher/, answers/, and nbgrader/, an nbgrader's " +
  'course. `sheet FILE` prints the answers of a student as a PDF.';

/** What the course is called where nothing else is said. */
const STANDARD_NAME = 'Neural Memory Lab';

function courseLine(): Command {
  return commandLine('npm run course --', DESCRIPTION, [
    option(
      '--to <FOLDER>',
      'write to FOLDER instead of course/ (sheet: beside FILE)',
      callersFolder,
    ),
    option('--name <NAME>', `the course's name (sheet: the student's)`, someName),
    flag('-h, --help', 'shows this'),
  ])
    .usage('[NAME|FILE...] [options] | sheet FILE --name STUDENT [--to FOLDER]')
    .argument('[FILE...]', 'such as 04, 04-replay, or mine/own.ipynb');
}

export const courseHelp = (): string => helpOf(courseLine());

/**
 * @returns undefined if help was asked for
 * @throws UsageError
 */
export function courseOptions(words: readonly string[]): CopiesWords | SheetWords | undefined {
  const line = courseLine();
  const { to, name, help } = parseWords<{
    readonly to?: string;
    readonly name?: string;
    readonly help?: boolean;
  }>(line, words);
  if (help) return undefined;
  if (line.args[0] === 'sheet') return sheetWords(line.args.slice(1), to, name);
  return {
    command: 'copies',
    files: asUsage(() => chosenFiles(projectPath('notebooks'), line.args)),
    to: to ?? operand('course', outputFolder)(projectPath('course')),
    course: name ?? STANDARD_NAME,
  };
}

function sheetWords(files: readonly string[], to?: string, name?: string): SheetWords {
  if (files.length > 1) throw new UsageError(`FILE: got ${files.length} files, expected one`);
  const file = operand('FILE', handedIn)(files[0] ?? '');
  if (name === undefined) throw new UsageError("--name: got nothing, expected the student's name");
  const folder = to ?? operand('FILE', outputFolder)(path.dirname(file));
  return { command: 'sheet', file, to: folder, student: name };
}

/** A notebook that a student handed in. */
const handedIn = (text: string): string =>
  inputFile('a notebook that a student handed in')(callersPath(text));

/** A name of 1 to 100 characters on one line. */
function someName(text: string): string {
  const name = text.trim();
  if (/^[^\p{Cc}\p{Zl}\p{Zp}]{1,100}$/u.test(name)) return name;
  throw new InvalidArgumentError('a name of 1 to 100 characters on one line');
}
