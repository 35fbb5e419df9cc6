import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import fc from '../properties';
import {
  button,
  checkbox,
  choice,
  html,
  interact,
  logSlider,
  md,
  pause,
  play,
  slider,
  textField,
} from '../../src/notebook';
import { normalised } from '../../src/notebook/interact/normalise';
import { REST } from '../../src/notebook/interact/panes';
import { Redraw } from '../../src/notebook/interact/redraw';
import { STEPS, unpackedSteps, type StoredSteps } from '../../src/notebook/interact/steps';
import { TYPESCRIPT_OPTIONS } from '../../src/core/nodeArguments';
import { learningCurve, type Figure } from '../../src/plots';
import { Page } from '../lab/interact-page';
import { projectPath } from '../../src/core/paths';

const PLOTLY = 'application/vnd.plotly.v1+json';
const VIEW = 'application/vnd.jupyter.widget-view+json';

let page: Page;
beforeEach(() => {
  page = Page.enter();
});
afterEach(() => page.leave());

/** A figure with a title of its own. */
function figure(title: string): Figure {
  return learningCurve([{ name: 'a', y: [1, 2] }], { title, xLabel: 'x', yLabel: 'y' });
}

/** The title of the picture in an output widget. */
function pictured(pane = page.all('Output')[0]): string {
  const picture = String(pane?.outputs[0]?.data?.['image/svg+xml']);
  return /<title>(.*?)<\/title>/.exec(picture)?.[1] ?? 'no picture';
}

/** The text in an output widget. */
function text(pane = page.all('Output')[0]): unknown {
  return pane?.outputs[0]?.data?.['text/plain'] ?? pane?.outputs[0]?.evalue;
}

const SLIDER =
  'a slider moves a figure; the picture comes first, the interactive figure when it rests';

test(SLIDER, async () => {
  interact({ beta: { min: 0, max: 10, step: 0.5, value: 1 } }, ({ beta }) =>
    figure(`beta ${beta}`),
  );
  assert.equal(pictured(), 'beta 1');
  assert.ok(page.one('Output').outputs[0]?.data?.[PLOTLY], 'interactive from the start');

  const knob = page.one('FloatSlider', 'beta');
  const { min, max, step, value, readout_format: format } = knob.state;
  assert.deepEqual([min, max, step, value, format], [0, 10, 0.5, 1, '.1f']);
  await knob.change({ value: 2.5 });
  assert.equal(pictured(), 'beta 2.5');
  assert.equal(page.one('Output').outputs[0]?.data?.[PLOTLY], undefined);
  const [echo] = knob.received;
  assert.deepEqual(echo, { method: 'echo_update', state: { value: 2.5 }, buffer_paths: [] });

  await wait(REST + 100);
  assert.equal(pictured(), 'beta 2.5');
  assert.ok(page.one('Output').outputs[0]?.data?.[PLOTLY]);
});

const DISPLAY_HOLDS =
  'the display holds the controls and, for viewers without them, the figure at the start values';

test(DISPLAY_HOLDS, async () => {
  interact({ beta: { min: 0, max: 10, value: 1 } }, ({ beta }) => figure(`beta ${beta}`));
  assert.equal(page.displays.length, 1);
  assert.deepEqual(Object.keys(page.shown), [VIEW, PLOTLY, 'image/svg+xml', 'text/plain']);
  const view = page.shown[VIEW] as { model_id: string };
  const outer = page.widgets.find(({ id }) => id === view.model_id);
  assert.equal(outer?.state['_model_name'], 'VBoxModel');
  await page.one('IntSlider').change({ value: 3 });
  assert.equal(page.displays.length, 1, 'moving changes nothing of what is saved');
});

