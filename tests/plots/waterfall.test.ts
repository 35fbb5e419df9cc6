// Bars that float: what each step takes away or adds.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rowBars, type Shape, waterfall } from '../../src/plots';

const options = { title: 'T', unit: 'operations', end: 'left' };
const levels = { start: 100, saves: 60, 'does nothing': 60, adds: 70 };

/** Left and right end of each bar, in pixels. */
function endsOf({ layout }: { readonly layout: { readonly shapes?: readonly Shape[] } }) {
  const boxes = (layout.shapes ?? []).filter(({ type }) => type === 'rect');
  return boxes.map(({ x0, x1 }) => [x0, x1]);
}

test('each step begins where the one before ended, and the last bar holds what is left', () => {
  const [start, saves, nothing, adds, left] = endsOf(waterfall(levels, options));
  const one = (start[1] - start[0]) / 100;
  const near = (found: number, expected: number): void =>
    assert.ok(Math.abs(found - start[0] - expected * one) < 1e-6 * one, `${found}`);
  near(saves[0], 60);
  near(saves[1], 100);
  near(nothing[0], 60);
  near(adds[0], 60);
  near(adds[1], 70);
  near(left[0], 0);
  near(left[1], 70);
});

test('the words say what each step does, with its sign, and remarks stand behind', () => {
  const { alt } = waterfall(levels, { ...options, remarks: { start: '6 ms', left: '4 ms' } });
  assert.equal(
    alt,
    'T. Bars of operations. start 100, 6 ms; saves -40; does nothing 0; adds +10; left 70, 4 ms.',
  );
});

test('a step that saves and one that adds have colours of their own', () => {
  const { shapes = [] } = waterfall(levels, options).layout;
  const fills = shapes.filter(({ type }) => type === 'rect').map(({ fillcolor }) => fillcolor);
  assert.equal(fills[1], fills[2]);
  assert.equal(new Set(fills).size, 4);
});

test('lines join bars that float, and no others', () => {
  const linesOf = ({ layout }: ReturnType<typeof waterfall>): number =>
    (layout.shapes ?? []).filter(({ type, x0, x1 }) => type === 'line' && x0 === x1).length;
  assert.equal(linesOf(waterfall(levels, options)), 1 + 4, 'the axis, and a line a neighbour');
  const bars = [
    { name: 'a', value: 1 },
    { name: 'b', value: 2 },
  ];
  assert.equal(linesOf(rowBars([{ name: '', bars }], { title: 'T' })), 1);
});

test('what is wrong is named', () => {
  const cases: [() => unknown, RegExp][] = [
    [() => waterfall({}, options), /levels: .*at least one level/],
    [() => waterfall({ start: NaN }, options), /bar "start": value is NaN/],
    [() => waterfall({ start: 1, next: -1 }, options), /bar "next": goes from 1 to -1/],
    [() => waterfall({ start: '1' } as never, options), /levels\.start/],
    [() => waterfall({ start: 1 }, { title: 'T', unit: 'u' } as never), /options\.end/],
  ];
  for (const [run, message] of cases) assert.throws(run, message);
});
