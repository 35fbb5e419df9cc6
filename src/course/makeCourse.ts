import * as path from 'node:path';
import { readBytes } from '../core/files';
import { titleAndSummary } from '../report/body';
import { isFile } from '../report/embed';
import { notebookName, readNotebook, type Notebook } from '../report/notebookFile';
import { answersOf } from './answers';
import { chapterOf, studentCopy, teacherCopy, type Chapter } from './copies';
import { aboutAnswers, aboutTeacherCopy } from './courseWords';
import { movedTo } from './links';
import { nbgraderConfig, nbgraderSource } from './nbgrader';
import { linkAddress, notebookText, proseCell, withCells } from './notebookParts';
import type { MeasuredRun } from './times';
import { writeAll, type PlannedFile } from './writeAll';

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

/** The first words of a config that this module wrote. */
const OWN_CONFIG = '# Written by `npm run course`';

/** The names of the pictures of copies, by the folder of these and by the picture's file. */
type PictureNames = Map<string, Map<string, string>>;

/** A copy of a notebook, and where it lies. */
interface Copy {
  /** Within the course's folder. */
  readonly folder: string;
  readonly notebook: Notebook;
  /** Notebooks of which a copy lies beside it. */
  readonly siblings: ReadonlySet<string>;
  /** Its first cell: Markdown that says what it is. */
  readonly about?: string;
}

/** The folders of a course, in the order in which they are made. */
const FOLDERS = ['student', 'teacher', 'answers', 'nbgrader'];

/**
 * Makes the copies of notebooks: student/, teacher/, and where an exercise has a solution answers/
 * and a course of nbgrader in nbgrader/. All are made before the first is written, each is written
 * whole.
 * @param options `files` must have different names
 * @param say told each notebook that copies were made of
 * @returns the folders that files were written to
 * @throws FileError naming the notebook that cannot be read, its cell with a mark that makes no
 * sense, or the file that cannot be written
 */
export function makeCourse(options: CourseOptions, say: (made: MadeCopies) => void): string[] {
  const { files, to } = options;
  const siblings = new Set(files.map((file) => path.basename(file)));
  const chapters = files.map((file) => chapterOf(file, readNotebook(file)));
  const pictures: PictureNames = new Map();
  const planned = chapters.flatMap((chapter) =>
    copiesOf(chapter, options, siblings).flatMap((copy) => filesOf(chapter, copy, to, pictures)),
  );
  const hasFiles = (folder: string): boolean =>
    planned.some(({ file }) => file.startsWith(path.join(to, folder) + path.sep));
  if (hasFiles('nbgrader')) planned.push(...configOf(options));
  writeAll(planned, files);
  for (const { file, exercises } of chapters) {
    const solved = exercises.filter(({ solution }) => solution !== undefined).length;
    say({ name: notebookName(file), exercises: exercises.length, solved });
  }
  return FOLDERS.filter(hasFiles).map((folder) => path.join(to, folder));
}

/** The config of nbgrader; none where a teacher wrote one, which is left as it is. */
function configOf({ to, course, root }: CourseOptions): PlannedFile[] {
  const file = path.join(to, 'nbgrader', 'nbgrader_config.py');
  if (isFile(file) && !readBytes(file).toString('utf8').startsWith(OWN_CONFIG)) return [];
  return [{ file, content: nbgraderConfig({ course, root }) }];
}

function copiesOf(
  chapter: Chapter,
  { to, course, times }: CourseOptions,
  siblings: ReadonlySet<string>,
): Copy[] {
  const { file, notebook } = chapter;
  const name = notebookName(file);
  const title = titleAndSummary(notebook).title || name;
  const words = { chapter, name, title, course, measured: times[name] };
  const answers = answersOf(chapter);
  const aboutTeacher = aboutTeacherCopy(words, answers !== undefined);
  const copies: Copy[] = [
    { folder: 'student', notebook: studentCopy(chapter), siblings },
    { folder: 'teacher', notebook: teacherCopy(chapter), siblings, about: aboutTeacher },
  ];
  if (answers === undefined) return copies;
  const toChapter = linkAddress(path.relative(path.join(to, 'answers'), file));
  const about = aboutAnswers(words, toChapter);
  const alone = new Set<string>();
  const gradedFolder = path.join('nbgrader', 'source', name);
  return [
    ...copies,
    { folder: 'answers', notebook: answers, siblings: alone, about },
    { folder: gradedFolder, notebook: nbgraderSource(chapter), siblings: alone },
  ];
}

/** The files of a copy: the notebook and the pictures that come along. */
function filesOf(
  { file }: Chapter,
  copy: Copy,
  to: string,
  pictureNames: PictureNames,
): PlannedFile[] {
  const { folder, siblings, about } = copy;
  const names = pictureNames.get(folder) ?? new Map<string, string>();
  pictureNames.set(folder, names);
  const place = { from: path.dirname(file), to: path.join(to, folder), siblings, names };
  const { notebook, pictures } = movedTo(copy.notebook, place);
  const first = about === undefined ? [] : [proseCell('about', about)];
  const whole = withCells(notebook, [...first, ...notebook.cells]);
  const copied = [...pictures]
    .filter(([picture]) => isFile(picture))
    .map(([picture, name]) => ({ file: path.join(place.to, name), content: readBytes(picture) }));
  const target = path.join(place.to, path.basename(file));
  return [{ file: target, content: notebookText(whole) }, ...copied];
}