test('every kind of control moves its value', async () => {
  const seen: unknown[] = [];
  interact(
    {
      whole: { min: 0, max: 100 },
      rate: logSlider(1e-4, 1, { value: 0.01, label: 'learning rate' }),
      method: ['adam', 'sgd'],
      wave: choice({ sine: Math.sin, cosine: Math.cos }),
      size: { options: [8, 16], value: 16 },
      replay: true,
      noisy: checkbox(false, { label: 'with noise' }),
      name: textField('a'),
      again: button('again'),
      frame: play(0, 9),
    },
    (values) => {
      seen.push(values);
      return 'drawn';
    },
  );
  assert.deepEqual(seen[0], {
    whole: 0,
    rate: 0.01,
    method: 'adam',
    wave: Math.sin,
    size: 16,
    replay: true,
    noisy: false,
    name: 'a',
    again: 0,
    frame: 0,
  });
  const { min, max } = page.one('FloatLogSlider', 'learning rate').state;
  assert.deepEqual([min, max], [-4, 0]);
  await page.one('IntSlider', 'whole').change({ value: 7 });
  await page.one('FloatLogSlider').change({ value: 10 ** -3.05 });
  await page.one('Dropdown', 'method').change({ index: 1 });
  await page.one('Dropdown', 'wave').change({ index: 1 });
  await page.one('Dropdown', 'size').change({ index: 0 });
  await page.one('Checkbox', 'replay').change({ value: false });
  await page.one('Checkbox', 'with noise').change({ value: true });
  await page.one('Text', 'name').change({ value: 'ab' });
  await page.one('Button', 'again').click();
  await page.one('IntSlider', 'frame').change({ value: 4 });
  assert.deepEqual(seen.at(-1), {
    whole: 7,
    rate: 0.000891250938134,
    method: 'sgd',
    wave: Math.cos,
    size: 8,
    replay: false,
    noisy: true,
    name: 'ab',
    again: 1,
    frame: 4,
  });
  assert.equal(seen.length, 11);
  const [playing, link] = [page.one('Play'), page.one('Link')];
  assert.deepEqual(link.state['source'], [`IPY_MODEL_${playing.id}`, 'value']);
  assert.deepEqual(link.state['target'], [
    `IPY_MODEL_${page.one('IntSlider', 'frame').id}`,
    'value',
  ]);
});

test('what a control cannot have sent is ignored', async () => {
  const knobs = interact({ beta: { min: 0, max: 1 }, way: ['a', 'b'] });
  await page.one('FloatSlider').change({ value: 7 });
  await page.one('FloatSlider').change({ value: 'x' });
  await page.one('Dropdown').change({ index: 9 });
  await page.one('FloatSlider').change({ unknown: 1 });
  assert.deepEqual(knobs.values, { beta: 0, way: 'a' });
});

test('movements are joined while it draws, the last one counts', async () => {
  const drawn: number[] = [];
  const slow = interact({ n: { min: 0, max: 100 } }, async ({ n }) => {
    drawn.push(n);
    await wait(20);
    return `n ${n}`;
  });
  await slow.drawn;
  const knob = page.one('IntSlider');
  await Promise.all(Array.from({ length: 40 }, (_, i) => knob.change({ value: i + 1 })));
  assert.deepEqual(drawn, [0, 1, 40]);
  assert.equal(text(), 'n 40');
});

test('drawings on demand: every demand is met by a drawing that began after it', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 20 }),
      async (pauses) => {
        let now = 0;
        const begun: number[] = [];
        const redraw = new Redraw(async () => {
          begun.push(now);
          await wait(1);
        });
        const met: Promise<void>[] = [];
        for (const milliseconds of pauses) {
          const asked = ++now;
          met.push(redraw.request().then(() => assert.ok((begun.at(-1) ?? -1) >= asked)));
          if (milliseconds > 0) await wait(milliseconds);
        }
        await Promise.all(met);
        assert.ok(begun.length <= pauses.length);
      },
    ),
    { numRuns: 20 },
  );
});

test('an interrupt gives up a drawing that never ends; the next movement draws again', async () => {
  const bus = new EventEmitter();
  const key = Symbol.for('neural-memory-lab.interrupt');
  const all = globalThis as { [key: symbol]: unknown };
  all[key] = bus;
  try {
    let free = (): void => undefined;
    interact({ n: { min: 0, max: 10 } }, async ({ n }) => {
      if (n === 1)
        await new Promise<void>((resolve) => {
          free = resolve;
        });
      return `n ${n}`;
    });
    await wait(5);
    const knob = page.one('IntSlider');
    const stuck = knob.change({ value: 1 });
    const behind = knob.change({ value: 2 });
    await wait(5);
    bus.emit('interrupt');
    await Promise.all([stuck, behind]);
    assert.equal(text(), 'n 0');
    await knob.change({ value: 3 });
    assert.equal(text(), 'n 3');
    free();
    await wait(5);
    assert.equal(text(), 'n 3', 'what was given up is not shown later');
    assert.equal(bus.listenerCount('interrupt'), 0);
  } finally {
    delete all[key];
  }
});

