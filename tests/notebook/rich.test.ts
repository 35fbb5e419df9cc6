// Values that show themselves: Markdown, HTML, SVG, JSON, pictures.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { afterEach, beforeEach, test } from 'node:test';
import { inspect } from 'node:util';
import { clearOutput, html, image, json, md, show, svg } from '../../src/notebook';
import { DISPLAY, type Displayable, type MimeBundle } from '../../src/notebook/displayable';
import { bundleFor } from '../../src/notebook/format';
import { Page } from '../lab/interact-page';
import { projectPath } from '../../src/core/paths';

let page: Page;
beforeEach(() => {
  page = Page.enter();
});
afterEach(() => page.leave());

/** What a value says of itself. */
function forms(value: Displayable): Record<string, unknown> {
  return value[DISPLAY]() as Record<string, unknown>;
}

test('md: text, a tag with numbers, and without the indentation of the code around it', () => {
  assert.deepEqual(forms(md('**bold**')), {
    'text/markdown': '**bold**',
    'text/plain': '**bold**',
  });
  assert.equal(md`Error **${0.5}**`.toString(), 'Error **0.5**');
  const indented = md`
    - one
      - inside ${2}

    - three
  `;
  assert.equal(indented.toString(), '- one\n  - inside 2\n\n- three');
  assert.equal(inspect(md('# a')), '# a');
});

test('html: values of a tag are made safe, html inside html is not', () => {
  const rows = ['a', '<b>'].map((name) => html`<li>${name}</li>`);
  // prettier-ignore
  const list = html`<ul>${rows}</ul>`;
  assert.deepEqual(forms(list), {
    'text/html': '<ul><li>a</li><li>&lt;b&gt;</li></ul>',
    'text/plain': 'a\n<b>',
  });
  assert.equal(forms(html('<b>x</b>'))['text/html'], '<b>x</b>');
});

test('svg: named by its title and description; what is no picture is refused', () => {
  const picture = svg`<svg xmlns="http://www.w3.org/2000/svg"
    ><title>A dot</title><desc>at ${3}</desc></svg>`;
  assert.equal(forms(picture)['text/plain'], 'A dot. at 3');
  assert.match(String(forms(picture)['image/svg+xml']), /^<svg/);
  assert.throws(() => svg('circle'), /expected an <svg> element, got "circle"/);
});

test('json: any value that JSON can hold', () => {
  assert.deepEqual(forms(json({ a: [1, undefined] })), {
    'application/json': { a: [1, null] },
    'text/plain': '{\n  "a": [\n    1,\n    null\n  ]\n}',
  });
  assert.throws(() => json(() => 1), /JSON cannot hold a value of type function/);
});

test('image: bytes or a file, PNG or JPEG', () => {
  const file = projectPath('tests/fixtures/dot.png');
  const bytes = fs.readFileSync(file);
  const shown = forms(image(file));
  assert.equal(shown['image/png'], bytes.toString('base64'));
  assert.match(String(shown['text/plain']), /^dot\.png: a picture \(PNG, \d+ x \d+\)$/);
  assert.equal(forms(image(bytes, { alt: 'a dot' }))['text/plain'], 'a dot');
  assert.ok(forms(image(Uint8Array.from([0xff, 0xd8, 0xff, 0xe0])))['image/jpeg']);
  assert.throws(() => image(new Uint8Array(8)), /neither a PNG nor a JPEG/);
});

test('show: what the value says, at once or later', async () => {
  show(md('a'));
  assert.deepEqual(page.shown, { 'text/markdown': 'a', 'text/plain': 'a' });
  const later: Displayable<Promise<MimeBundle>> = {
    [DISPLAY]: async () => ({ 'text/html': '<b>x</b>' }),
  };
  await show(later);
  assert.deepEqual(page.shown, { 'text/html': '<b>x</b>', 'text/plain': '<b>x</b>' });
  show({ [DISPLAY]: () => ({}) });
  assert.equal(page.displays.length, 2, 'an empty bundle shows nothing');
});

test('show and the last line: a polars series is a table of one column', async () => {
  const pl = (await import('nodejs-polars')).default;
  const column = pl.Series('error', [0.25, 0.5]);
  assert.match(String(bundleFor(column)?.['text/html']), /<table>[\s\S]*error[\s\S]*0\.25/);
  show(column, { caption: 'One column' });
  assert.match(String(page.shown['text/html']), /<caption>One column/);
});

test('clearOutput: now, or when something new comes', () => {
  clearOutput();
  clearOutput({ wait: true });
  assert.deepEqual(page.cleared, [false, true]);
});
