import type { LabelledPool, LabelledSequences } from '../../tasks/few-shot';

/**
 * What the nearest prototype answers at each step: of the labels shown so far the one whose images
 * lie nearest on average (the mean of their features, Snell et al. 2017). It learns nothing of the
 * sequence and forgets nothing: a memory can hardly do better with these features, but for a label
 * that was not shown yet, which it never answers. At the first step it answers 0.
 * @param pool the features that the sequences were drawn from
 * @returns `[batch, length]`
 */
export function nearestPrototypeAnswers(
  { pixels, images: features }: LabelledPool,
  { batch, length, ways, images, labels }: LabelledSequences,
): Int32Array {
  const answers = new Int32Array(batch * length);
  for (let b = 0; b < batch; b++) {
    const sums = Array.from({ length: ways }, () => new Float64Array(pixels));
    const counts = new Array<number>(ways).fill(0);
    for (let at = b * length; at < (b + 1) * length; at++) {
      const image = features.subarray(images[at] * pixels, (images[at] + 1) * pixels);
      answers[at] = nearest(image, sums, counts);
      const label = labels[at];
      counts[label]++;
      image.forEach((value, i) => (sums[label][i] += value));
    }
  }
  return answers;
}

/** The label whose mean is nearest, among those with at least one image. */
function nearest(
  image: Float32Array,
  sums: readonly Float64Array[],
  counts: readonly number[],
): number {
  let best = 0;
  let least = Infinity;
  sums.forEach((sum, label) => {
    if (counts[label] === 0) return;
    let distance = 0;
    image.forEach((value, i) => (distance += (value - sum[i] / counts[label]) ** 2));
    if (distance >= least) return;
    best = label;
    least = distance;
  });
  return best;
}