const ERROR_STANDS =
  'an error stands in the place of the figure and is gone at the next good drawing';

test(ERROR_STANDS, async () => {
  interact({ beta: { min: 0, max: 10 } }, ({ beta }) => {
    if (beta === 3) throw new RangeError('three is too many');
    return figure(`beta ${beta}`);
  });
  const knob = page.one('IntSlider');
  await knob.change({ value: 3 });
  const [shown] = page.one('Output').outputs as unknown as {
    output_type: string;
    ename: string;
    traceback: string[];
  }[];
  assert.equal(shown?.output_type, 'error');
  assert.equal(shown?.ename, 'RangeError');
  assert.equal(shown?.traceback[0], 'RangeError: three is too many');
  assert.ok((shown?.traceback.length ?? 0) <= 5);
  await knob.change({ value: 4 });
  assert.equal(pictured(), 'beta 4');
});

test('an error at the start values fails the cell, and nothing is shown', async () => {
  assert.throws(
    () =>
      interact({ a: true }, () => {
        throw new Error('at once');
      }),
    /at once/,
  );
  assert.deepEqual([page.displays.length, page.widgets.length], [0, 0]);
  const late = interact({ a: true }, async () => {
    throw new Error('later');
  });
  await assert.rejects(late.drawn, /later/);
  assert.equal(text(), 'later');
});

test('a drawing that takes time says so, then takes the place of these words', async () => {
  const slow = interact({ a: true }, async ({ a }) => {
    await wait(5);
    return figure(`a ${a}`);
  });
  assert.deepEqual({ ...page.shown }, { 'text/plain': 'drawing at a = on' });
  const shown = slow as unknown as { readonly [name: symbol]: () => unknown };
  assert.deepEqual(
    await shown[Symbol.for('Jupyter.display')](),
    {},
    'as the last line it is waited for and adds nothing',
  );
  assert.deepEqual(
    page.displays.map(({ update }) => update),
    [false, true],
  );
  assert.ok(page.shown['image/svg+xml']);
  const [first, second] = page.displays.map(({ content }) => content.transient?.display_id);
  assert.equal(first, second);
  assert.equal(pictured(), 'a true');
});

test(
  'the handle: set moves the control, onChange hears, redraw draws again, close keeps the last ' +
    'figure',
  async () => {
    let data = 1;
    const heard: unknown[] = [];
    const knobs = interact({ beta: { min: 0, max: 10 } }, ({ beta }) =>
      figure(`beta ${beta}, data ${data}`),
    );
    const quiet = knobs.onChange((values, changed) => {
      heard.push([changed, values.beta]);
    });
    knobs.set('beta', 5);
    await knobs.redraw();
    assert.equal(page.one('IntSlider').state['value'], 5);
    assert.deepEqual(heard, [['beta', 5]]);
    assert.deepEqual(knobs.values, { beta: 5 });
    assert.equal(pictured(), 'beta 5, data 1');
    data = 2;
    await knobs.redraw();
    assert.equal(pictured(), 'beta 5, data 2');
    quiet();
    knobs.set('beta', 6);
    assert.equal(heard.length, 1);
    assert.throws(() => knobs.set('beta', 11), /"beta" goes from 0 to 10, got 11/);
    await knobs.redraw();
    knobs.close();
    assert.ok(
      page.widgets.every(({ open }) => !open),
      'all widgets are closed',
    );
    assert.ok(page.displays.at(-1)?.update);
    assert.deepEqual(Object.keys(page.shown), [PLOTLY, 'image/svg+xml', 'text/plain']);
    assert.match(String(page.shown['image/svg+xml']), /beta 6, data 2/);
    knobs.set('beta', 7);
    await knobs.redraw();
    await wait(REST + 50);
    assert.equal(page.displays.length, 2, 'nothing is drawn any more');
  },
);

