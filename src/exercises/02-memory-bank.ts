import { z } from 'zod';
import { sum } from '../core/numbers';
import {
  emptyLetterState,
  letterControls,
  letterOf,
  letterWord,
  NO_LETTER,
  runProgramme,
  type LetterControls,
  type LetterStep,
} from '../experiments/letter-memory';
import { checker, exercise, functionAnswer, type Problem } from '../notebook';

const share = z.number().min(0).max(1);

/** 2.1: the modes of two heads that stand on B, so that one lands on A, the other on C. */
export const headsApart = exercise({
  level: 1,
  hints: [
    'The first mode goes back to what was written before, the last one on to what came after.',
    'Head 0 must go back only: (1, 0, 0).',
  ],
  answer: z.array(z.array(share).length(3)).length(2),
  problem(heads) {
    const sums = heads.map((modes) => sum(modes));
    const wrong = sums.find((total) => Math.abs(total - 1) > 1e-6);
    if (wrong !== undefined) return `the modes of a head must sum to 1, these sum to ${wrong}`;
    const [first, second] = heads.map(landsOn);
    const isRight = first === 'A' && second === 'C';
    return isRight ? undefined : `head 0 reads ${first}, head 1 reads ${second}`;
  },
});

/** What a head that stands on B reads with these modes, where A was written before and C after. */
function landsOn(modes: readonly number[]): string {
  const words = ['A', 'B', 'C'].map(letterWord);
  return letterOf(words[0].map((_, j) => sum(modes.map((mode, i) => mode * words[i][j]))));
}

const programme = z.array(letterControls).max(1000).describe('a list of steps made by put and get');

/** The lowest strength of a look-up in 2.2 and 2.3, whatever the notebook's knob says. */
const SHARP = 20;

/** The steps with every look-up by content at least as sharp as `SHARP`. */
function sharpened(steps: readonly LetterControls[]): LetterControls[] {
  return steps.map((step) => ({ ...step, betaR: Math.max(step.betaR, SHARP) }));
}

/** 2.2: a slot that was read is freed and written anew. */
export const slotReused = exercise({
  level: 2,
  hints: [
    'Usage is worked out at the beginning of a step, from what was read in the step before.',
    'The gate has to be open in the step that writes D: { ...put("D"), gf: 1 }.',
  ],
  answer: programme,
  problem(steps) {
    if (steps.length < 5) return `it has ${steps.length} steps, at least 5 are needed`;
    const last = steps[steps.length - 1];
    if (last.ga < 1) return 'the last write looks its slot up by content (allocation gate below 1)';
    if (letterOf(last.v) !== 'D') return 'the last step does not write D';
    const states = runProgramme(sharpened(steps), emptyLetterState(3));
    const before = slotsOf(states[steps.length - 2]);
    const after = slotsOf(states[steps.length - 1]);
    if ([...before].sort().join('') !== 'ABC')
      return `before it the slots hold ${before.join(' ')}`;
    const expected = before.map((letter) => (letter === 'B' ? 'D' : letter));
    const isRight = expected.join('') === after.join('');
    return isRight ? undefined : `before the last write: ${before.join(' ')}; ${told(after)}`;
  },
});

const slotsOf = ({ M }: LetterStep): string[] => M.map(letterOf);
const told = (letters: readonly string[]): string => `after it: ${letters.join(' ')}`;

/** Texts whose first letter occurs once: what a palindrome reader must cope with. */
const TEXTS = ['ABC', 'STRAW', 'HELLO', 'A B', 'XY', 'PEEK'];

/** 2.3: a programme that writes a text and reads it there and back. */
export const palindromeReader = exercise({
  level: 2,
  hints: [
    'Find the first letter by content; after that no letter needs to be looked up.',
    'Go on once for each further letter, then back as often: the last letter is read once.',
  ],
  answer: functionAnswer<(text: string) => LetterControls[]>(),
  problem(write) {
    for (const text of TEXTS) {
      const problem = palindromeProblem(text, write(text));
      if (problem !== undefined) return problem;
    }
    return undefined;
  },
});

function palindromeProblem(text: string, steps: unknown): Problem {
  const parsed = programme.safeParse(steps);
  if (!parsed.success) return `for "${text}" it gives no list of steps made by put and get`;
  const lookUps = parsed.data.filter(({ pi, gw }) => gw === 0 && pi[1] > 0).length;
  if (lookUps > 1) return `for "${text}" it looks up ${lookUps} letters by content, 1 is allowed`;
  const states = runProgramme(sharpened(parsed.data), emptyLetterState(12));
  const letters = states.map(({ r }) => letterOf(r));
  const first = letters.findIndex((letter) => letter !== NO_LETTER);
  const read = first < 0 ? '' : letters.slice(first).join('');
  const wanted = text + [...text].reverse().join('').slice(1);
  return read === wanted ? undefined : `"${text}" is read as "${read}", wanted is "${wanted}"`;
}

/** 2.4: two writings that make a slot its own successor, where nothing keeps the diagonal at 0. */
export const ownSuccessor = exercise({
  level: 3,
  hints: [
    'L[0, 0] grows by w[0] p[0]: slot 0 must be written when it was the last one written.',
    'Write slot 0 twice, with half the weight each time.',
  ],
  answer: z.array(z.array(share).length(3)).length(2),
  problem(writings) {
    const total = Math.max(...writings.map((w) => sum(w)));
    if (total > 1 + 1e-9) return `weights must sum to at most 1, these sum to ${total}`;
    const [first, second] = writings;
    const link = second[0] * first[0]; // L starts at 0, and p is w after the first write
    return link > 0.2 ? undefined : `L[0, 0] is ${link.toFixed(2)}`;
  },
});

/** Checks the exercises of chapter 02. */
export const check = checker({
  '2.1': headsApart,
  '2.2': slotReused,
  '2.3': palindromeReader,
  '2.4': ownSuccessor,
});
