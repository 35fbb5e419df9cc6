import { after, test } from 'node:test';
import assert from 'node:assert/strict';
import fc from '../properties';
import * as p from '../../src/plots';
import type { Axis, ScatterTrace } from '../../src/plots/figure';
import { xmlComplaints } from '../xml';

const finite = fc.double({ min: -1e300, max: 1e300, noNaN: true });
const positive = fc.double({ min: 1e-300, max: 1e300, noNaN: true });
const anything = fc.oneof(
  finite,
  fc.double(),
  fc.constantFrom(NaN, Infinity, -Infinity, 0, -0, 5e-324),
);
const name = fc
  .string({ minLength: 1, maxLength: 30, unit: 'grapheme' })
  .filter((s) => s.trim() !== '');
const options = { title: 'A finding', xLabel: 'step', yLabel: 'error (MSE)' };

/** Pictures of all tests here; one run of a real XML parser reads them at the end. */
const pictures: string[] = [];

/**
 * No number in the picture is broken. Words and the bytes of images are left out: those may spell
 * anything.
 */
function checkPicture(f: p.Figure): void {
  const svg = p.toSvg(f);
  pictures.push(svg);
  assert.doesNotMatch(
    svg.replace(/<(text|title|desc)\b[^>]*>[^<]*|aria-label="[^"]*"|base64,[^"]*/g, ''),
    /NaN|Infinity|undefined|null/,
  );
}
/** The saved figure is plain JSON whose numbers are numbers. */
function checkJson(f: p.Figure): void {
  assert.deepEqual(JSON.parse(JSON.stringify(f)), f);
  for (const key of ['xaxis', 'yaxis']) {
    const [a, b] = (f.layout[key] as Axis).range ?? [0, 0];
    assert.ok(Number.isFinite(a) && Number.isFinite(b) && a !== b, `${key} from ${a} to ${b}`);
  }
}

test('values too small to tell apart are drawn, too', () => {
  for (const v of [5e-324, 1e-308, 1e-250, 1 + Number.EPSILON]) {
    for (const f of [
      p.heatmap([[v]], { ...options, unit: 'u' }),
      p.heatmap([[v, -v]], { ...options, unit: 'u', diverging: true }),
      p.learningCurve([{ name: 's', y: [v, 2 * v] }], { ...options, logY: true }),
      p.learningCurve([{ name: 's', y: [v, -v] }], options),
    ]) {
      checkJson(f);
      checkPicture(f);
    }
  }
});

test('any finite series makes a figure, a picture and a sentence', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(finite, { minLength: 1, maxLength: 40 }), { minLength: 1, maxLength: 4 }),
      name,
      (lines, word) => {
        const series = lines.map((y, i) => ({ name: `${word} ${i}`, y }));
        const f = p.learningCurve(series, options);
        checkJson(f);
        checkPicture(f);
        for (const s of series)
          assert.ok(f.alt.includes(s.name), `the words leave out "${s.name}"`);
        const [low, high] = (f.layout.yaxis as Axis).range!;
        for (const t of f.data as ScatterTrace[])
          for (const v of t.y)
            assert.ok(v !== null && v >= low && v <= high, `${v} is outside ${low} to ${high}`);
      },
    ),
    { numRuns: 150 },
  );
});

test('a log axis never gets a value of 0 or below, and never hides one silently', () => {
  fc.assert(
    fc.property(fc.array(anything, { minLength: 1, maxLength: 40 }), positive, (y, one) => {
      const f = p.learningCurve([{ name: 'loss', y: [...y, one] }], { ...options, logY: true });
      for (const v of (f.data[0] as ScatterTrace).y) assert.ok(v === null || v > 0);
      assert.equal(
        /0 or below are left out/.test(f.alt),
        y.some((v) => v <= 0),
      );
      assert.equal(
        /NaN or infinite are left out/.test(f.alt),
        y.some((v) => !Number.isFinite(v)),
      );
      checkJson(f);
      checkPicture(f);
    }),
    { numRuns: 150 },
  );
});

