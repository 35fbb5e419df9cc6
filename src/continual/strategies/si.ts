import { z } from 'zod';
import type { Named } from '../../compile';
import { mapNamed, tf, withGradient } from '../../tf';
import { aroundLearner } from './aroundLearner';
import { strategyMaker } from './context';
import { valueAndGradient } from './gradients';
import { type GivenRows, Learner, type LossGiven, rowsAt } from './learner';
import { noPenalty, type Penalty } from './penalty';
import type { RowTensors } from './rowLoss';
import { factorField, plainSettings } from './settings';

/** The settings of 'si'. */
export const siSettings = plainSettings.extend({
  c: factorField.default(100),
  xi: z.number().gt(0).default(0.1),
});

/**
 * The way that was gone in a task: what it brought so far, and the parameters and the gradient of
 * the last step, which is counted when it is known where it led.
 */
type Path = { readonly gained: Named; readonly parameters: Named; readonly gradient: Named };

/**
 * Zenke et al. 2017, equation 3: what a step lowers the rows' loss by, in proportion, parameter by
 * parameter, is minus gradient x step.
 */
const gainedBy = ({ gained, parameters, gradient }: Path, now: Named): Record<string, tf.Tensor> =>
  mapNamed(gained, (sum, name) =>
    tf.sub(sum, tf.mul(gradient[name], tf.sub(now[name], parameters[name]))),
  );

/**
 * One pass back for the rows' loss alone, as the path needs it; the gradient of the penalty is
 * added by hand.
 */
function lossAlongPath(
  { parameters, rows, lossOf }: LossGiven,
  { penalty: { importance, anchor }, path }: { penalty: Penalty; path: Path },
): { loss: tf.Scalar; outputs: Path } {
  const { value, gradient } = valueAndGradient((current) => lossOf(current, rows), parameters);
  const pull = mapNamed(parameters, (parameter, name) =>
    tf.mul(importance[name], tf.sub(parameter, anchor[name])),
  );
  const loss = tf.addN([
    value,
    ...Object.entries(parameters).map(([name, parameter]) =>
      tf.mul(0.5, tf.sum(tf.mul(pull[name], tf.sub(parameter, anchor[name])))),
    ),
  ]) as tf.Scalar;
  return {
    loss: withGradient(
      loss,
      parameters,
      mapNamed(gradient, (g, name) => tf.add(g, pull[name])),
    ),
    outputs: {
      gained: gainedBy(path, parameters),
      parameters: mapNamed(parameters, (p) => p.clone()),
      gradient,
    },
  };
}

/** Each step goes on along the path where the one before came to. */
const alongPath = {
  batchOf: (
    step: tf.Scalar,
    given: { readonly penalty: Penalty } & GivenRows,
    path: Path,
  ): [RowTensors, { penalty: Penalty; path: Path }] => [
    rowsAt(step, given),
    { penalty: given.penalty, path },
  ],
  carry: (path: Path): Path => path,
};

/**
 * Synaptic intelligence (Zenke et al. 2017, equations 4 and 5): loss + `c` sum_i Omega_i (p_i -
 * p*_i)^2 around the end of the last task, where Omega_i gathers over the tasks what parameter i
 * brought on its way, over the square of how far it moved (+ `xi`). Where a way brought a loss,
 * Omega stays: a negative one would push the parameter away without bound.
 */
export const si = strategyMaker(siSettings, (context) => {
  const { c, xi } = context.settings;
  const learner = new Learner<{ penalty: Penalty; path: Path }, Path>(context, {
    loss: lossAlongPath,
  });
  let start: Named = learner.parameters();
  let penalty = noPenalty(start);
  let path = pathFrom(start);
  return aroundLearner(learner, {
    observe(batch) {
      const { loss, outputs } = learner.updateWithOutputs(batch, { penalty, path });
      tf.dispose(path);
      path = outputs;
      return loss;
    },
    observeMany(batches) {
      const { losses, carried } = learner.updateManyCarrying(batches, alongPath, path, () => ({
        penalty,
      }));
      tf.dispose(path);
      path = carried;
      return losses;
    },
    endTask() {
      const now: Named = learner.parameters();
      const { importance } = penalty;
      const next = tf.tidy(() => {
        const gained = gainedBy(path, now);
        const own = mapNamed(gained, (gain, name) =>
          tf.mul(
            2 * c,
            tf.relu(tf.div(gain, tf.add(tf.square(tf.sub(now[name], start[name])), xi))),
          ),
        );
        return {
          importance: mapNamed(importance, (f, name) => tf.add(f, own[name])),
          anchor: mapNamed(now, (tensor) => tensor.clone()),
        };
      });
      tf.dispose([start, penalty, path]);
      [start, penalty, path] = [now, next, pathFrom(now)];
      learner.resetOptimizer();
    },
    dispose() {
      tf.dispose([start, penalty, path]);
      learner.dispose();
    },
  });
});

const pathFrom = (start: Named): Path => ({
  gained: mapNamed(start, tf.zerosLike),
  parameters: mapNamed(start, tf.clone),
  gradient: mapNamed(start, tf.zerosLike),
});
