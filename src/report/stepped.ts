import { gunzipSync, gzipSync } from 'node:zlib';
import { z } from 'zod';
import { describe, errorMessage, escapeHtml } from '../core/text';
import { parseValue } from '../core/validation';
import type { StepControl, StepView, StoredSteps } from '../notebook/interact/steps';
import type { Render } from './outputs';

const viewsSchema = z.array(
  z.looseObject({ svg: z.string().optional(), html: z.string().optional(), text: z.string() }),
);

/** More text than any notebook stores: what unpacks to more is no set of views. */
const MOST_BYTES = 2 ** 28;

/**
 * A figure with a slider over the views that were stored with it. Without its script, and on paper,
 * the view at the start values stays, and says which these are.
 * @param start the view at the start values
 * @param render gives the HTML of views as it may stand in the page
 * @param alt what the figure is, in the author's words
 * @throws Error if the views do not fit the controls, or cannot be unpacked
 */
export function steppedFigure(
  stored: StoredSteps,
  start: string,
  render: Render,
  alt = '',
): string {
  const { controls } = stored;
  const words = controls.map((control) => `${control.label}: ${startWord(control)}`).join(', ');
  const named = alt && ` aria-label="${escapeHtml(alt)}"`;
  return (
    `<figure class="figure steps"${named}><figcaption>${escapeHtml(words)}</figcaption>` +
    `<div class="knobs" hidden>${controls.map(knob).join('')}</div>` +
    `<div class="view">${start}</div>` +
    `<script type="text/plain" class="packed">${packedViews(stored, render)}</script></figure>`
  );
}

/** The views as the page holds them. */
function packedViews(stored: StoredSteps, render: Render): string {
  const { controls, packed } = stored;
  const views = viewsOf(packed);
  const places = controls.reduce((product, { words }) => product * words.length, 1);
  if (views.length !== places)
    throw new Error(`its stored views: got ${views.length}, expected ${places}, one a place`);
  for (const { label, words, start } of controls)
    if (start >= words.length)
      throw new Error(
        `its control ${describe(label)} starts at ${start} of ${words.length} places`,
      );
  const shown = views.map((view) =>
    view.html === undefined ? view : { ...view, html: render('html', view.html) },
  );
  const isSame = shown.every(({ html }, index) => html === views[index].html);
  return isSame ? packed : gzipSync(JSON.stringify(shown), { level: 9 }).toString('base64');
}

function viewsOf(packed: string): readonly StepView[] {
  let content: unknown;
  try {
    const bytes = gunzipSync(Buffer.from(packed, 'base64'), { maxOutputLength: MOST_BYTES });
    content = JSON.parse(bytes.toString());
  } catch (error) {
    throw new Error(`its stored views cannot be unpacked (${errorMessage(error)})`, {
      cause: error,
    });
  }
  return parseValue('its stored views', viewsSchema, content);
}

function startWord({ words, start }: StepControl): string {
  return words[start] ?? '';
}

/** One slider with its label and the value it stands at. */
function knob(control: StepControl): string {
  const { label, words, start } = control;
  const text = escapeHtml(startWord(control));
  const listed = escapeHtml(JSON.stringify(words));
  return (
    `<label>${escapeHtml(label)}</label>` +
    `<input type="range" min="0" max="${words.length - 1}" step="1" ` +
    `value="${start}" aria-valuetext="${text}" data-words="${listed}"><output>${text}</output>`
  );
}

/** Unpacks text that lies in a page compressed. */
export const UNPACK = `function unpack(letters) {
  var bytes = Uint8Array.from(atob(letters), function (letter) { return letter.charCodeAt(0); });
  var unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(unpacked).text();
}`;

/** Lets the sliders of all stepped figures of a page show the stored views. */
export const STEPPER = `(function () {
  ${UNPACK}
  function show(place, view) {
    var shown;
    if (view.svg) {
      shown = document.createElement('img');
      shown.className = 'still';
      shown.alt = view.text;
      shown.src = 'data:image/svg+xml,' + encodeURIComponent(view.svg);
    } else if (view.html) {
      shown = document.createElement('div');
      shown.className = 'html';
      shown.innerHTML = view.html;
    } else {
      shown = document.createElement('pre');
      shown.className = 'stream';
      shown.textContent = view.text;
    }
    place.replaceChildren(shown);
  }
  document.querySelectorAll('script.packed').forEach(function (packed, number) {
    var figure = packed.closest('.steps');
    var knobs = Array.from(figure.querySelectorAll('input'));
    unpack(packed.textContent).then(function (text) {
      var views = JSON.parse(text);
      function move() {
        var at = 0;
        knobs.forEach(function (knob) {
          var words = JSON.parse(knob.dataset.words), word = words[Number(knob.value)];
          at = at * words.length + Number(knob.value);
          knob.setAttribute('aria-valuetext', word);
          knob.nextElementSibling.textContent = word;
        });
        show(figure.querySelector('.view'), views[at]);
      }
      knobs.forEach(function (knob, index) {
        knob.id = 'step-' + number + '-' + index;
        knob.previousElementSibling.htmlFor = knob.id;
        knob.addEventListener('input', move);
      });
      figure.querySelector('figcaption').hidden = true;
      figure.querySelector('.knobs').hidden = false;
      move();
    }).catch(console.error);
  });
})();`;
