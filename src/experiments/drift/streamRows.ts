import {
  featuresOf,
  type LabelledStream,
  lastLabelOf,
  type StreamInputs,
} from '../../continual/prequential';

/**
 * Rows of a stream as text, as `benchmarks/peers/river_stream.py` reads them: numbers and the
 * class, between commas, a line a row. Trees do not mind the scale of a number: nothing is scaled.
 */
export function streamLines(stream: LabelledStream, inputs: StreamInputs, rows: number): string {
  const lines: string[] = [];
  for (let row = 0; row < rows; row++) {
    const before = inputs === 'features' ? [] : lastLabelOf(stream, row);
    lines.push([...featuresOf(stream, row), ...before, stream.labels[row]].join(','));
  }
  return `${lines.join('\n')}\n`;
}
