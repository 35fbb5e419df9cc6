import { createRandom } from '../../core/random';
import { ExperienceReplay } from '../../replay';

/** Rows of a batch. */
const BATCH = 32;

/** Some share for a row: 1 to 7. */
const shareOf = (row: number): number => 1 + (row % 7);

/**
 * What an update needs, the simple way: the shares of all rows are added up for every batch, 32
 * rows are looked for by halving, and get new shares. O(rows).
 * @returns one such cycle, to be called again and again
 */
export function simpleDraws(rows: number, seed = 0): () => void {
  const shares = Float64Array.from({ length: rows }, (_, row) => shareOf(row));
  const sums = new Float64Array(rows);
  const random = createRandom(seed);
  return () => {
    let total = 0;
    for (let row = 0; row < rows; row++) sums[row] = total += shares[row];
    for (let j = 0; j < BATCH; j++) shares[firstAbove(sums, random.uniform() * total)] = shareOf(j);
  };
}

/** The first place whose running sum exceeds u. */
function firstAbove(sums: Float64Array, u: number): number {
  let low = 0;
  let high = sums.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sums[middle] > u) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * The same with the sum tree of `ExperienceReplay`, which also copies the rows that are drawn and
 * makes their weights. O(log rows) a row.
 */
export function treeDraws(rows: number, seed = 0): () => void {
  const store = new ExperienceReplay({ capacity: rows, fields: { x: 1 }, seed });
  const item = { x: Float32Array.of(1) };
  for (let row = 0; row < rows; row++) store.add(item, shareOf(row));
  const priorities = Float64Array.from({ length: BATCH }, (_, j) => shareOf(j));
  return () => store.updatePriorities(store.sample(BATCH).indices, priorities);
}
