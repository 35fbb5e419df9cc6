import type { SequenceNetwork } from '../../controller';
import { argumentError } from '../../core/arguments';
import { createRandom } from '../../core/random';
import {
  type ClassImages,
  drawLabelledSequences,
  labelledSequenceTask,
  omniglotClasses,
  type OmniglotPart,
} from '../../tasks/few-shot';
import { type SequenceBatch, sequenceTensors } from '../../tasks';
import { tf } from '../../tf';
import { TaskTraining } from '../memory-tasks/training';
import { oneShotEmbedding } from '../one-shot/embedding';
import type { OnProgress } from '../types';
import {
  featureScale,
  type FeatureScale,
  imageFeatures,
  type LearnedEmbedding,
  scaledFeatures,
} from './features';
import {
  labelledSequences,
  ONE_SHOT_BATCH,
  ONE_SHOT_HIDDEN,
  ONE_SHOT_SEQUENCES,
  type OneShotMemory,
  type OneShotMemoryKey,
  oneShotMemorySizes,
  type OneShotTraining,
  oneShotTraining,
} from './plan';
import { nearestPrototypeAnswers } from './prototypes';
import { rightByTimesSeen } from './score';
import { sharpStart } from './sharpStart';
import { saveOneShotDnc } from './trainedDnc';

/** One learner with one seed. */
export interface OneShotMemoryRun extends OneShotMemoryKey {
  /** Numbers that are learned, beside those of the embedding; of prototypes 0. */
  readonly parameters: number;
  /** Of training and judging, without the features. */
  readonly seconds: number;
  /** Share of right answers by how often the class was shown before: `[shown]`. */
  readonly right: readonly number[];
}

/** Features of the alphabets that are learned from and of those that are judged on. */
export interface OneShotFeatures {
  /** Every character also turned by 90, 180 and 270 degrees, as a class of its own. */
  readonly training: ClassImages;
  readonly judged: ClassImages;
  /** Of the features of the training alphabets. */
  readonly scale: FeatureScale;
}

/** Features as the embedding gives them. */
export function oneShotFeatures(learned: LearnedEmbedding, part: OmniglotPart): OneShotFeatures {
  const training = imageFeatures(
    learned,
    omniglotClasses('training', { rotations: true, fitted: true }),
  );
  const judged = imageFeatures(learned, omniglotClasses(part, { fitted: true }));
  return { training, judged, scale: featureScale(training) };
}

// far from the seeds of training: all learners are judged on the same sequences
const JUDGED_SEED = 20_261_201;
/** Sequences that are answered at once. */
const AT_ONCE = 100;

/** The answer of a network at each step of each sequence, `[batch, length]`. */
export function labelAnswers(
  network: SequenceNetwork<unknown>,
  weights: Readonly<Record<string, tf.Tensor>>,
  sequences: SequenceBatch,
): Int32Array {
  return tf.tidy(() => {
    const { inputs, steps } = sequenceTensors(sequences);
    const start = network.initialState(sequences.batch, weights);
    const { outputs } = network.unroll(weights, start, inputs, steps);
    return tf.argMax(outputs, 2).dataSync() as Int32Array;
  });
}

/** How a network is trained and judged. */
export interface OneShotRunOptions extends OneShotTraining {
  readonly model: OneShotMemory;
  readonly seed: number;
  readonly features: OneShotFeatures;
  /** Sequences to be judged on. */
  readonly sequences?: number;
  readonly onStep?: OnProgress;
  /** Gets the weights after the last step. */
  readonly onWeights?: (weights: Readonly<Record<string, tf.Tensor>>) => void;
}

/**
 * Trains a network on labelled sequences and judges it on other alphabets. The same seed gives the
 * same run on the same machine.
 */
export async function runOneShotMemory(options: OneShotRunOptions): Promise<OneShotMemoryRun> {
  const { model, seed, features, sequences = ONE_SHOT_SEQUENCES, onWeights } = options;
  const begun = performance.now();
  const learned = await trained(options);
  try {
    const weights = learned.weights();
    try {
      onWeights?.(weights);
      const { judged, scale } = features;
      const right = judge(scaledFeatures(judged, scale), sequences, (batch) =>
        labelAnswers(learned.network, weights, batch),
      );
      const seconds = (performance.now() - begun) / 1000;
      return { learner: model, seed, parameters: learned.parameterCount, seconds, right };
    } finally {
      tf.dispose(weights);
    }
  } finally {
    learned.dispose();
  }
}

