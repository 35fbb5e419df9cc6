import type { Trace } from '../plots/figure';

/**
 * Cells from which on a heatmap is packed: a notebook file gives every number of a list a line of
 * its own.
 */
const MANY = 1000;

/**
 * A heatmap of many whole numbers from 0 to 255, such as images, with its cells as bytes in base64,
 * as Plotly reads them since 2.28; every other trace as it is.
 */
export function packed(trace: Trace): object {
  if (trace.type !== 'heatmap' || trace.z.length * trace.z[0].length < MANY) return trace;
  const cells = trace.z.flat();
  if (!cells.every((v) => v !== null && Number.isInteger(v) && v >= 0 && v <= 255)) return trace;
  return {
    ...trace,
    z: {
      dtype: 'u1',
      bdata: Buffer.from(cells as number[]).toString('base64'),
      shape: `${trace.z.length}, ${trace.z[0].length}`,
    },
  };
}
