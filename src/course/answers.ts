import type { Cell, Notebook } from '../report/notebookFile';
import { solvedCell, type Chapter } from './copies';
import type { MarkedExercise } from './marks';
import { neededCells } from './needs';
import { beforeRun, foldedCell, sourceText, withCells, withSource } from './notebookParts';

/**
 * The answers to a chapter's exercises, each with its reason, in a notebook that runs by itself:
 * cells of the chapter that an answer needs stand before it, folded.
 * @returns undefined where no exercise has a solution
 */
export function answersOf({ notebook, exercises }: Chapter): Notebook | undefined {
  const solved = exercises.filter(({ solution }) => solution !== undefined);
  if (solved.length === 0) return undefined;
  const { cells } = notebook;
  const byPlace = new Map(solved.map((exercise) => [exercise.cell, exercise]));
  const made: Cell[] = [];
  for (const at of placesNeeded(cells, byPlace)) {
    const exercise = byPlace.get(at);
    if (exercise === undefined) made.push(foldedCell(beforeRun(cells[at])));
    else made.push(...answerCells(cells, exercise));
  }
  return withCells(notebook, made);
}

/** The code cells that the answers need, themselves included: places in the notebook. */
function placesNeeded(
  cells: readonly Cell[],
  solved: ReadonlyMap<number, MarkedExercise>,
): number[] {
  const places = [...cells.keys()].filter((at) => cells[at].cell_type === 'code');
  const sources = places.map((at) => {
    const exercise = solved.get(at);
    return sourceText(exercise ? solvedCell(cells[at], exercise) : cells[at]);
  });
  const wanted = [...places.keys()].filter((index) => solved.has(places[index]));
  return neededCells(sources, wanted).map((index) => places[index]);
}

function answerCells(cells: readonly Cell[], exercise: MarkedExercise): Cell[] {
  const { question, reason, cell, solutionCell } = exercise;
  const hasReason = solutionCell !== undefined && reason !== '';
  const reasons = hasReason ? [withSource(cells[solutionCell], reason)] : [];
  return [...question.map((at) => cells[at]), solvedCell(cells[cell], exercise), ...reasons];
}