/** A training after all stages; each goes on with what was learned before. */
async function trained({
  model,
  seed,
  stages,
  learningRate,
  features: { training, scale },
  onStep,
}: OneShotRunOptions): Promise<TaskTraining> {
  const pool = scaledFeatures(training, scale);
  const total = stages.reduce((sum, { steps }) => sum + steps, 0);
  const trainingOf = (shown: number): TaskTraining =>
    new TaskTraining({
      task: labelledSequenceTask(pool, { ...labelledSequences, shown }),
      model,
      seed,
      hiddenSize: ONE_SHOT_HIDDEN,
      memory: oneShotMemorySizes,
      batchSize: ONE_SHOT_BATCH,
      learningRate,
    });
  if (stages.length === 0) throw argumentError('stages', 'none', 'at least one');
  let learning = trainingOf(stages[0].shown);
  try {
    if (model === 'dnc') learning.restore(sharpStart(learning.controller, learning.state()));
    for (const [stage, { shown, steps }] of stages.entries()) {
      if (stage > 0) {
        const state = learning.state();
        learning.dispose();
        learning = trainingOf(shown);
        learning.restore(state);
      }
      for (let step = 0; step < steps; step++) {
        const cost = learning.update();
        await onStep?.(learning.step, total, cost / (labelledSequences.ways * shown));
      }
    }
    return learning;
  } catch (error) {
    learning.dispose();
    throw error;
  }
}

/** Right answers by how often a class was shown, on the sequences that all are judged on. */
function judge(
  pool: ClassImages,
  sequences: number,
  answersTo: (batch: SequenceBatch) => Int32Array,
): number[] {
  const drawn = drawLabelledSequences(
    pool,
    labelledSequences,
    sequences,
    createRandom(JUDGED_SEED),
  );
  const task = labelledSequenceTask(pool, labelledSequences);
  const random = createRandom(JUDGED_SEED);
  const answers = new Int32Array(drawn.labels.length);
  for (let from = 0; from < sequences; from += AT_ONCE) {
    const batch = task.sample(Math.min(AT_ONCE, sequences - from), random);
    answers.set(answersTo(batch), from * drawn.length);
  }
  return rightByTimesSeen(answers, drawn);
}

/** The nearest prototype on the sequences that all are judged on. */
export function runPrototypes(
  seed: number,
  { judged }: Pick<OneShotFeatures, 'judged'>,
  sequences = ONE_SHOT_SEQUENCES,
): OneShotMemoryRun {
  const begun = performance.now();
  const drawn = drawLabelledSequences(
    judged,
    labelledSequences,
    sequences,
    createRandom(JUDGED_SEED),
  );
  const right = rightByTimesSeen(nearestPrototypeAnswers(judged, drawn), drawn);
  return {
    learner: 'prototypes',
    seed,
    parameters: 0,
    seconds: (performance.now() - begun) / 1000,
    right,
  };
}

/** The features of the last seed: the runs of a seed follow each other in one process. */
let kept: { readonly seed: number; readonly features: OneShotFeatures } | undefined;

function featuresOfSeed(seed: number): OneShotFeatures {
  if (kept?.seed !== seed) {
    const learned = oneShotEmbedding(seed);
    kept = { seed, features: oneShotFeatures(learned, 'test') };
    tf.dispose(learned.parameters);
  }
  return kept.features;
}

/** Makes one run of the plan. The DNC of seed 0 is stored for the notebook. */
export async function performOneShotMemory(
  { learner, seed }: OneShotMemoryKey,
  onStep: OnProgress,
): Promise<OneShotMemoryRun> {
  const features = featuresOfSeed(seed);
  if (learner === 'prototypes') return runPrototypes(seed, features);
  const isShipped = learner === 'dnc' && seed === 0;
  return runOneShotMemory({
    ...oneShotTraining,
    model: learner,
    seed,
    features,
    onStep,
    onWeights: isShipped ? (weights) => saveOneShotDnc(weights, features.scale) : undefined,
  });
}
