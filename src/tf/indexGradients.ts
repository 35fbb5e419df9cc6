import type * as TensorFlow from '@tensorflow/tfjs-node';
import { einsumGradient } from './einsumGradient';
import type { Replace } from './gradients';
import { numbered } from './numbered';

type Tensor = TensorFlow.Tensor;

/**
 * Gradients of what chooses numbers by their places, or puts them there. TensorFlow.js 4.22 has
 * none for these; and where the places themselves were computed from an input, it throws.
 */
export function fixIndexGradients(tf: typeof TensorFlow, replace: Replace): void {
  const zeros = (x: Tensor): Tensor => tf.zeros(x.shape);
  const flat = (x: Tensor): Tensor1D => tf.reshape(x, [x.size]);

  /** Adds up in a tensor of a shape what came from each of its places. */
  function putBack(values: Tensor, places: Tensor, shape: number[]): Tensor {
    const size = tf.util.sizeFromShape(shape);
    const wholePlaces = tf.cast<Tensor1D>(flat(places), 'int32');
    return tf.reshape(tf.unsortedSegmentSum(flat(values), wholePlaces, size), shape);
  }

  replace('StridedSlice', ['x'], (dy, [x], attrs) => ({
    x: () => {
      const { begin, end, strides } = attrs as Record<string, number[]>;
      const masks = attrs as Record<string, number>;
      const places = tf.stridedSlice(
        numbered(tf, x.shape),
        begin,
        end,
        strides,
        masks['beginMask'],
        masks['endMask'],
        masks['ellipsisMask'],
        masks['newAxisMask'],
        masks['shrinkAxisMask'],
      );
      return putBack(dy, places, x.shape);
    },
  }));
  replace('DepthToSpace', ['x'], (dy, [x], attributes) => ({
    x: () => {
      const blockSize = attributes['blockSize'] as number;
      const isLast = attributes['dataFormat'] === 'NHWC';
      const [batch, height, width] = isLast ? x.shape : [x.shape[0], ...x.shape.slice(2)];
      const blocks = [height, blockSize, width, blockSize] as number[];
      // The channels of a block come first by row, then by column, then by what is left of them.
      return isLast
        ? tf.reshape(
            tf.transpose(tf.reshape(dy, [batch, ...blocks, -1]), [0, 1, 3, 2, 4, 5]),
            x.shape,
          )
        : tf.reshape(
            tf.transpose(tf.reshape(dy, [batch, -1, ...blocks]), [0, 3, 5, 1, 2, 4]),
            x.shape,
          );
    },
  }));
  replace('FlipLeftRight', [], (dy) => ({
    image: () => tf.image.flipLeftRight(dy as TensorFlow.Tensor4D),
  }));
  replace('Diag', ['x'], (dy, [x]) => ({
    x: () => {
      const diagonal = tf.range(0, x.size * x.size, x.size + 1, 'int32');
      return tf.reshape(tf.gather(flat(dy), diagonal), x.shape);
    },
  }));
  replace(
    'TopK',
    ['x'],
    (dy, [x, indices]) => ({
      x: () => {
        const [values] = dy as unknown as Tensor[]; // what comes to the indices is no gradient
        const width = x.shape[x.rank - 1];
        const rows = tf.range(0, x.size, width, 'int32');
        const inRow = tf.reshape(indices, [rows.size, -1]);
        return putBack(values, tf.add(inRow, tf.expandDims(rows, 1)), x.shape);
      },
    }),
    { outputsToSave: [false, true] },
  );

  // Rows that are named by some or all of their indices.
  const asRows = (indices: Tensor): Tensor =>
    indices.rank < 2
      ? tf.reshape(indices, [indices.size, 1])
      : tf.reshape(indices, [-1, indices.shape[indices.rank - 1]]);
  const rowsAt = (x: Tensor, indices: Tensor, shape: number[]): Tensor =>
    tf.reshape(tf.gatherND(x, asRows(indices)), shape);
  replace('GatherNd', ['params', 'indices'], (dy, [params, indices]) => ({
    params: () => {
      const depth = indices.shape[indices.rank - 1];
      const rows = tf.reshape<TensorFlow.Rank.R2>(indices, [-1, depth]);
      const values = tf.reshape(dy, [rows.shape[0], ...params.shape.slice(depth)]);
      return tf.scatterND(rows, values, params.shape);
    },
    indices: () => zeros(indices),
  }));
  replace('ScatterNd', ['indices', 'updates'], (dy, [indices, updates]) => ({
    indices: () => zeros(indices),
    updates: () => rowsAt(dy, indices, updates.shape),
  }));
  replace('TensorScatterUpdate', ['indices', 'updates'], (dy, [indices, updates]) => ({
    tensor: () => tf.tensorScatterUpdate(dy, indices, zeros(updates)),
    indices: () => zeros(indices),
    updates: () => rowsAt(dy, indices, updates.shape),
  }));
  replace(
    'SparseToDense',
    ['sparseIndices', 'sparseValues'],
    (dy, [sparseIndices, sparseValues]) => {
      const rows = asRows(sparseIndices);
      const at = (): Tensor => tf.gatherND(dy, rows);
      return {
        sparseIndices: () => zeros(sparseIndices),
        sparseValues: () => (sparseValues.rank === 0 ? tf.sum(at()) : at()),
        defaultValue: () => tf.sub(tf.sum(dy), tf.sum(at())),
      };
    },
  );
  replace('Bincount', ['x', 'weights'], (dy, [x, weights]) => ({
    x: () => zeros(x),
    weights: () => {
      if (weights.size === 0) return zeros(weights);
      const isCounted = tf.less(x, dy.size); // what lies beyond the last bin is left out
      const bins = tf.minimum<Tensor1D>(x, tf.scalar(dy.size - 1, 'int32'));
      return tf.where(isCounted, tf.gather(dy, bins), zeros(weights));
    },
  }));

  replace(
    'Einsum',
    [],
    (dy, operands, { equation }) =>
      Object.fromEntries(
        operands.map((_, i) => [i, () => einsumGradient(tf, equation as string, dy, operands, i)]),
      ),
    { saveAllInputs: true },
  );

  const gatherRule = tf.getGradient('GatherV2').gradFunc;
  replace('GatherV2', ['x', 'indices'], (dy, saved, attrs) => {
    const [x, indices] = saved;
    const { axis, batchDims } = attrs as Record<string, number>;
    const ofRows = gatherRule(dy, saved, attrs as never)['x'];
    const ofBatches = (): Tensor =>
      putBack(dy, tf.gather(numbered(tf, x.shape), indices, axis, batchDims), x.shape);
    return { x: batchDims ? ofBatches : ofRows, indices: () => zeros(indices) };
  });
  const segmentRule = tf.getGradient('UnsortedSegmentSum').gradFunc;
  replace('UnsortedSegmentSum', ['segmentIds'], (dy, saved, attrs) => ({
    x: segmentRule(dy, saved, attrs as never)['x'],
    segmentIds: () => zeros(saved[0]),
  }));
}

type Tensor1D = TensorFlow.Tensor1D;
