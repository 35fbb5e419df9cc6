// Two memories of other kinds than slots: a matrix that corrects what it holds under a key, and one
// that keeps the last writes. Then one machine whose memory is swapped by a word.
import { type MemoryKind, memoryProfiles } from 'neural-memory-lab/config';
import { MemoryController } from 'neural-memory-lab/controller';
import { AttentionMemory, FastWeightsMemory } from 'neural-memory-lab/memory';
import { ready, tf } from 'neural-memory-lab/tf';

await ready();
const sizes = { memorySize: 4, memoryDim: 2, numReadHeads: 1 };
const red = [1, 0, 0, 0];

// the delta rule erases what stands under the key, then writes
const matrix = new FastWeightsMemory(sizes);
let written = matrix.initialState(1);
let read: number[] = [];
for (const value of [
  [5, 0],
  [0, 7],
]) {
  const { readVectors, state } = matrix.step(written, {
    readKeys: tf.tensor3d([[red]]),
    writeKeys: tf.tensor3d([[red]]),
    writeVectors: tf.tensor3d([[value]]),
    writeGates: tf.ones([1, 1]), // 1: all of the error is corrected
  });
  written = state;
  read = Array.from(readVectors.dataSync(), Math.round);
}
console.log('one matrix reads', read);

// attention keeps both, and a key that is alike mixes them
const attention = new AttentionMemory({ ...sizes, memoryDim: 4 });
let kept = attention.initialState(1);
for (const value of [
  [5, 0, 0, 0],
  [0, 7, 0, 0],
]) {
  const { readVectors, state } = attention.step(kept, {
    readKeys: tf.tensor3d([[red]]),
    writeKeys: tf.tensor3d([[red]]),
    writeVectors: tf.tensor3d([[value]]),
  });
  kept = state;
  read = Array.from(readVectors.dataSync()).slice(0, 2);
}
console.log('attention reads', read);

// the controller asks each kind what it needs
for (const kind of ['dnc', 'sparse', 'fastWeights', 'testTime', 'attention'] as const) {
  const machine = new MemoryController<MemoryKind>({
    inputSize: 3,
    outputSize: 2,
    hiddenSize: 8,
    memory: memoryProfiles[kind](sizes),
  });
  const asked = machine.bank.interfaceParts().map(({ name }) => name);
  console.log(kind, 'is asked', asked.length, 'things');
}

// prints:
// one matrix reads [ 0, 7 ]
// attention reads [ 2.5, 3.5 ]
// dnc is asked 10 things
// sparse is asked 9 things
// fastWeights is asked 4 things
// testTime is asked 6 things
// attention is asked 3 things
