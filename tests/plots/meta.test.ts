// Surfaces seen from above, with arrows: lines where they belong, drawn by the picture and by
// sliders.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as p from '../../src/plots';
import { contour, contourLevels } from '../../src/plots/contours';
import type { ScatterTrace } from '../../src/plots/figure';
import fc from '../properties';
import { pattern } from '../pattern';

const grid = (from: number, to: number, points: number): number[] =>
  Array.from({ length: points }, (_, i) => from + ((to - from) * i) / (points - 1));
const over = (x: number[], y: number[], f: (x: number, y: number) => number): number[][] =>
  y.map((b) => x.map((a) => f(a, b)));
const breaks = (y: readonly (number | null)[]): number => y.filter((v) => v === null).length;
const options = {
  title: 'A bowl',
  unit: 'loss (MSE)',
  xLabel: 'w',
  yLabel: 'v',
  x: [-2, 2],
  y: [-2, 2],
} as const;
const bowl = (x: number, y: number): number => x * x + y * y;
const step = { name: 'a step', points: [{ x: 1, y: 1, dx: -0.5, dy: -0.5 }] };

test('a circle: one closed line, every point at its radius', () => {
  const x = grid(-2, 2, 41);
  const line = contour(x, x, over(x, x, Math.hypot), 1.5)!;
  assert.equal(breaks(line.y), 0);
  assert.deepEqual([line.x[0], line.y[0]], [line.x.at(-1), line.y.at(-1)]);
  line.x.forEach((v, i) => assert.ok(Math.abs(Math.hypot(v, line.y[i]!) - 1.5) < 2e-3));
  assert.ok(line.x.length > 60, 'all of the way round');
});

test('lines of a plane: straight, from edge to edge; a level that is nowhere has none', () => {
  fc.assert(
    fc.property(
      fc.double({ min: -3, max: 3, noNaN: true }),
      fc.double({ min: -3, max: 3, noNaN: true }),
      fc.double({ min: -0.5, max: 0.5, noNaN: true }),
      (a, b, level) => {
        fc.pre(Math.hypot(a, b) > 0.1);
        const x = grid(-1, 1, 9);
        const line = contour(
          x,
          x,
          over(x, x, (u, v) => a * u + b * v),
          level,
        );
        line?.x.forEach((v, i) => assert.ok(Math.abs(a * v + b * line.y[i]! - level) < 1e-9));
        if (line) assert.equal(breaks(line.y), 0, 'one line');
        else assert.ok(Math.abs(level) > 0.99 * (Math.abs(a) + Math.abs(b)));
      },
    ),
    { numRuns: 100 },
  );
});

test('two pits have two lines with a gap between them; cells without a value are left out', () => {
  const x = grid(-3, 3, 61);
  const pits = over(x, x, (u, v) => Math.min(Math.hypot(u - 1.5, v), Math.hypot(u + 1.5, v)));
  const line = contour(x, x, pits, 1)!;
  assert.equal(breaks(line.y), 1);
  assert.ok(
    line.x.every((v) => v !== null),
    'the picture needs an x at a gap',
  );
  const holed = over(x, x, (u, v) => (u > 0 ? NaN : Math.hypot(u, v)));
  const half = contour(x, x, holed, 1)!;
  assert.ok(half.x.every((v) => v <= 1e-9) && half.x.length > 20);
  assert.ok(
    contour(
      x,
      x,
      over(x, x, (u, v) => u * v),
      0.001,
    ),
    'a saddle is drawn',
  );
});

test('levels part the surface, closer where it is low; a flat one has one', () => {
  const x = grid(-2, 2, 41);
  const levels = contourLevels(over(x, x, bowl), 8);
  assert.ok(levels.length >= 6 && levels.every((v, i) => i === 0 || v > levels[i - 1]));
  assert.ok(levels.filter((v) => v < 2).length >= levels.length / 2 - 1);
  assert.deepEqual(
    contourLevels(
      [
        [3, 3],
        [3, 3],
      ],
      5,
    ),
    [3],
  );
});

test('a surface with a step: lines over all of the plot, the arrow, and both in words', () => {
  const f = p.surfaceChart(bowl, [step], options);
  const lines = f.data.filter((t): t is ScatterTrace => t.type === 'scatter' && t.mode === 'lines');
  assert.ok(lines.length >= 8);
  assert.equal(f.data.at(-1)!.name, 'a step');
  const [low, high] = (f.layout.xaxis as { range: [number, number] }).range;
  const xs = lines.flatMap((t) => t.x as number[]);
  assert.ok(
    high - low > 4.4 && Math.max(...xs) > 0.95 * high,
    'the axes are widened for true angles, and the surface goes with them',
  );
  assert.match(
    f.alt,
    pattern(
      /^A bowl\. Surface of loss \(MSE\) over w and v, with lines at .*Values go from .*a /,
      /step: a point at \(1, 1\) with an arrow of \(-0\.5, -0\.5\)/,
    ),
  );
  const svg = p.toSvg(f);
  assert.ok((svg.match(/<path/g) ?? []).length > lines.length);
  assert.equal(svg, p.toSvg(p.surfaceChart(bowl, [step], options)));
  const few = p.surfaceChart(bowl, [step], { ...options, levels: [1, 4] });
  assert.deepEqual(
    few.data.slice(0, 2).map(({ name }) => name),
    ['1', '4'],
  );
});

test('surfaces are steps of a slider, each with its own lines', () => {
  const at = (scale: number): p.Figure =>
    p.surfaceChart((x, y) => x * x + scale * y * y, [step], { ...options, title: String(scale) });
  const f = p.stepSlider([at(1), at(9)], { title: 'A bowl is squeezed', label: 'scale' });
  assert.equal(f.data.length, at(1).data.length + at(9).data.length);
  assert.match(p.toSvg(f), /<svg/);
});

test('a surface that is nowhere a number, and a point that is none, are refused by name', () => {
  assert.throws(
    () => p.surfaceChart(() => NaN, [step], options),
    /surfaceChart "A bowl": the surface is nowhere finite/,
  );
  assert.throws(
    () => p.surfaceChart(bowl, [{ name: 'a step', points: [{ x: NaN, y: 0 }] }], options),
    /groups\[0\]\.points\[0\]\.x: got NaN, expected a finite number/,
  );
});
