import { createRandom, type Random } from '../../core/random';
import { type Figure, imageMemory, type ShownImage } from '../../plots';
import {
  type ClassImages,
  drawLabelledSequences,
  labelledSequenceTask,
  type LabelledSequences,
  omniglotClasses,
} from '../../tasks/few-shot';
import { tf } from '../../tf';
import { watchMemory } from '../memory-tasks/watch';
import { oneShotEmbedding } from '../one-shot/embedding';
import { imageFeatures, type LearnedEmbedding, scaledFeatures } from './features';
import { labelledSequences } from './plan';
import { labelAnswers } from './run';
import { loadOneShotDnc, type TrainedOneShotDnc } from './trainedDnc';

/** Pixels of the side of an image as it is drawn. */
const DRAWN_SIDE = 14;

/** Names of the labels. */
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** One sequence of new characters, and what a trained memory did at each step of it. */
export interface OneShotScene {
  /** For `imageMemory`: image, label, answer, and the weights of all slots. */
  readonly steps: readonly ShownImage[];
  /** How often the class of each step was shown before. */
  readonly seen: readonly number[];
  /** What stands in the memory after each step, `[slots, width]`. */
  readonly memory: readonly (readonly number[][])[];
}

/** Which sequence is watched, and by whom. */
export interface OneShotSceneOptions {
  /** Draws the sequence (0). */
  readonly seed?: number;
  /** The project's DNC (`loadOneShotDnc()`). */
  readonly trained?: TrainedOneShotDnc;
  /** The project's embedding (`oneShotEmbedding(0)`), which the DNC was trained with. */
  readonly learned?: LearnedEmbedding;
}

/**
 * Shows a trained DNC a sequence of characters of the test alphabets and keeps what it answers,
 * where it writes and where it reads. A few seconds.
 * @throws FileError naming a stored model that is missing or was changed
 * @example show(oneShotPicture(watchOneShot({ seed: 3 }), { title: 'Known again' }));
 */
export function watchOneShot({
  seed = 0,
  trained,
  learned,
}: OneShotSceneOptions = {}): OneShotScene {
  const ownDnc = trained ?? loadOneShotDnc();
  const ownEmbedding = learned ?? oneShotEmbedding(0);
  try {
    return sceneOf(seed, ownDnc, ownEmbedding);
  } finally {
    if (!trained) tf.dispose(ownDnc.weights);
    if (!learned) tf.dispose(ownEmbedding.parameters);
  }
}

function sceneOf(
  seed: number,
  trained: TrainedOneShotDnc,
  learned: LearnedEmbedding,
): OneShotScene {
  const random = (): Random => createRandom(seed).fork('scene');
  const characters = omniglotClasses('test', { fitted: true });
  const drawn = drawLabelledSequences(characters, labelledSequences, 1, random());
  const shown = featuresOfShown(characters, drawn, learned, trained);
  const sequence = labelledSequenceTask(shown, labelledSequences).sample(1, random());
  const { controller, weights } = trained;
  const answers = labelAnswers(controller, weights, sequence);
  const watched = watchMemory(controller, weights, sequence);
  const pictures = omniglotClasses('test', { side: DRAWN_SIDE });
  return {
    steps: watched.map(({ writes, reads }, t) => ({
      image: imageAt(pictures, drawn.images[t]),
      label: LETTERS[drawn.labels[t]],
      answer: LETTERS[answers[t]],
      known: drawn.seen[t] > 0,
      writes,
      reads,
    })),
    seen: Array.from(drawn.seen),
    memory: watched.map(({ memory }) => memory),
  };
}

/** All characters with the features of those that are shown; those of others are 0. */
function featuresOfShown(
  characters: ClassImages,
  { images }: LabelledSequences,
  learned: LearnedEmbedding,
  { scale }: TrainedOneShotDnc,
): ClassImages {
  const places = Array.from(images);
  const { pixels } = characters;
  const few = new Float32Array(places.length * pixels);
  places.forEach((image, i) => few.set(imageAt(characters, image), i * pixels));
  const alone = { classes: 1, perClass: places.length, pixels, images: few, groups: [''] };
  const seen = scaledFeatures(imageFeatures(learned, alone), scale);
  const width = seen.pixels;
  const all = new Float32Array(characters.classes * characters.perClass * width);
  places.forEach((image, i) => all.set(imageAt(seen, i), image * width));
  return { ...characters, pixels: width, images: all };
}

function imageAt({ images, pixels }: ClassImages, image: number): Float32Array {
  return images.subarray(image * pixels, (image + 1) * pixels);
}

/** The scene as a figure: images, labels and answers, and below them where the memory was used. */
export function oneShotPicture(
  { steps }: OneShotScene,
  { title, note }: { readonly title?: string; readonly note?: string } = {},
): Figure {
  const known = steps.filter((step) => step.known);
  const right = known.filter(({ label, answer }) => label === answer).length;
  return imageMemory(steps, {
    title: title ?? `${right} of ${known.length} known again: what a DNC wrote and read`,
    note:
      note ??
      'Characters of alphabets that were not learned from. The label of an image is told with ' +
        'the next image. The deeper a colour, the larger the weight.',
  });
}
