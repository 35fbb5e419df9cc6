import { aroundLearner } from './aroundLearner';
import { Learner } from './learner';
import { strategyMaker } from './context';
import { plainSettings } from './settings';

/**
 * Learns from what comes and nothing else: the lower bound. Given the rows of all tasks at once
 * (joint) or of all tasks so far (cumulative), the upper bounds.
 */
export const naive = strategyMaker(plainSettings, (context) => {
  const learner = new Learner(context);
  return aroundLearner(learner, {
    observe: (batch) => learner.update(batch),
    observeMany: (batches) => learner.updateMany(batches),
  });
});
