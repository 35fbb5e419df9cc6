import { plural } from '../core/text';
import type { Chapter } from './copies';
import { lessonMinutes } from './lessonMinutes';
import { inMarkdown, linkAddress } from './notebookParts';
import { spokenMemory, spokenRun, type MeasuredRun } from './times';

/** What the first cell of a copy is made of. */
export interface CopyWords {
  readonly chapter: Chapter;
  /** The file's name without its ending. */
  readonly name: string;
  readonly title: string;
  readonly course: string;
  readonly measured?: MeasuredRun;
}

/** The first cell of the teacher's copy. */
export function aboutTeacherCopy(words: CopyWords, hasAnswers: boolean): string {
  const { chapter, name, course } = words;
  const link = `[${inMarkdown(name)}](../answers/${linkAddress(name)}.ipynb)`;
  const answers = hasAnswers ? ` The answers alone: ${link}.` : '';
  const copy = inMarkdown(`${course}: the teacher's copy of ${name}.`);
  return [
    `> **${copy}** It holds solutions and notes: it is not for handing out. \`npm run course\` ` +
      'makes it from the chapter; what is changed here is lost when that runs again.' +
      answers,
    exerciseTable(chapter),
    timesOf(words),
  ]
    .filter(Boolean)
    .join('\n\n');
}

/**
 * The first cell of the answers.
 * @param toChapter the address of the chapter's file, relative to that of the answers
 */
export function aboutAnswers({ name, course, title }: CopyWords, toChapter: string): string {
  const chapter = `[${inMarkdown(title)}](${toChapter})`;
  return [
    `# Answers to ${inMarkdown(name)}`,
    `${inMarkdown(course)}. The exercises of ${chapter}, each with an answer and ` +
      'its reason. Other answers may be right too: the checks test what must be true of all of ' +
      'them. Folded cells hold what the answers need from the chapter.',
  ].join('\n\n');
}

function exerciseTable({ exercises }: Chapter): string {
  if (exercises.length === 0) return '';
  const rows = exercises.map(({ id, level }) => `| ${id} | ${'★'.repeat(level)} | ${level} |`);
  const all = exercises.reduce((sum, { level }) => sum + level, 0);
  return [
    '| exercise | level | points |',
    '| --- | --- | --- |',
    ...rows,
    `| all | | ${all} |`,
  ].join('\n');
}

function timesOf({ chapter, measured }: CopyWords): string {
  const minutes = lessonMinutes(chapter.file, chapter.notebook);
  const newcomer = `A newcomer takes about ${plural(minutes, 'minute')} with the exercises.`;
  if (measured === undefined) return newcomer;
  const { seconds, memory } = measured;
  const run = `Its cells run in about ${spokenRun(seconds)}, in about ${spokenMemory(memory)}.`;
  const sections = measured.sections.filter((section) => section.seconds >= 1);
  if (sections.length === 0) return `${newcomer} ${run}`;
  const rows = sections.map(
    ({ title, seconds }) => `| ${title.replace(/\|/g, '\\|')} | ${spokenRun(seconds)} |`,
  );
  const table = ['| section | its cells run in |', '| --- | --- |', ...rows].join('\n');
  return `${newcomer} ${run}\n\n${table}`;
}
