// Recipes for losses of one and of two numbers, and for families of functions.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { functionChart, stepOnCurve, surfacePaths } from '../../src/plots';
import type { ScatterTrace } from '../../src/plots';

const axes = { title: 'T', xLabel: 'x', yLabel: 'y' };

/** The trace of a name. */
function traceOf(figure: { readonly data: readonly unknown[] }, name: string): ScatterTrace {
  const found = (figure.data as ScatterTrace[]).find((trace) => trace.name === name);
  assert.ok(found, `no trace "${name}"`);
  return found;
}

test('a step on a curve: the slope line touches it, the step ends on it', () => {
  const square = (x: number): number => x * x;
  const figure = stepOnCurve(square, { from: 1, to: -0.5, slope: 2 }, { ...axes, x: [-2, 2] });
  const slope = traceOf(figure, 'slope at the start');
  assert.deepEqual(
    [slope.x, slope.y],
    [
      [0.5, 1.5],
      [0, 2],
    ],
  );
  const step = traceOf(figure, 'the step');
  assert.deepEqual(
    [step.x, step.y],
    [
      [1, -0.5],
      [1, 0.25],
    ],
  );
  assert.throws(
    () => stepOnCurve(square, { from: NaN, to: 1, slope: 2 }, { ...axes, x: [-2, 2] }),
    /step\.from: got NaN, expected a finite number/,
  );
  assert.throws(() => stepOnCurve(1 as never, {} as never, {} as never), /curve: got 1/);
});

test('paths on a surface: an arrow from each point to the next; one point is a place', () => {
  const options = { ...axes, unit: 'loss', x: [-1, 1], y: [-1, 1] } as const;
  const paths = {
    walk: [
      [0, 0],
      [1, 0],
      [1, 1],
    ],
    place: [[0.5, 0.5]],
  } as const;
  const figure = surfacePaths((x, y) => x + y, paths, options);
  assert.deepEqual(traceOf(figure, 'walk').x, [0, 1]);
  assert.equal(traceOf(figure, 'place').marker?.symbol, 'diamond');
  assert.match(figure.alt, /an arrow of \(0, 1\)/);
  const coloured = surfacePaths((x, y) => x + y, paths, { ...options, methods: { walk: 'maml' } });
  assert.equal(traceOf(coloured, 'walk').marker?.color, '#cc79a7');
  assert.throws(
    () => surfacePaths((x, y) => x + y, { walk: [] }, options),
    /paths\.walk: got \[\]/,
  );
});

test('functions as curves: many under one name have gaps between them, and words', () => {
  const lines = [1, 2, 3].map((a) => (x: number) => a * x);
  const figure = functionChart(
    { 'three lines': lines, square: (x) => x * x },
    { ...axes, x: [0, 1], points: 3, floors: { half: 0.5 } },
  );
  const bundle = traceOf(figure, 'three lines');
  assert.deepEqual(bundle.x, [0, 0.5, 1, null, 0, 0.5, 1, null, 0, 0.5, 1, null]);
  assert.deepEqual(bundle.y, [0, 0.5, 1, null, 0, 1, 2, null, 0, 1.5, 3, null]);
  assert.deepEqual(traceOf(figure, 'square').y, [0, 0.25, 1]);
  assert.match(figure.alt, /three lines: 3 curves between 0 and 3\./);
  assert.match(figure.alt, /Dashed line: half at 0\.5\./);
  const many = Array.from({ length: 40 }, (_, a) => (x: number) => a * x);
  const crowd = traceOf(functionChart({ many }, { ...axes, x: [0, 1] }), 'many');
  assert.equal(crowd.y.filter((y) => y === null).length, 40);
  assert.throws(
    () => functionChart({ f: 1 as never }, { ...axes, x: [0, 1] }),
    /functions\.f: got 1, expected a function, or/,
  );
});
