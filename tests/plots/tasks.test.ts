import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memoryConfig } from '../../src/config';
import { interfaceParts } from '../../src/controller';
import { interfaceStrip, sequenceFigure, toSvg } from '../../src/plots';
import type { HeatmapTrace } from '../../src/plots/figure';
import { createRandom } from '../../src/core/random';
import { copyTask } from '../../src/tasks';

test(
  'a sequence is drawn with a gap between what is seen, asked and said, and nothing where no ' +
    'answer is asked',
  () => {
    const task = copyTask({ bits: 2, minLength: 2, maxLength: 2 });
    const sequences = task.sample(1, createRandom(0));
    const figure = sequenceFigure(task.picture(sequences, 0, new Float32Array(12)), {
      title: 'Copy',
    });
    const trace = figure.data[0] as HeatmapTrace;
    assert.equal(trace.z.length, 4 + 1 + 2 + 1 + 2);
    for (const gap of [4, 7])
      assert.ok(
        trace.z[gap].every((v) => v === null),
        `row ${gap} is no gap`,
      );
    assert.deepEqual(trace.z[8], [null, null, null, null, 0.5, 0.5]);
    assert.match(figure.alt, /white/i);
  },
);

test('an interface vector is drawn with every part named once, in the colour of its heads', () => {
  for (const memory of [
    memoryConfig(),
    memoryConfig({ memoryDim: 3, numReadHeads: 2, numWriteHeads: 2, masking: true }),
  ]) {
    const parts = interfaceParts(memory).map(({ name, shape }) => ({
      name,
      count: shape.reduce((a, b) => a * b, 1),
      heads: name.startsWith('write') ? ('write' as const) : ('read' as const),
    }));
    const total = parts.reduce((sum, part) => sum + part.count, 0);
    const figure = interfaceStrip(
      parts,
      Float32Array.from({ length: total }, (_, i) => Math.sin(i)),
      { title: 'Interface' },
    );
    const labels = figure.layout.annotations!.map(({ text }) => text);
    for (const { name, count } of parts)
      assert.equal(labels.filter((text) => text === `${name}: ${count}`).length, 1, name);
    assert.equal(figure.layout.shapes!.filter(({ type }) => type === 'rect').length, parts.length);
    assert.match(toSvg(figure), /^<svg/);
    assert.throws(
      () => interfaceStrip(parts, [1, 2], { title: 'Interface' }),
      new RegExp(`got 2 values for parts of ${total} numbers`),
    );
  }
});
