// One colour a method, in every notebook and picture of the documentation.
import assert from 'node:assert/strict';
import * as fs from 'fs';
import { test } from 'node:test';
import { projectPath } from '../../src/core/paths';
import * as p from '../../src/plots';
import type { ScatterTrace, Trace } from '../../src/plots/figure';
import { methodColour, methodOf } from '../../src/plots/palette';
import { unmark } from '../../src/plots/text';
import { committedFigures } from './committed';

const axes = { title: 't', xLabel: 'x', yLabel: 'y' };
const line = (f: p.Figure, k: number): ScatterTrace => f.data[k] as ScatterTrace;

/** A name in a figure and its colour. */
type Coloured = readonly [name: string, colour: string];

/** Names of a legend with their colours; intervals, contours and images have none. */
function namesOf(traces: readonly Trace[]): Coloured[] {
  return traces.flatMap((trace): Coloured[] => {
    if (trace.type === 'heatmap' || trace.showlegend === false || trace.name === undefined)
      return [];
    const colour = trace.type === 'scatter' ? trace.line?.color : undefined;
    const found = colour ?? trace.marker?.color;
    return typeof found === 'string' ? [[unmark(trace.name), found]] : [];
  });
}

/** Names of the legend of a picture: each stands behind a line, a marker or a square. */
function namesInSvg(svg: string): Coloured[] {
  const entry = /<(?:path|circle|polygon)[^>]*"(#\w{6})"[^>]*\/>\s*<text([^>]*)>([^<]*)</g;
  const title = /<title>([^<]*)/.exec(svg)?.[1] ?? '';
  return [...svg.matchAll(entry)]
    .filter(([, , place, name]) => !place.includes('rotate') && !title.startsWith(name))
    .filter(([, , , name]) => methodOf(name) !== undefined)
    .map(([, colour, , name]): Coloured => [name, colour]);
}

/** What is wrong with the colours of one figure. */
function complaints(where: string, names: readonly Coloured[]): string[] {
  const owner = new Map<string, string>();
  const wrong: string[] = [];
  for (const [name, colour] of names) {
    const method = methodOf(name);
    if (method === undefined) continue;
    const other = owner.get(colour);
    if (other !== undefined && other !== method)
      wrong.push(`${where}: ${method} and ${other} are both ${colour}`);
    owner.set(colour, method);
  }
  return wrong;
}

/** Every name that has two colours, with one place for each. */
function twoColoured(all: readonly (readonly [where: string, names: Coloured[]])[]): string[] {
  const seen = new Map<string, Map<string, string>>();
  for (const [where, names] of all)
    for (const [name, colour] of names) {
      const places = seen.get(name) ?? new Map<string, string>();
      if (!places.has(colour)) places.set(colour, where);
      seen.set(name, places);
    }
  return [...seen]
    .filter(([, places]) => places.size > 1)
    .map(([name, places]) => {
      const found = [...places].map(([colour, where]) => `${colour} in ${where}`);
      return `"${name}" is ${found.join(' and ')}`;
    });
}

const drawings = ['forgetting', 'memory-tasks', 'meta-learning', 'real-data'];
const pictured = (): [string, Coloured[]][] =>
  drawings.map((name) => {
    const file = projectPath(`docs/${name}.svg`);
    return [`docs/${name}.svg`, namesInSvg(fs.readFileSync(file, 'utf8'))];
  });

test('no two known methods have one colour', () => {
  const names = [
    ...['best constant (floor)', 'best stateless map', 'joint', 'cumulative', 'pre-training'],
    ...['no replay', 'LSTM', 'read alone', 'content only', 'Meta-SGD', 'FOMAML', 'MAML'],
    ...['Reptile', 'ANIL', 'corrected', 'prioritized', 'er-class-balanced', 'der++', 'der'],
    ...['er-ace', 'icarl', 'nearest-mean', 'gaussian', 'slda', 'random-ridge'],
    ...['a-gem', 'gdumb', 'mir', 'online-ewc', 'ewc', 'si', 'lwf', 'memory agent', 'replay'],
  ];
  assert.equal(new Set(names.map(methodOf)).size, names.length);
  assert.equal(new Set(names.map(methodColour)).size, names.length);
});

test('a variant keeps the colour of its method and differs by dash, marker or paleness', () => {
  const variants = ['er', 'er, three updates', 'replay 64'];
  assert.deepEqual(variants.map(methodColour), Array(3).fill(methodColour('replay')));
  const lines = p.learningCurve(
    variants.map((name, k) => ({ name, y: [k, k + 1] })),
    axes,
  );
  const looks = [0, 1, 2].map((k) => line(lines, k));
  assert.equal(new Set(looks.map((l) => l.line?.color)).size, 1);
  assert.equal(new Set(looks.map((l) => l.line?.dash)).size, 3);
  assert.equal(new Set(looks.map((l) => l.marker?.symbol)).size, 3);
  const categories = ['a'];
  const bars = p.barChart({
    ...axes,
    categories,
    series: variants.map((name) => ({ name, values: [1] })),
  });
  assert.equal(new Set(bars.data.map((t) => (t as p.BarTrace).marker?.color)).size, 3);
});

test('a floor that is a method has the colour of the method', () => {
  const floors = [
    { y: 1, label: 'no replay' },
    { y: 2, label: 'half of the rows' },
  ];
  const figure = p.learningCurve([{ name: 'replay', y: [1, 2] }], { ...axes, floors });
  const colours = [1, 2].map((k) => line(figure, k).line?.color);
  assert.deepEqual(colours, [methodColour('naive'), methodColour('floor')]);
});

test('names in the notebooks and the documentation have one colour each', () => {
  const figures = committedFigures().map(({ where, figure }): [string, Coloured[]] => [
    where,
    namesOf(figure.data),
  ]);
  const all = [...figures, ...pictured()];
  assert.ok(all.length > 50, `${all.length} figures`);
  const wrong = [...all.flatMap(([where, names]) => complaints(where, names)), ...twoColoured(all)];
  assert.deepEqual(wrong, []);
});
