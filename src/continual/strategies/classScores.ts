/** The score of a class that was never met: below that of every class that was. */
const NOT_MET = -1e38;
/** The score of a class that is not allowed: below all others. */
const NOT_ALLOWED = -3e38;
/** What a class that was met is scored at least. */
const LEAST = -1e37;

/**
 * Scores `[rows, classes]` in which classes never met, and those not allowed, come last.
 * @param scores of all classes, `[rows, classes]`; those of classes never met do not matter
 * @param met `[classes]`, not 0 for a class that was met
 * @param allowed `[classes]` or `[rows, classes]`, 0 where the answer may not be; left out: all may
 */
export function scoresOfMet(
  scores: Float32Array,
  met: ArrayLike<number>,
  allowed?: Float32Array,
): Float32Array {
  const classes = met.length;
  return scores.map((score, k) => {
    if (allowed && allowed[k % allowed.length] === 0) return NOT_ALLOWED;
    return met[k % classes] ? Math.max(score, LEAST) : NOT_MET;
  });
}
