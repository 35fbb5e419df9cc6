// What a learner passes wrongly to what notebooks use is told by name, in one line.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import * as notebook from '../../src/notebook';
import { DISPLAY } from '../../src/notebook/displayable';
import { Page } from '../lab/interact-page';

let page: Page;
beforeEach(() => {
  page = Page.enter();
});
afterEach(() => page.leave());

const functions = notebook as unknown as Readonly<Record<string, (...given: unknown[]) => unknown>>;
const chart = { title: 'Loss', xLabel: 'update', yLabel: 'loss', series: ['a'] };

function refusal(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    assert.ok(error instanceof Error, 'thrown was no error');
    return error.message;
  }
  assert.fail('was taken');
}

type Case = readonly [name: string, given: readonly unknown[], message: string];

const circle: Record<string, unknown> = {};
circle['self'] = circle;

const wrong: readonly Case[] = [
  ['progress', [0, 'a'], 'progress "a": total must be a number above 0, got 0'],
  ['progress', ['9', 'a'], 'total: got "9", expected a number'],
  ['progress', [9], 'label: got undefined, expected a text'],
  ['show', [1, null], 'options: got null, expected an object with some of rows, digits, caption'],
  ['show', [[{ a: 1 }], { rows: 0 }], 'options.rows: got 0, expected a whole number from 1 to '],
  ['show', [[{ a: 1 }], { row: 3 }], 'options.row: got 3, expected one of the fields there are: '],
  ['show', [{ data: [null], layout: {}, alt: '' }], 'figure.data[0]: got null, expected an object'],
  [
    'show',
    [{ [DISPLAY]: () => null }],
    'what the value shows: got null, expected MIME types and their contents',
  ],
  ['note', [3], 'markdown: got 3, expected a text'],
  ['md', [3], 'md: text: got 3, expected a text, or a template'],
  ['html', [null], 'html: text: got null, expected a text, or a template'],
  ['svg', [], 'svg: text: got undefined, expected a text, or a template'],
  ['json', [circle], 'json: JSON cannot hold <ref *1> { self: [Circular *1] }'],
  ['json', [{ a: 10n }], 'json: JSON cannot hold { a: 10n }'],
  ['image', [3], 'picture: got 3, expected the path of a picture, or its bytes'],
  ['image', ['nowhere.png'], 'nowhere.png: no such file or directory'],
  ['image', ['nowhere.png', { text: 'a' }], 'options.text: got "a", expected one of the fields '],
  ['clearOutput', [null], 'options: got null, expected an object with some of wait'],
  ['clearOutput', [{ wait: 1 }], 'options.wait: got 1, expected true or false'],
  ['liveChart', [null], 'options: got null, expected an object with some of title, alt, xLabel, y'],
  ['liveChart', [{ ...chart, series: 'a' }], 'options.series: got "a", expected a list'],
  ['liveChart', [{ ...chart, logX: true }], 'options.logX: got true, expected one of the fields'],
  ['interact', [null], 'controls: got null, expected an object of controls, or another interact'],
  ['interact', [{ a: true }, 3], 'draw: got 3, expected a function'],
  ['interact', [{ a: true }, () => 1, null], 'options: got null, expected an object with some of '],
  [
    'interact',
    [{ a: true }, () => 1, { arrange: 'left' }],
    "options.arrange: got \"left\", expected one of 'below', 'beside'",
  ],
  [
    'interact',
    [{ a: true }, () => 1, { steps: { a: 3 } }],
    'options.steps.a: got 3, expected a list',
  ],
  ['interact', [{ a: 3 }], 'interact: "a" is no control; a control is true or false, a list, '],
  ['interact', [{ a: new Date() }], 'interact: "a" is no control; a control is true or false'],
  ['interact', [{ a: { options: null } }], 'interact: "a": options: got null, expected a list of '],
  ['interact', [{ a: [null] }], 'interact: "a": options: got [ null ], expected a list of texts'],
  [
    'interact',
    [{ a: new Array(2) }],
    'interact: "a": options: got [ <2 empty items> ], expected a ',
  ],
  ['interact', [{ a: { checked: 1 } }], 'interact: "a": checked: got 1, expected true or false'],
  ['interact', [{ a: { text: 3 } }], 'interact: "a": text: got 3, expected a text'],
  ['interact', [{ a: { button: 3 } }], 'interact: "a": button: got 3, expected a text'],
  [
    'interact',
    [{ a: { min: 0, max: 1, label: 3 } }],
    'interact: "a": label: got 3, expected a text',
  ],
  [
    'interact',
    [{ a: { min: 0, max: {} } }],
    'interact: "a": min, max and value must be finite numbers, got 0, {}, 0',
  ],
  [
    'interact',
    [{ a: { min: 0, max: 1, step: '1' } }],
    'interact: "a": step must be above 0, got "1"',
  ],
  [
    'slider',
    [0, 1, { valu: 1 }],
    'slider: options.valu: got 1, expected one of step, value, label',
  ],
  ['slider', [0, 1, { min: 5 }], 'slider: options.min: got 5, expected one of step, value, label'],
  ['slider', [0, 1, 0.5], 'slider: options: got 0.5, expected an object'],
  ['logSlider', [1, 2, null], 'logSlider: options: got null, expected an object'],
  ['choice', [['a'], 'a'], 'choice: options: got "a", expected an object'],
];

