import { aroundLearner } from './aroundLearner';
import { Learner } from './learner';
import type { Strategy, StrategyContext } from './types';

/**
 * Learns from what comes and nothing else: the lower bound. Given the rows of all tasks at once
 * (joint) or of all tasks so far (cumulative), the upper bounds.
 */
export function naive(context: StrategyContext): Strategy {
  const learner = new Learner(context);
  return aroundLearner(learner, { observe: (batch) => learner.update(batch) });
}
