import { argumentError } from '../../core/arguments';
import { describe } from '../../core/text';
import { type ClassImages, omniglotClasses } from '../../tasks/few-shot';
import { oneShotEmbedding } from '../one-shot/embedding';
import type { OnProgress } from '../types';
import {
  type CharacterInputs,
  characterInputs,
  type CharacterRows,
  featureRows,
  pixelRows,
  rowStatistics,
  standardised,
} from './inputs';
import { makeCharacterLearner } from './learners';
import {
  type CharacterKey,
  type CharacterPart,
  type CharacterStreamName,
  characterStreams,
  EMBEDDING_SEEDS,
  examinedEvery,
} from './plan';
import { type CharacterPoint, runCharacterStream } from './runStream';
import { drawCharacterStream } from './stream';

/** One learner over one stream of characters. */
export interface CharacterRun extends CharacterKey {
  /** What it knew after every few characters, the last time after all. */
  readonly points: readonly CharacterPoint[];
  readonly seconds: number;
}

/** Makes one run of the plan. @throws RangeError naming what the key has wrong */
export async function performCharacterRun(
  key: CharacterKey,
  onProgress: OnProgress,
): Promise<CharacterRun> {
  const { part, stream: streamName, inputs: kind, shots, learner, budget, settings, seed } = key;
  const inputs = characterRows(kind, part, streamName, seed);
  const stream = drawCharacterStream(inputs, { shots, seed });
  const { width, classes: characters } = inputs;
  const begun = performance.now();
  const context = { width, characters, seed, budget, settings };
  const made = makeCharacterLearner(learner, context);
  try {
    const every = part === 'validation' ? characters : examinedEvery[streamName];
    const points = await runCharacterStream({ inputs, stream, learner: made, every, onProgress });
    return { ...key, points, seconds: (performance.now() - begun) / 1000 };
  } finally {
    made.dispose();
  }
}

/** Rows that this process has made, by what they are of: embedding them takes seconds. */
const made = new Map<string, CharacterRows>();

/**
 * The characters of a part as a learner sees them: their pixels, or the features that the embedding
 * of a seed makes of the fitted drawings, in units of their standard deviation on the training
 * alphabets.
 * @throws RangeError naming the inputs, the part or the stream
 */
export function characterRows(
  inputs: CharacterInputs,
  part: CharacterPart,
  stream: CharacterStreamName,
  seed: number,
): CharacterRows {
  checkNames(inputs, stream);
  const learned = seed % EMBEDDING_SEEDS;
  const name = [inputs, part, stream, inputs === 'pixels' ? '' : learned].join('/');
  const known = made.get(name);
  if (known) return known;
  const fitted = inputs === 'embedding';
  const images = omniglotClasses(part, { rotations: stream === 'rotations', fitted });
  const rows = inputs === 'pixels' ? pixelRows(images) : embeddedRows(images, learned);
  made.set(name, rows);
  return rows;
}

function checkNames(inputs: string, stream: string): void {
  if (!characterInputs.some((name) => name === inputs))
    throw argumentError('inputs', describe(inputs), `one of ${characterInputs.join(', ')}`);
  if (!characterStreams.some((name) => name === stream))
    throw argumentError('stream', describe(stream), `one of ${characterStreams.join(', ')}`);
}

/** @param images of fitted drawings */
function embeddedRows(images: ClassImages, seed: number): CharacterRows {
  const frozen = oneShotEmbedding(seed);
  try {
    const seen = featureRows(omniglotClasses('training', { fitted: true }), frozen);
    return standardised(featureRows(images, frozen), rowStatistics(seen));
  } finally {
    for (const tensor of Object.values(frozen.parameters)) tensor.dispose();
  }
}
