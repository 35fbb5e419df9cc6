import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import type { Figure } from '../../src/plots';
import { panels } from '../../src/plots/svg/panels';
import { openBench, type Bench, type Tick } from './browser';
import { samples } from './samples';

let bench: Bench;
before(async () => {
  bench = await openBench();
});
after(async () => {
  await bench.close();
});

/** Our ticks that have a label, in pixels, to be held against Plotly's. */
function ourTicks(f: Figure): Tick[] {
  const seen = new Map<string, Tick[]>();
  for (const p of panels(f)) {
    for (const [side, v] of [
      ['x', p.x],
      ['y', p.y],
    ] as const) {
      if (v.spec.visible === false) continue;
      const axis = `${side}axis${v.id.slice(1)}`;
      const place = (at: number): number => (at - v.range[0]) / (v.range[1] - v.range[0]);
      seen.set(
        axis,
        v.ticks
          .filter((t) => t.label !== '')
          .map((t) => ({
            axis,
            label: t.label,
            at:
              side === 'x' ? p.left + place(t.at) * p.width : p.top + (1 - place(t.at)) * p.height,
          })),
      );
    }
  }
  return [...seen.values()].flat();
}

const untagged = (text: string): string =>
  text
    .replace(/<[^>]*>/g, '')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&');
const RAISED = '⁰¹²³⁴⁵⁶⁷⁸⁹⁻';
const LOW = '0123456789−';
/**
 * All letters of a drawing in order of the alphabet; Plotly puts invisible spaces around raised
 * ones.
 */
const letters = (words: readonly string[]): string =>
  [...words.join('').replace(/[\s\u200b]/g, '')]
    .map((c) => (RAISED.includes(c) ? LOW[RAISED.indexOf(c)] : c))
    .sort()
    .join('');

for (const [name, figure] of Object.entries(samples())) {
  test(`${name}: the picture and the interactive figure agree`, async () => {
    await bench.draw(figure);
    const { svg, plotly, ticks } = await bench.read();
    assert.deepEqual(bench.errors, [], 'no complaint in the browser');
    assert.equal(plotly.traces, figure.data.length);
    assert.deepEqual(svg.size, plotly.size);
    assert.deepEqual(
      [svg.cut, plotly.cut],
      [[], []],
      'words cut at the edge of the picture, of the interactive figure',
    );
    const order = (a: Tick, b: Tick): number => a.axis.localeCompare(b.axis) || a.at - b.at;
    const ours = ourTicks(figure).sort(order);
    const theirs = [...ticks].sort(order);
    assert.deepEqual(
      ours.map((t) => [t.axis, untagged(t.label)]),
      theirs.map((t) => [t.axis, untagged(t.label)]),
      'tick labels',
    );
    ours.forEach((t, i) =>
      assert.ok(
        Math.abs(t.at - theirs[i].at) < 1,
        `tick ${t.axis} ${t.label}: at ${t.at} in the picture, at ${theirs[i].at} in Plotly`,
      ),
    );
    assert.equal(
      letters(svg.words),
      letters(plotly.words),
      'every letter of title, axes, legend, cells and notes',
    );
    const share = await bench.difference(figure);
    assert.ok(share < 0.02, `${(100 * share).toFixed(1)} % of the figure looks different`);
  });
}