test('a running loop reads a control while it trains', async () => {
  const knobs = interact({ rate: logSlider(0.001, 1, { value: 0.1 }) });
  const rates: number[] = [];
  for (let step = 0; step < 4; step++) {
    if (step === 2) await page.one('FloatLogSlider').change({ value: 0.01 });
    rates.push(knobs.values.rate);
    await pause();
  }
  assert.deepEqual(rates, [0.1, 0.1, 0.01, 0.01]);
});

test('two views of the same controls move together; each has its own sliders', async () => {
  const first = interact({ beta: { min: 0, max: 10 } }, ({ beta }) => `first ${beta}`);
  interact(first, ({ beta }) => `second ${beta}`);
  const [one, two] = page.all('IntSlider');
  await two?.change({ value: 4 });
  assert.deepEqual(
    page.all('Output').map((pane) => text(pane)),
    ['first 4', 'second 4'],
  );
  assert.deepEqual(
    [one?.state['value'], two?.received.length],
    [4, 1],
    'the one that was moved gets its echo only',
  );
  interact(first, ({ beta }) => `third ${beta}`, { showControls: false });
  assert.equal(page.all('IntSlider').length, 2);
});

const SEVERAL_VIEWS =
  'several views: below each other or side by side, as one picture where nothing moves';

test(SEVERAL_VIEWS, async () => {
  interact({ beta: { min: 0, max: 10 } }, ({ beta }) => [figure(`left ${beta}`), figure('right')], {
    arrange: 'beside',
  });
  const panes = page.all('Output');
  assert.deepEqual(
    panes.map((pane) => pictured(pane)),
    ['left 0', 'right'],
  );
  const before = panes[1]?.received.length;
  await page.one('IntSlider').change({ value: 2 });
  assert.equal(pictured(panes[0]), 'left 2');
  assert.equal(pictured(panes[1]), 'right');
  assert.ok((panes[1]?.received.length ?? 0) <= (before ?? 0) + 1);
  const whole = String(page.shown['image/svg+xml']);
  assert.match(whole, /^<svg [^>]*width="1692" height="380"/);
  assert.match(whole, /<svg x="852" y="0"/);
  assert.match(String(page.shown['text/plain']), /left 0[\s\S]*\n\n[\s\S]*right/);
});

test('views of other kinds: Markdown, HTML, a table, a list of numbers, nothing', async () => {
  interact({ kind: ['md', 'html', 'table', 'numbers', 'mixed', 'nothing'] }, ({ kind }) => {
    if (kind === 'md')
      return md`
**bold**
      `;
    if (kind === 'html') return html`<b>${'<'}</b>`;
    if (kind === 'table') return [{ a: 1 }, { a: 2 }];
    if (kind === 'numbers') return [1, 2, 3];
    return kind === 'mixed'
      ? [
          figure('f'),
          md`
text
          `,
        ]
      : undefined;
  });
  const [pane, knob] = [page.one('Output'), page.one('Dropdown')];
  const types = (): string[][] => pane.outputs.map(({ data }) => Object.keys(data ?? {}));
  assert.deepEqual(types(), [['text/markdown', 'text/plain']]);
  await knob.change({ index: 1 });
  assert.equal(pane.outputs[0]?.data?.['text/html'], '<b>&lt;</b>');
  await knob.change({ index: 2 });
  assert.match(String(pane.outputs[0]?.data?.['text/html']), /<table>/);
  await knob.change({ index: 3 });
  assert.equal(text(pane), '[ 1, 2, 3 ]');
  await knob.change({ index: 4 });
  assert.deepEqual(types(), [
    ['image/svg+xml', 'text/plain'],
    ['text/markdown', 'text/plain'],
  ]);
  await knob.change({ index: 5 });
  assert.deepEqual(pane.outputs, []);
});

test('a polars table is shown as `show` shows it, not in its own way', async () => {
  const pl = (await import('nodejs-polars')).default;
  const frame = pl.DataFrame({ row: Array.from({ length: 30 }, (_, i) => i) });
  interact({ on: true }, () => frame);
  assert.match(String(page.shown['text/html']), /10 of 30 rows are not shown/);
});

