import {
  adam,
  compile,
  type Compiled,
  compileTraining,
  type Named,
  type Training,
  type TrainingState,
} from '../compile';
import { checkPositive } from '../core/arguments';
import type { Random } from '../core/random';
import type { FewShotEpisode } from '../tasks/few-shot';
import { tf } from '../tf';
import type { ConvolutionalEmbedding } from './convolutional';
import { crossEntropies } from './loss';

/**
 * How well each query fits each class of an episode, `[queries, ways]`, before a softmax. A pure,
 * differentiable function.
 * @param support features `[ways * shots, features]`, class after class
 * @param query features `[queries, features]`
 */
export type EpisodeScores = (support: tf.Tensor2D, query: tf.Tensor2D, ways: number) => tf.Tensor2D;

/** What a learner of distances is made from. */
export interface MetricOptions {
  readonly embedding: ConvolutionalEmbedding;
  /** Draws the first parameters. */
  readonly random: Random;
  /** Adam's step size (0.001). */
  readonly learningRate?: number;
}

/** An episode as tensors; images lie class after class. */
interface EpisodeTensors {
  /** `[ways * shots, pixels]` */
  readonly support: tf.Tensor2D;
  /** `[queries, pixels]` */
  readonly query: tf.Tensor2D;
  /** `[queries, ways]`, one-hot. */
  readonly answers: tf.Tensor2D;
}

/**
 * Learns features by which new classes are told apart without a step: an episode lowers the
 * cross-entropy of its queries, as the distances of their features to those of the support images
 * score the classes.
 */
export class MetricLearner {
  private readonly training: Training<[EpisodeTensors]>;
  private readonly scoring: Compiled<[Named, EpisodeTensors], tf.Tensor2D>;

  constructor({ embedding, random, learningRate = 0.001 }: MetricOptions, scores: EpisodeScores) {
    const episodeScores = (
      parameters: Named,
      { support, query, answers }: EpisodeTensors,
    ): tf.Tensor2D => {
      const features = embedding.forward(parameters, tf.concat([support, query], 0));
      const sizes = [support.shape[0], query.shape[0]];
      const [ofSupport, ofQuery] = tf.split<tf.Tensor2D>(features, sizes, 0);
      return scores(ofSupport, ofQuery, answers.shape[1]);
    };
    const parameters = embedding.initialParameters(random);
    this.training = compileTraining({
      parameters,
      optimizer: adam({ learningRate }),
      loss: (own: Named, episode: EpisodeTensors) => {
        const outputs = tf.expandDims(episodeScores(own, episode), 0);
        return tf.sum<tf.Scalar>(crossEntropies(outputs, tf.expandDims(episode.answers, 0)));
      },
    });
    tf.dispose(parameters);
    this.scoring = compile(episodeScores);
  }

  /** Episodes learned. */
  get step(): number {
    return this.training.step;
  }

  /** Adam's step size from the next episode on. */
  get learningRate(): number {
    return this.training.learningRate;
  }

  set learningRate(rate: number) {
    checkPositive('learningRate', rate);
    this.training.learningRate = rate;
  }

  /** Learns from an episode. @returns its loss before that, the mean cross-entropy of a query */
  update(episode: FewShotEpisode): number {
    const tensors = episodeTensors(episode);
    try {
      return this.training.update(tensors);
    } finally {
      tf.dispose({ ...tensors });
    }
  }

  /** How well each query fits each class, `[queries][ways]`, before a softmax. */
  scores(episode: FewShotEpisode): number[][] {
    const tensors = episodeTensors(episode);
    const learned = this.training.parameters();
    try {
      const scores = this.scoring(learned, tensors);
      const table = scores.arraySync();
      scores.dispose();
      return table;
    } finally {
      tf.dispose([learned, { ...tensors }]);
    }
  }

  /** The class of each query, `[queries]`. Nothing is learned. */
  answers(episode: FewShotEpisode): number[] {
    return this.scores(episode).map((row) => row.indexOf(Math.max(...row)));
  }

  /** The parameters of the embedding; the caller disposes them. */
  parameters(): Record<string, tf.Tensor> {
    return this.training.parameters();
  }

  /** Everything, to be stored. */
  state(): TrainingState {
    return this.training.state();
  }

  /**
   * Goes on where `state()` was taken, bit for bit.
   * @throws RangeError if it is another learner's; nothing is changed then
   */
  restore(state: TrainingState): void {
    this.training.restore(state);
  }

  /** Frees everything. */
  dispose(): void {
    this.training.dispose();
    this.scoring.dispose();
  }
}

function episodeTensors({ support, query, ways }: FewShotEpisode): EpisodeTensors {
  const pixels = support.x.length / support.count;
  return {
    support: tf.tensor2d(support.x, [support.count, pixels]),
    query: tf.tensor2d(query.x, [query.count, pixels]),
    answers: tf.tensor2d(query.y, [query.count, ways]),
  };
}
