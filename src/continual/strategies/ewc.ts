import type { z } from 'zod';
import type { Named } from '../../compile';
import { mapNamed, tf } from '../../tf';
import { aroundLearner } from './aroundLearner';
import { strategyMaker } from './context';
import { fisherDiagonal } from './fisher';
import { Learner } from './learner';
import { mlpForward } from './model';
import { noPenalty, penalisedLoss, type Penalty, sumOfPenalties } from './penalty';
import { factorField, plainSettings } from './settings';
import type { OptimizerSetting, StrategyMaker } from './types';

/** The settings of 'ewc'. */
export const ewcSettings = plainSettings.extend({ lambda: factorField.default(1000) });

/**
 * A strategy that keeps parameters near where they were when a task ended, each as firmly as the
 * Fisher information of the task says.
 * @param schema the settings, `lambda` among them
 * @param next the penalty from now on, in new tensors: `own` is that of the task which ended,
 * lambda x Fisher information around the parameters of now
 */
export function fisherPenalised<
  S extends z.ZodType<{ lambda: number; optimizer: OptimizerSetting }>,
>(
  schema: S,
  next: (before: Penalty, own: Penalty, settings: z.infer<S>) => Penalty,
): StrategyMaker {
  return strategyMaker(schema, (context) => {
    const {
      scenario: { kind, outputSize },
      settings,
    } = context;
    const { lambda } = settings;
    const learner = new Learner<Penalty>(context, { loss: penalisedLoss });
    const start = learner.parameters();
    let penalty = noPenalty(start);
    tf.dispose(start);
    return aroundLearner(learner, {
      observe: (batch) => learner.update(batch, penalty),
      observeMany: (batches) => learner.updateMany(batches, penalty),
      endTask(rows, allowed) {
        const anchor: Named = learner.parameters();
        const fisher = fisherDiagonal(
          context.model?.forward ?? mlpForward,
          kind,
          anchor,
          { ...rows, allowed },
          outputSize,
        );
        const before = penalty;
        penalty = tf.tidy(() =>
          next(
            before,
            {
              importance: mapNamed(fisher, (f) => tf.mul(f, lambda)),
              anchor: mapNamed(anchor, (tensor) => tensor.clone()),
            },
            settings,
          ),
        );
        tf.dispose([before, anchor, fisher]);
        learner.resetOptimizer();
      },
      dispose() {
        tf.dispose(penalty);
        learner.dispose();
      },
    });
  });
}

/**
 * Elastic weight consolidation (Kirkpatrick et al. 2017, equation 3): loss + sum over past tasks t
 * of lambda / 2 sum_i F_t,i (p_i - p*_t,i)^2, with a penalty around each task's own end, as there.
 * `lambda` scales the Fisher information, which is a mean over rows.
 */
export const ewc = fisherPenalised(ewcSettings, sumOfPenalties);
