import * as fs from 'node:fs';
import * as path from 'node:path';
import { FileError } from '../core/errors';
import { readBytes, writeFileAtomic } from '../core/files';
import { titleAndSummary } from '../report/body';
import { notebookName, readNotebook, type Notebook } from '../report/notebookFile';
import { answersOf } from './answers';
import { chapterOf, studentCopy, teacherCopy, type Chapter } from './copies';
import { aboutAnswers, aboutTeacherCopy } from './courseWords';
import { movedTo } from './links';
import { nbgraderConfig, nbgraderSource } from './nbgrader';
import { notebookText, proseCell, withCells } from './notebookParts';
import type { MeasuredRun } from './times';

/** What copies are made of, and where they go. */
export interface CourseOptions {
  readonly files: readonly string[];
  readonly to: string;
  /** What the course is called. */
  readonly course: string;
  /** The laboratory's folder. */
  readonly root: string;
  /** How long notebooks ran, by their names, where it was measured. */
  readonly times: Readonly<Record<string, MeasuredRun>>;
}

/** What was made of a notebook. */
export interface MadeCopies {
  readonly name: string;
  readonly exercises: number;
  readonly solved: number;
}

/** A file that is to be written. */
interface Planned {
  readonly file: string;
  readonly content: string | Uint8Array;
}

/** The first words of a config that this module wrote. */
const OWN_CONFIG = '# Written by `npm run course`';

/**
 * Makes the copies of notebooks: student/, teacher/, answers/ and a course of nbgrader in
 * nbgrader/. All are made before the first is written, each is written whole.
 * @param say told each notebook that is written
 * @throws FileError naming the notebook that cannot be read, its cell with a mark that makes no
 * sense, or the file that cannot be written
 */
export function makeCourse(options: CourseOptions, say: (made: MadeCopies) => void): void {
  const { files, to } = options;
  const siblings = new Set(files.map((file) => path.basename(file)));
  if (siblings.size < files.length) throw sameName(files);
  const planned = files.map((file) => {
    const chapter = chapterOf(file, readNotebook(file));
    return { chapter, plan: copiesOf(chapter, options, siblings) };
  });
  for (const { chapter, plan } of planned) {
    for (const { file, content } of plan) writeFileAtomic(file, content);
    const { exercises } = chapter;
    const solved = exercises.filter(({ solution }) => solution !== undefined).length;
    say({ name: notebookName(chapter.file), exercises: exercises.length, solved });
  }
  writeConfig(path.join(to, 'nbgrader', 'nbgrader_config.py'), options);
}

function sameName(files: readonly string[]): FileError {
  const names = files.map((file) => path.basename(file));
  const second = names.findIndex((name, at) => names.indexOf(name) < at);
  return new FileError(files[second], 'its copies would replace those of a notebook of that name');
}

/** A config that a teacher wrote is left as it is. */
function writeConfig(file: string, { course, root }: CourseOptions): void {
  if (fs.existsSync(file) && !readBytes(file).toString('utf8').startsWith(OWN_CONFIG)) return;
  writeFileAtomic(file, nbgraderConfig({ course, root }));
}

function copiesOf(
  chapter: Chapter,
  { to, course, times }: CourseOptions,
  siblings: ReadonlySet<string>,
): Planned[] {
  const { file, notebook } = chapter;
  const name = notebookName(file);
  const title = titleAndSummary(notebook).title || name;
  const words = { chapter, name, title, course, measured: times[name] };
  const answers = answersOf(chapter);
  const toChapter = path.relative(path.join(to, 'answers'), file);
  const alone = new Set<string>();
  const teacher = {
    folder: 'teacher',
    siblings,
    about: aboutTeacherCopy(words, answers !== undefined),
  };
  const planned = [
    ...filesOf(file, studentCopy(chapter), to, { folder: 'student', siblings }),
    ...filesOf(file, teacherCopy(chapter), to, teacher),
  ];
  if (answers === undefined) return planned;
  const graded = { folder: path.join('nbgrader', 'source', name), siblings: alone };
  const solved = { folder: 'answers', siblings: alone, about: aboutAnswers(words, toChapter) };
  return [
    ...planned,
    ...filesOf(file, answers, to, solved),
    ...filesOf(file, nbgraderSource(chapter), to, graded),
  ];
}

/** What a copy is, and where it lies. */
interface CopyKind {
  readonly folder: string;
  /** Notebooks of which a copy lies beside it. */
  readonly siblings: ReadonlySet<string>;
  /** Its first cell: Markdown that says what it is. */
  readonly about?: string;
}

/** A copy and the pictures that come along. */
function filesOf(
  file: string,
  copy: Notebook,
  to: string,
  { folder, siblings, about }: CopyKind,
): Planned[] {
  const place = { from: path.dirname(file), to: path.join(to, folder), siblings };
  const { notebook, pictures } = movedTo(copy, place);
  const first = about === undefined ? [] : [proseCell('about', about)];
  const whole = withCells(notebook, [...first, ...notebook.cells]);
  const copied = [...pictures]
    .filter(([picture]) => fs.existsSync(picture))
    .map(([picture, name]) => ({ file: path.join(place.to, name), content: readBytes(picture) }));
  const target = path.join(place.to, path.basename(file));
  return [{ file: target, content: notebookText(whole) }, ...copied];
}
