import type { Notebook } from '../report/notebookFile';
import { readLesson } from './lesson';
import { readExercises } from './marks';

/** The level of each exercise of a notebook. */
export function exerciseLevels(file: string, notebook: Notebook): Record<string, number> {
  const exercises = readExercises(file, notebook);
  return Object.fromEntries(exercises.map(({ id, level }) => [id, level]));
}

/** Minutes that a newcomer needs for a notebook, exercises by their levels included. */
export function lessonMinutes(file: string, notebook: Notebook): number {
  return readLesson(notebook, exerciseLevels(file, notebook)).minutes;
}
