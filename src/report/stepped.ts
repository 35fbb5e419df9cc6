import type { StepControl, StoredSteps } from '../notebook/interact/steps';
import { escapeHtml } from '../core/text';

/**
 * A figure with a slider over the views that were stored with it. Without its script, and on paper,
 * the view at the start values stays, and says which these are.
 * @param start the view at the start values
 */
export function steppedFigure({ controls, packed }: StoredSteps, start: string): string {
  const words = controls.map((control) => `${control.label}: ${startWord(control)}`).join(', ');
  return (
    `<figure class="figure steps"><figcaption>${escapeHtml(words)}</figcaption>` +
    `<div class="knobs" hidden>${controls.map(knob).join('')}</div>` +
    `<div class="view">${start}</div>` +
    `<script type="text/plain" class="packed">${packed}</script></figure>`
  );
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
  document.querySelectorAll('.steps').forEach(function (figure, number) {
    var knobs = Array.from(figure.querySelectorAll('input'));
    unpack(figure.querySelector('.packed').textContent).then(function (text) {
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