test('each names the argument that is wrong, in one line', () => {
  for (const [name, given, message] of wrong) {
    const got = refusal(() => functions[name](...given));
    assert.equal(got.slice(0, message.length), message, name);
    assert.ok(!/[\r\n]/.test(got), got);
  }
});

test('what is passed to a running bar, chart or interact is checked as well', async () => {
  const bar = notebook.progress(3, 'training');
  const live = notebook.liveChart(chart);
  const knobs = notebook.interact({ beta: notebook.slider(0, 1) });
  const cases: readonly [act: unknown, given: readonly unknown[], message: string][] = [
    [bar.step, [NaN], 'n: got NaN, expected a number of at least 0'],
    [bar.step, [1, 3], 'note: got 3, expected a text'],
    [live.add, [1, null], 'values: got null, expected an object'],
    [live.add, [1, { a: '1' }], 'values.a: got "1", expected a number'],
    [live.add, ['1', { a: 1 }], 'x: got "1", expected a number'],
    [live.mark, [NaN, 'task 2'], 'x: got NaN, expected a finite number'],
    [live.mark, [1, 2], 'label: got 2, expected a text'],
    [live.done, [3], 'title: got 3, expected a text'],
    [knobs.onChange.bind(knobs), [3], 'listener: got 3, expected a function'],
    [knobs.set.bind(knobs), ['beta', 10n], 'interact: "beta" goes from 0 to 1, got 10n'],
  ];
  for (const [act, given, message] of cases)
    assert.equal(
      refusal(() => (act as (...all: unknown[]) => unknown)(...given)),
      message,
    );
  bar.done();
  live.done();
  await assert.rejects(
    notebook.interruptible(3 as never),
    new RangeError('body: got 3, expected a function'),
  );
});

test('values that JSON or text cannot hold are shown all the same', () => {
  notebook.show(circle);
  assert.match(String(page.shown['text/plain']), /Circular/);
  notebook.show([{ a: circle, b: 1n }]);
  assert.match(String(page.shown['text/plain']), /Circular/);
  assert.equal(notebook.md`${Object.create(null)}`.toString(), '[Object: null prototype] {}');
});

test('an option that is undefined is as if left out', () => {
  const { slider } = notebook;
  const own = notebook.interact({ beta: slider(1, 2, { value: undefined, label: undefined }) });
  assert.equal(own.values.beta, 1);
});
