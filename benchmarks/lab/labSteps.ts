import { type StoredTensors, toState, toTensors } from '../../src/checkpoint';
import { adam, compileTraining, type Named } from '../../src/compile';
import type { MemoryKind } from '../../src/config';
import type { ControllerState, MemoryController } from '../../src/controller';
import { createRandom } from '../../src/core/random';
import { convolutionalEmbedding, MetaLearner, network, PrototypicalNetwork } from '../../src/meta';
import type { TaskBatch } from '../../src/tasks';
import type { FewShotEpisode } from '../../src/tasks/few-shot';
import { tf } from '../../src/tf';
import type { DncSpec, MamlSpec, PrototypesSpec, SlotsSpec, StepSpec } from './cases';
import { controllerOf, slotsControllerOf } from './example';

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
  if (spec.kind === 'slots') return slotsStep(spec, tensors, eager);
  if (spec.kind === 'prototypes') return prototypesStep(spec, tensors);
  return spec.kind === 'dnc' ? dncStep(spec, tensors, eager) : mamlStep(spec, tensors, eager);
}

function dncStep(spec: DncSpec, tensors: StoredTensors, eager: boolean): Step {
  const controller = controllerOf(spec);
  const state = toState(controller.initialState(spec.batch), group(tensors, 'state'));
  const { inputs, targets } = toTensors({ inputs: tensors.inputs, targets: tensors.targets });
  return sequenceStep(spec, controller, { tensors, state, inputs, targets, eager });
}

/** A training step on a sequence from a state that stays as it is. */
function sequenceStep<K extends MemoryKind>(
  spec: DncSpec | SlotsSpec,
  controller: MemoryController<K>,
  given: {
    readonly tensors: StoredTensors;
    readonly state: ControllerState<K>;
    readonly inputs: tf.Tensor;
    readonly targets: tf.Tensor;
    readonly eager: boolean;
  },
): Step {
  const { tensors, state, inputs, targets, eager } = given;
  const training = compileTraining({
    eager,
    parameters: toTensors(group(tensors, 'weights')),
    clipNorm: spec.clipNorm,
    optimizer: adam({ learningRate: spec.learningRate, epsilon: spec.epsilon }),
    loss: (weights: Named, start: ControllerState<K>, x: tf.Tensor3D, y: tf.Tensor3D) =>
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

/** A step of a machine with a memory that begins with given words, and is fresh otherwise. */
function slotsStep(spec: SlotsSpec, tensors: StoredTensors, eager: boolean): Step {
  const controller = slotsControllerOf(spec);
  const { memory, inputs, targets } = toTensors({
    memory: tensors.memory,
    inputs: tensors.inputs,
    targets: tensors.targets,
  });
  const fresh = controller.initialState(spec.batch);
  fresh.memory.memory.dispose();
  const state = { ...fresh, memory: { ...fresh.memory, memory: memory as tf.Tensor3D } };
  return sequenceStep(spec, controller, { tensors, state, inputs, targets, eager });
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

/**
 * A step of a `PrototypicalNetwork` on an episode, which becomes tensors in each step, as where it
 * is used. It begins with given parameters: its embedding draws none.
 */
function prototypesStep(spec: PrototypesSpec, tensors: StoredTensors): Step {
  const { side, blocks, channels, ways, learningRate } = spec;
  const embedding = {
    ...convolutionalEmbedding({ side, blocks, channels }),
    initialParameters: () => toTensors(group(tensors, 'weights')),
  };
  const learner = new PrototypicalNetwork({ embedding, random: createRandom(0), learningRate });
  const { support, query, answers } = tensors;
  const labels = Array.from({ length: ways }, (_, own) => own);
  const episode: FewShotEpisode = {
    ways,
    support: { count: support.shape[0], x: support.data, y: new Float32Array() },
    query: { count: query.shape[0], x: query.data, y: answers.data },
    classes: labels,
  };
  return { run: () => learner.update(episode), dispose: () => learner.dispose() };
}

/** The tensors of one group, without its name. */
export const group = (tensors: StoredTensors, name: string): StoredTensors =>
  Object.fromEntries(
    Object.entries(tensors).flatMap(([key, value]) =>
      key.startsWith(`${name}/`) ? [[key.slice(name.length + 1), value]] : [],
    ),
  );