test('a page that is loaded again gets every open widget as it stands', async () => {
  interact({ beta: { min: 0, max: 10 } }, ({ beta }) => figure(`beta ${beta}`));
  await page.one('IntSlider').change({ value: 6 });
  const states = page.reload();
  assert.deepEqual(
    new Set(Object.keys(states)),
    new Set(page.widgets.filter(({ open }) => open).map(({ id }) => id)),
  );
  const slider = Object.values(states).find(({ model_name: name }) => name === 'IntSliderModel');
  assert.equal(slider?.state['value'], 6);
  const output = Object.values(states).find(({ model_name: name }) => name === 'OutputModel');
  assert.match(JSON.stringify(output?.state['outputs']), /beta 6/);
});

test('when its cell runs again the old controls are forgotten and draw no more', async () => {
  let drawings = 0;
  const old = interact({ beta: { min: 0, max: 10 } }, () => ++drawings);
  await page.one('IntSlider').change({ value: 6 });
  page.closeAll();
  assert.deepEqual(page.reload(), {});
  old.set('beta', 7);
  await old.redraw();
  assert.equal(drawings, 2);
});

test('steps: the views of chosen values are stored, the start value among them', () => {
  interact(
    { beta: { min: 0, max: 10, step: 0.5, value: 1, label: 'strength β' }, sharp: false },
    ({ beta, sharp }) => figure(`beta ${beta}, ${sharp ? 'sharp' : 'soft'}`),
    { steps: { beta: [4, 0.5, 2], sharp: [false, true] } },
  );
  const stored = page.shown[STEPS] as StoredSteps;
  assert.deepEqual(stored.controls, [
    { label: 'strength β', words: ['0.5', '1', '2', '4'], start: 1 },
    { label: 'sharp', words: ['off', 'on'], start: 0 },
  ]);
  const views = unpackedSteps(stored);
  assert.deepEqual(
    views.map(({ text: words }) => /beta [^.]*(\.5)?[^.]*/.exec(words)?.[0]),
    [
      'beta 0.5, soft',
      'beta 0.5, sharp',
      'beta 1, soft',
      'beta 1, sharp',
      'beta 2, soft',
      'beta 2, sharp',
      'beta 4, soft',
      'beta 4, sharp',
    ],
  );
  assert.ok(views.every(({ svg }) => svg?.startsWith('<svg')));
  const plain = views.map(({ svg }) => svg).join('').length;
  assert.ok(stored.packed.length < plain / 4, `${stored.packed.length} of ${plain} characters`);
});

test('steps that cannot be: a name that is no control, a value it cannot take, too many', () => {
  const controls = { beta: { min: 0, max: 10 }, gamma: { min: 0, max: 1000 } };
  const draw = (): string => '';
  const many = Array.from({ length: 300 }, (_, i) => i);
  assert.throws(
    // @ts-expect-error there is no such control
    () => interact(controls, draw, { steps: { delta: [1] } }),
    /steps for "delta", which is no control/,
  );
  assert.throws(
    () => interact(controls, draw, { steps: { beta: [11] } }),
    /"beta" goes from 0 to 10, got 11/,
  );
  assert.throws(
    () => interact(controls, draw, { steps: { gamma: many } }),
    /steps give 300 views; at most 200/,
  );
});

test('controls that cannot be are refused with what is wrong', () => {
  const refused = (spec: unknown, message: RegExp): void => {
    assert.throws(() => normalised('beta', spec as Parameters<typeof normalised>[1]), message);
  };
  refused(
    { min: 0, max: 1, valu: 3 },
    /"beta" has an unknown field "valu"; a slider takes min, max, step, value/,
  );
  refused({ min: 1, max: 0 }, /min must be below max, got 1 and 0/);
  refused({ min: 0, max: 1, value: 2 }, /starts at 2, outside 0 to 1/);
  refused({ min: 0, max: NaN }, /must be finite numbers/);
  refused({ min: 0, max: 1, step: 0 }, /step must be above 0/);
  refused({ min: 0, max: 1, log: true }, /a log slider starts above 0/);
  refused({ options: ['a'], value: 'b' }, /starts with "b", which is none of its options a/);
  refused([], /nothing to choose from/);
  refused({ play: true, min: 0, max: 1.5 }, /moves by whole numbers/);
  refused(3, /"beta" is no control; a control is true or false, a list/);
  refused({}, /"beta" is no control/);
});

