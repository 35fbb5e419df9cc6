import { z } from 'zod';
import { parseNamed } from '../core/validation';
import { tf } from '../tf';
import type { MemoryController } from './controller';
import { checkWeights, type Weights } from './weights';

/** Where the words read go: into the answer of the same step, into the LSTM at the next one. */
export type ReadWire = 'answer' | 'lstm';

const wiresField = z.strictObject({ wires: z.array(z.enum(['answer', 'lstm'])) });

/**
 * Weights of a machine that does not see what its memory reads: the rows of the two matrices that
 * the words read meet are 0. Everything else stays as it was trained. The caller disposes the
 * matrices that were changed.
 * @param wires which of the two ways are cut (both)
 * @throws RangeError naming a weight or the wires; for a controller without an LSTM
 */
export function withoutReads(
  controller: MemoryController,
  weights: Weights,
  wires: readonly ReadWire[] = ['answer', 'lstm'],
): Weights {
  parseNamed(wiresField, { wires });
  checkWeights(weights, controller.shapes());
  const { inputSize, hiddenSize, memory } = controller.config;
  const read = memory.numReadHeads * memory.memoryDim;
  const cut: Record<string, tf.Tensor> = { ...weights };
  // rows of the LSTM's kernel: input, words read, hidden; of the answer's: hidden, words read
  if (wires.includes('lstm')) cut.lstmKernel = zeroRows(weights.lstmKernel, inputSize, read);
  if (wires.includes('answer')) cut.outputKernel = zeroRows(weights.outputKernel, hiddenSize, read);
  return cut;
}

/** A matrix with some of its rows set to 0. */
function zeroRows(kernel: tf.Tensor, from: number, count: number): tf.Tensor {
  if (kernel === undefined)
    throw new RangeError('controller: got one without an LSTM, expected controller "lstm"');
  const kept = Array.from({ length: kernel.shape.at(-2) ?? 0 }, (_, row) => [
    row >= from && row < from + count ? 0 : 1,
  ]);
  return tf.tidy(() => tf.mul(kernel, tf.tensor2d(kept)));
}
