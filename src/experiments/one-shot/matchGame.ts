import { PNG } from 'pngjs';
import { argumentError, checkWholeNumber } from '../../core/arguments';
import { html, type Html } from '../../notebook';
import { DRAWING_BYTES, DRAWING_SIDE, type OneShotRun } from '../../tasks/datasets';
import { isInk } from '../../tasks/datasets/drawings';

/** A trial of one-shot classification, and what a machine answers. */
export interface MatchTrial {
  /** The run it is of: 20 drawings seen once, and 20 to be recognised. */
  readonly run: OneShotRun;
  /** Which of the 20 drawings is to be recognised. */
  readonly query: number;
  /** Which of the 20 drawings seen once the machine takes for the same character. */
  readonly machine: number;
}

/**
 * Trials for people to play: a drawing above, twenty characters below, one of them the same
 * character by another hand. Once one is picked, the right one and the machine's are marked. It
 * works without a kernel and without a script, also in an exported page.
 * @throws RangeError naming what is wrong
 * @example matchGame([{ run: loadOmniglot().runs[0], query: 3, machine: 7 }])
 */
export function matchGame(trials: readonly MatchTrial[]): Html {
  if (trials.length === 0) throw argumentError('trials', 'none', 'at least one');
  const rights = trials.filter(({ run, query, machine }) => run.answers[query] === machine).length;
  const answers = trials.map(
    ({ run, query, machine }, number) =>
      `trial ${number + 1}, number ${run.answers[query] + 1} (the machine: ${machine + 1})`,
  );
  const key = trials.map(({ query, machine }) => `${query}-${machine}`).join('-');
  return html`<style>
      ${html(STYLE)}
    </style>
    <div class="match-game">
      ${trials.map((trial, number) => trialPart(trial, number, `match-${key}-${number}`))}
      <p>
        You have <b class="match-count"></b> of ${trials.length} right so far; the machine has
        ${rights} of ${trials.length}.
      </p>
      <p class="match-answers">Answers: ${answers.join('; ')}.</p>
    </div>`;
}

function trialPart({ run, query, machine }: MatchTrial, number: number, group: string): Html {
  const count = run.answers.length;
  checkWholeNumber(`trials[${number}].query`, query, 0, count - 1);
  checkWholeNumber(`trials[${number}].machine`, machine, 0, count - 1);
  const right = run.answers[query];
  const choices = Array.from({ length: count }, (_, choice) => {
    const marks = [
      choice === right ? 'match-right' : '',
      choice === machine ? 'match-machine' : '',
    ];
    return html`<label class="${marks.join(' ').trim()}"
      ><input type="radio" name="${group}" /><img
        src="${drawingPicture(run.training, choice)}"
        alt="character ${choice + 1}"
      /><small>${choice + 1}</small></label
    >`;
  });
  const machineText =
    machine === right
      ? 'The machine has it right, too.'
      : `The machine took number ${machine + 1}.`;
  const machineElse =
    machine === right ? 'The machine has it right.' : `The machine took number ${machine + 1}.`;
  return html`<fieldset>
    <legend>Trial ${number + 1}: which of the twenty is this?</legend>
    <img
      class="match-query"
      src="${drawingPicture(run.test, query)}"
      alt="the drawing to be recognised"
    />
    <div class="match-choices">${choices}</div>
    <p class="match-yes">Right. ${machineText}</p>
    <p class="match-no">It is number ${right + 1}. ${machineElse}</p>
  </fieldset>`;
}

/** A drawing as a PNG in a data address. */
function drawingPicture(bits: Uint8Array, drawing: number): string {
  const png = new PNG({ width: DRAWING_SIDE, height: DRAWING_SIDE });
  for (let pixel = 0; pixel < DRAWING_SIDE * DRAWING_SIDE; pixel++) {
    const grey = isInk(bits, drawing * DRAWING_BYTES, pixel) ? 0 : 255;
    png.data.set([grey, grey, grey, 255], 4 * pixel);
  }
  const file = PNG.sync.write(png, { colorType: 0 });
  return `data:image/png;base64,${file.toString('base64')}`;
}

/** What is picked decides by `:checked` what is shown; a counter counts what is right. */
const STYLE = `
.match-game { counter-reset: match-right; max-width: 720px; }
.match-game fieldset { border: 1px solid #8888; border-radius: 6px; margin: 0 0 12px; }
.match-game .match-query { width: 84px; border: 2px solid #888; background: #fff; }
.match-game .match-choices { display: grid; grid-template-columns: repeat(10, 1fr); gap: 4px; }
.match-game label { position: relative; cursor: pointer; text-align: center; }
.match-game label img { width: 100%; box-sizing: border-box; border: 3px solid transparent;
  background: #fff; }
.match-game label small { display: block; }
.match-game input { position: absolute; opacity: 0; }
.match-game input:focus-visible + img { outline: 2px solid #1f6feb; }
.match-game input:checked + img { border-color: #888; }
.match-game fieldset:has(input:checked) .match-machine img { border-color: #d08700;
  border-style: dashed; }
.match-game fieldset:has(input:checked) .match-right img { border-color: #1a7f37; }
.match-game .match-right input:checked { counter-increment: match-right; }
.match-game .match-yes, .match-game .match-no, .match-game .match-answers { display: none;
  margin: 6px 0 0; }
.match-game fieldset:has(.match-right input:checked) .match-yes { display: block; }
.match-game fieldset:has(label:not(.match-right) input:checked) .match-no { display: block; }
.match-game .match-count::before { content: counter(match-right); }
@media print {
  .match-game fieldset { break-inside: avoid; }
  .match-game .match-answers { display: block; }
}
`;