test('the step of a slider that gives none is round and near a hundredth of its range', () => {
  const step = (min: number, max: number): unknown =>
    (normalised('n', { min, max }) as { step?: number }).step;
  assert.deepEqual(
    [step(0, 1), step(0, 10), step(0, 9), step(-1, 1), step(0, 0.003), step(0, 0.7)],
    [0.01, 1, 0.05, 0.02, 0.00002, 0.005],
  );
  const end = fc.double({ min: 1e-6, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(end, (max) => {
      const size = step(0, max) as number;
      if (Number.isInteger(max) && max >= 10) return assert.equal(size, 1);
      assert.ok(size <= (max / 100) * 1.001 && size >= (max / 250) * 0.999, `${size} for ${max}`);
    }),
  );
});

test('without a kernel the figure at the start values is said in words', () => {
  const source = `
    const { interact } = require('./src/notebook'), { learningCurve } = require('./src/plots');
    const knobs = interact({ beta: { min: 0, max: 10, value: 2 }, on: true },
      ({ beta }) => {
        const options = { title: 'Beta ' + beta, xLabel: 'x', yLabel: 'y' };
        return learningCurve([{ name: 'a', y: [beta, 1] }], options);
      }, { steps: { beta: [1, 2] } });
    knobs.set('beta', 3);
    interact(knobs, ({ beta }) => 'is ' + beta);
    console.log(knobs);
    interact({ a: true }, async ({ a }) => { await null; return 'late ' + a; });`;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [...TYPESCRIPT_OPTIONS, '-e', source],
    {
      cwd: projectPath(''),
      encoding: 'utf8',
    },
  );
  assert.equal(status, 0, stderr);
  assert.deepEqual(stdout.trim().split('\n'), [
    'Beta 2. Line chart of y against x. a falls from 2 to 1.',
    'is 3',
    'interact { beta = 3, on = on }',
    'late true',
  ]);
});

test('the types of values follow from the controls', () => {
  const knobs = interact(
    {
      beta: { min: 0, max: 1 },
      rate: logSlider(0.1, 1),
      way: ['adam', 'sgd'],
      size: choice([8, 16], { value: 16 }),
      wave: choice({ sine: Math.sin }),
      on: true,
      name: { text: '' },
      again: { button: 'again' },
      frame: { play: true, min: 0, max: 3 },
      part: slider(0, 1),
    },
    (values) => {
      const beta: number = values.beta + values.rate + values.again + values.frame + values.part;
      const way: 'adam' | 'sgd' = values.way;
      const size: 8 | 16 = values.size;
      const on: boolean = values.on;
      const name: string = values.name;
      const wave: (x: number) => number = values.wave;
      // @ts-expect-error a number is no text
      const wrong: string = values.beta;
      // @ts-expect-error there is no such choice
      const other: 'rmsprop' = values.way;
      // @ts-expect-error there is no such control
      void values.gamma;
      return [beta, way, size, on, name, wave(0), wrong, other].length;
    },
    { steps: { way: ['sgd'] } },
  );
  knobs.set('way', 'sgd');
  assert.equal(knobs.values.way, 'sgd');
  // @ts-expect-error a choice that is not there
  assert.throws(() => knobs.set('way', 'rmsprop'));
  // @ts-expect-error a control that is not there
  assert.throws(() => knobs.set('gamma', 1));
  const write = (): void => {
    // @ts-expect-error values cannot be written past the control
    knobs.values.beta = 3;
  };
  assert.equal(typeof write, 'function');
  // @ts-expect-error a start value that is no option
  assert.throws(() => interact({ size: choice([8, 16], { value: 9 }) }), /none of its options/);
  // @ts-expect-error no control at all
  assert.throws(() => interact({ size: 3 }), /is no control/);
  // @ts-expect-error the handle shares the values it has
  interact(knobs, ({ gamma }) => String(gamma));
});
