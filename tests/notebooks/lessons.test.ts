// How the notebooks read: short cells, little plumbing, terms that are explained, things to move.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { test } from 'node:test';
import { projectPath } from '../../src/core/paths';
import { CELL_LIMITS, CHAPTER_MINUTES, readLesson, type Lesson } from '../../src/course/lesson';
import { exerciseLevels } from '../../src/course/lessonMinutes';
import { joined, listNotebooks, notebookName, readNotebook } from '../../src/report/notebookFile';

const glossary = fs.readFileSync(projectPath('docs/glossary.md'), 'utf8');
/** What a link to a term of the glossary may end in. */
const terms = new Set(
  [...glossary.matchAll(/^### (.+)$/gm)].map(([, term]) =>
    term
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s-]/gu, '')
      .replace(/\s/g, '-'),
  ),
);

/** What is wrong with a notebook, each with its cell. */
function faults(lesson: Lesson, text: string, isChapter: boolean): string[] {
  const found: string[] = [];
  for (const cell of lesson.cells) {
    const at = `cell ${cell.number}`;
    if (cell.widest > CELL_LIMITS.columns) found.push(`${at}: ${cell.widest} columns`);
    if (cell.lines > CELL_LIMITS.lines)
      found.push(`${at}: ${cell.lines} lines, at most ${CELL_LIMITS.lines}`);
    if (!cell.folded && cell.longestPresentation > CELL_LIMITS.presentationLines)
      found.push(`${at}: a statement that shows takes ${cell.longestPresentation} lines`);
    if (!cell.folded && cell.makesSentence) found.push(`${at}: makes a sentence and is not folded`);
  }
  if (lesson.medianLines > CELL_LIMITS.medianLines)
    found.push(`half of the visible cells have ${lesson.medianLines} lines or more`);
  const share = lesson.ideaLines / lesson.visibleLines;
  if (share < 2 / 3) found.push(`${(100 * share).toFixed(0)} % of the visible lines are ideas`);
  if (lesson.minutes > CHAPTER_MINUTES) found.push(`takes ${lesson.minutes} minutes`);
  for (const [, term] of text.matchAll(/glossary\.md#([^)\s]+)\)/g))
    if (!terms.has(term)) found.push(`the glossary has no term ${term}`);
  if (isChapter) found.push(...chapterFaults(lesson, text));
  return found;
}

/** What a chapter has besides. */
function chapterFaults(lesson: Lesson, text: string): string[] {
  const found: string[] = [];
  if (lesson.controls < 3) found.push(`${lesson.controls} things to move, expected 3 or more`);
  if (lesson.predictions < 3) found.push(`${lesson.predictions} predictions, expected 3 or more`);
  if (new Set(text.match(/glossary\.md#[^)\s]+\)/g)).size < 5)
    found.push('fewer than 5 terms are linked to the glossary');
  if (!/\bsetKnobs\(/.test(text)) found.push('its knobs are not checked (setKnobs)');
  const unsolved = lesson.exercises.filter((id) => !lesson.solutions.includes(id));
  if (lesson.exercises.length < 3) found.push(`${lesson.exercises.length} exercises`);
  if (unsolved.length > 0) found.push(`no solution for ${unsolved.join(', ')}`);
  return found;
}

for (const file of listNotebooks(projectPath('notebooks'))) {
  const name = notebookName(file);
  test(`${name}: cells are short, ideas prevail, terms are explained, things move`, (t) => {
    const notebook = readNotebook(file);
    const text = notebook.cells.map((cell) => joined(cell.source)).join('\n');
    const lesson = readLesson(notebook, exerciseLevels(file, notebook));
    const { visibleLines, ideaLines, medianLines, words, controls, minutes } = lesson;
    t.diagnostic(
      `${visibleLines} visible lines, ${ideaLines} of ideas, median ${medianLines} a cell, ` +
        `${words} words, ${controls} controls, ${minutes} minutes`,
    );
    // not its second notebook
    const isChapter = /^(?:0[1-9]|10)-(?!more\.)/.test(path.basename(file));
    assert.deepEqual(faults(lesson, text, isChapter), []);
  });
}
