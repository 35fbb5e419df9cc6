import type { StreamLearner, StreamLearnerContext } from './types';

/** Always answers with the class of the row before. */
export function lastLabel(): StreamLearner {
  let last = 0;
  return {
    predict: () => last,
    learn: (_, label) => void (last = label),
    dispose: () => undefined,
  };
}

/** Always answers with the class that most rows so far were of, the lowest of several. */
export function majorityClass({ classes }: StreamLearnerContext): StreamLearner {
  const counts = new Array<number>(classes).fill(0);
  return {
    predict: () => counts.indexOf(Math.max(...counts)),
    learn: (_, label) => void counts[label]++,
    dispose: () => undefined,
  };
}
