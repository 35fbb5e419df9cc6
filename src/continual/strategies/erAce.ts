import { erSettings, replayFrom } from './er';
import { reservoir } from './rowStores';
import type { RowBatch } from './types';

/**
 * Experience replay with asymmetric cross-entropy (Caccia et al. 2022): the loss of the rows that
 * come is over the classes of their own batch alone, so that what they teach does not push the
 * scores of old classes down; the loss of stored rows is over all. Rows are kept by reservoir
 * sampling.
 */
export const erAce = replayFrom(reservoir, erSettings, amongOwnClasses);

/** A batch whose answers lie among its own classes, as far as they are allowed. */
function amongOwnClasses(batch: RowBatch): RowBatch {
  const { count, y, allowed } = batch;
  const outputs = y.length / count;
  const present = new Float32Array(outputs);
  y.forEach((value, k) => {
    if (value === 1) present[k % outputs] = 1;
  });
  return { ...batch, allowed: allowed?.map((value, k) => value * present[k % outputs]) ?? present };
}
