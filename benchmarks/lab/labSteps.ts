import { type StoredTensors, toState, toTensors } from '../../src/checkpoint';
import { adam, compileTraining, type Named } from '../../src/compile';
import type { ControllerState } from '../../src/controller';
import { MetaLearner, network } from '../../src/meta';
import type { TaskBatch } from '../../src/tasks';
import { tf } from '../../src/tf';
import type { DncSpec, MamlSpec, StepSpec } from './cases';
import { controllerOf } from './example';

/** A training step on what an example holds. */
export interface Step {
  /** Makes it. @returns the loss before it */
  run(): number;
  dispose(): void;
}

/**
 * The project's own training step, as `compileTraining` makes it.
 * @param eager op by op instead of compiled
 */
export function labStep(spec: StepSpec, tensors: StoredTensors, eager: boolean): Step {
  return spec.kind === 'dnc' ? dncStep(spec, tensors, eager) : mamlStep(spec, tensors, eager);
}

function dncStep(spec: DncSpec, tensors: StoredTensors, eager: boolean): Step {
  const controller = controllerOf(spec);
  const state = toState(controller.initialState(spec.batch), group(tensors, 'state'));
  const { inputs, targets } = toTensors({ inputs: tensors.inputs, targets: tensors.targets });
  const training = compileTraining({
    eager,
    parameters: toTensors(group(tensors, 'weights')),
    clipNorm: spec.clipNorm,
    optimizer: adam({ learningRate: spec.learningRate, epsilon: spec.epsilon }),
    loss: (weights: Named, start: ControllerState, x: tf.Tensor3D, y: tf.Tensor3D) =>
      tf.mean<tf.Scalar>(tf.squaredDifference(controller.unroll(weights, start, x).outputs, y)),
  });
  return {
    run: () => training.update(state, inputs as tf.Tensor3D, targets as tf.Tensor3D),
    dispose: () => {
      training.dispose();
      tf.dispose([state, inputs, targets] as object[] as tf.Tensor[]);
    },
  };
}

function mamlStep(spec: MamlSpec, tensors: StoredTensors, eager: boolean): Step {
  const { hidden, innerLearningRate, learningRate, epsilon } = spec;
  const { supportX, supportY, queryX, queryY } = toTensors(tensors);
  const tasks = { supportX, supportY, queryX, queryY } as TaskBatch;
  const parameters = toTensors(group(tensors, 'weights'));
  const learner = new MetaLearner({
    eager,
    forward: network([1, hidden, hidden, 1]).forward,
    parameters,
    algorithm: 'maml',
    innerRate: innerLearningRate,
    optimizer: adam({ learningRate, epsilon }),
  });
  return {
    run: () => learner.update(tasks),
    dispose: () => {
      learner.dispose();
      tf.dispose([tasks, parameters] as object[] as tf.Tensor[]);
    },
  };
}

/** The tensors of one group, without its name. */
export const group = (tensors: StoredTensors, name: string): StoredTensors =>
  Object.fromEntries(
    Object.entries(tensors).flatMap(([key, value]) =>
      key.startsWith(`${name}/`) ? [[key.slice(name.length + 1), value]] : [],
    ),
  );
