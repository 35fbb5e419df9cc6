/** Two tasks in turn, the smallest case of forgetting: the halves of a sine curve. */
export * from './curveLearner';
export * from './inTurn';
