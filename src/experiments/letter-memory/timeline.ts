import { argumentError } from '../../core/arguments';
import { type Figure, memoryTimeline } from '../../plots';
import { letterOf, NO_LETTER } from './letters';
import type { LetterControls, LetterState } from './programme';

/**
 * Who wrote which letter where, and what was read from where, step by step. A space is drawn as _.
 * @param states the state after each step of the programme
 * @throws RangeError when there is not one state a step
 */
export function letterTimeline(
  programme: readonly LetterControls[],
  states: readonly LetterState[],
  { title }: { readonly title?: string } = {},
): Figure {
  if (states.length !== programme.length)
    throw argumentError('states', states.length, `one for each of ${programme.length} steps`);
  const wrote = programme.map(({ v, gw }) => (gw > 0 ? drawn(letterOf(v)) : ''));
  const read = states.map((state, t) => (wrote[t] === '' ? drawn(letterOf(wordRead(state))) : ''));
  const moments = states.map(({ ww, wr }, t) => ({
    writes: [ww],
    reads: [wr],
    wrote: [wrote[t]],
    read: [read[t]],
  }));
  return memoryTimeline(moments, {
    title: title ?? `Written ${wrote.join('')}, read back ${read.join('')}`,
    note: 'A column for what is written (vermilion) and one for what is read (blue) in each step.',
  });
}

/** The mean of the words with the read weights. */
function wordRead({ wr, M }: LetterState): number[] {
  return M[0].map((_, j) => wr.reduce((total, weight, i) => total + weight * M[i][j], 0));
}

const drawn = (letter: string): string =>
  letter === NO_LETTER ? letter : letter.replace(' ', '_');
