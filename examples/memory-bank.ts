// Writes three words into a differentiable memory by hand, then finds the first by half of it.
import { type MemoryInterface, NeuralMemoryBank } from 'neural-memory-lab/memory';
import { ready, tf } from 'neural-memory-lab/tf';

await ready();
const bank = new NeuralMemoryBank({ memorySize: 8, memoryDim: 4, numReadHeads: 1 });

/** Writes `word` into a free slot, then reads the slot that is most like `key`. */
function writeAndRead(word: number[], key: number[]): MemoryInterface {
  return {
    writeVectors: tf.tensor3d([[word]]),
    eraseVectors: tf.ones([1, 1, 4]),
    writeGates: tf.ones([1, 1]),
    allocationGates: tf.ones([1, 1]), // 1: a free slot, 0: the one that matches the write key
    writeKeys: tf.zeros([1, 1, 4]),
    writeStrengths: tf.zeros([1, 1]),
    readKeys: tf.tensor3d([[key]]),
    readStrengths: tf.fill([1, 1], 50),
    readModes: tf.tensor3d([[[0, 0, 1]]]), // backward, forward, by content
    freeGates: tf.zeros([1, 1]),
  };
}

const words = [
  [1, 0, 1, 0],
  [0, 1, 1, 0],
  [0, 0, 1, 1],
];
let state = bank.initialState(1);
let found: number[] = [];
for (const word of words) {
  const step = bank.step(state, writeAndRead(word, [1, 0, 0, 0]));
  state = step.state;
  found = Array.from(step.readVectors.dataSync(), Math.round);
}

console.log('found', found);

// prints:
// found [ 1, 0, 1, 0 ]