test('a heatmap of any numbers is drawn, or refused because nothing can be drawn', () => {
  const matrix = fc
    .tuple(fc.integer({ min: 1, max: 14 }), fc.integer({ min: 1, max: 14 }))
    .chain(([n, m]) =>
      fc.array(fc.array(anything, { minLength: m, maxLength: m }), { minLength: n, maxLength: n }),
    );
  fc.assert(
    fc.property(matrix, fc.boolean(), fc.boolean(), (values, diverging, log) => {
      const drawn = values.flat().some((v) => Math.abs(v) <= 1e300 && (!log || v > 0));
      const make = (): p.Figure =>
        p.heatmap(values, { ...options, unit: 'weight', diverging, log });
      if (!drawn) {
        assert.throws(make, /no cell has a value that can be drawn/);
        return;
      }
      const f = make();
      checkJson(f);
      checkPicture(f);
    }),
    { numRuns: 100 },
  );
});

test('bars of any numbers', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(name, finite), { minLength: 1, maxLength: 10 }), (bars) => {
      const f = p.barChart({
        ...options,
        categories: bars.map(([n]) => n),
        series: [{ name: 'values', values: bars.map(([, v]) => v) }],
      });
      checkJson(f);
      checkPicture(f);
      for (const [n] of bars) assert.ok(f.alt.includes(n));
    }),
    { numRuns: 100 },
  );
});

test('a slider over any bars: every step on the axes, a picture of some of them', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5 }).chain((n) =>
        fc.array(
          fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), {
            minLength: n,
            maxLength: n,
          }),
          { minLength: 2, maxLength: 9 },
        ),
      ),
      name,
      (steps, word) => {
        const f = p.stepSlider(
          steps.map((values, k) =>
            p.barChart({
              ...options,
              title: `${word} ${k}`,
              categories: values.map((_, i) => `${i}`),
              series: [{ name: 'v', values }],
            }),
          ),
          { title: word, label: 'step' },
        );
        checkJson(f);
        checkPicture(f);
        const [low, high] = (f.layout.yaxis as Axis).range!;
        for (const v of steps.flat())
          assert.ok(v >= low && v <= high, `${v} is outside ${low} to ${high}`);
      },
    ),
    { numRuns: 40 },
  );
});

test('a timeline and arrows of any finite numbers', () => {
  const weights = fc
    .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 0, max: 2 }))
    .chain(([N, heads]) =>
      fc.array(
        fc.tuple(
          ...[1, heads].map((h) =>
            fc.array(
              fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: N, maxLength: N }),
              { minLength: h, maxLength: h },
            ),
          ),
        ),
        { minLength: 1, maxLength: 12 },
      ),
    );
  fc.assert(
    fc.property(
      weights,
      name,
      fc.array(fc.tuple(finite, finite, finite, finite), { minLength: 1, maxLength: 6 }),
      (moments, word, points) => {
        const timeline = p.memoryTimeline(
          moments.map(([writes, reads]) => ({
            writes,
            reads,
            wrote: [word],
            read: reads.map(() => word),
          })),
          { title: word },
        );
        const arrows = p.arrowChart(
          [
            {
              name: word,
              points: points.map(([x, y, dx, dy]) => ({
                x: x / 1e200,
                y: y / 1e200,
                dx: dx / 1e200,
                dy: dy / 1e200,
                label: word,
              })),
            },
          ],
          { title: word, xLabel: 'x', yLabel: 'y' },
        );
        for (const f of [timeline, arrows]) {
          checkJson(f);
          checkPicture(f);
        }
      },
    ),
    { numRuns: 60 },
  );
});

test('forgetting curves of any scores and seeds', () => {
  const scores = fc
    .integer({ min: 1, max: 5 })
    .chain((t) =>
      fc.array(
        fc.array(
          fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: t, maxLength: t }),
          { minLength: t, maxLength: t },
        ),
        { minLength: 1, maxLength: 3 },
      ),
    );
  fc.assert(
    fc.property(scores, (runs) => {
      const taskNames = runs[0].map((_, j) => `task ${j}`);
      const f = p.forgettingCurves([{ name: 'naive', runs }], {
        title: 't',
        taskNames,
        yLabel: 'accuracy',
      });
      checkJson(f);
      checkPicture(f);
      for (const t of taskNames) assert.ok(f.alt.includes(`naive, ${t}`));
    }),
    { numRuns: 60 },
  );
});

after(() => {
  assert.ok(pictures.length > 300, `${pictures.length} pictures`);
  assert.deepEqual(xmlComplaints(pictures).slice(0, 3), []);
});
