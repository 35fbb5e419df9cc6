import { z } from 'zod';
import { checkWholeNumber } from '../../core/arguments';
import { parseValue } from '../../core/validation';
import { type MemoryInterface, type MemoryState, NeuralMemoryBank } from '../../memory';
import { tf } from '../../tf';
import { LETTER_WIDTH } from './letters';

const word = z.array(z.number()).length(LETTER_WIDTH).describe('five numbers');
const gate = z.number().min(0).max(1);
const strength = z.number().min(0);

/** What a memory is asked in one step, in plain numbers: one write head, one read head. */
export const letterControls = z.object({
  /** What to write, and what to wipe of the slot before (0 to 1), each `[5]`. */
  v: word,
  e: word,
  /** Key and strength by which a slot to write to is looked up. */
  kw: word,
  betaW: strength,
  /** Allocation gate: a free slot (1) or the one that matches (0); write gate; free gate. */
  ga: gate,
  gw: gate,
  gf: gate,
  /** Key and strength of the read, and its modes: back, by content, on. */
  kr: word,
  betaR: strength,
  pi: z.array(gate).length(3).describe('three modes from 0 to 1: back, by content, on'),
});

/** What a memory of letters is asked in one step. */
export type LetterControls = z.infer<typeof letterControls>;

/** The state of a memory of N slots, in plain numbers: one write head, one read head. */
export interface LetterState {
  /** Contents `[N, 5]`. */
  readonly M: number[][];
  /** Usage `[N]`. */
  readonly u: number[];
  /** Links `[N, N]`, precedence `[N]`. */
  readonly L: number[][];
  readonly p: number[];
  /** Write and read weights `[N]`. */
  readonly ww: number[];
  readonly wr: number[];
}

/** A step of a programme: the state after it, and the word that was read `[5]`. */
export interface LetterStep extends LetterState {
  readonly r: number[];
}

/** The state in which a programme begins: every slot holds the same small numbers. */
export function emptyLetterState(slots: number): LetterState {
  checkWholeNumber('slots', slots);
  const zeros = (length: number): number[] => new Array<number>(length).fill(0);
  return {
    M: Array.from({ length: slots }, () => zeros(LETTER_WIDTH).map(() => 1e-6)),
    u: zeros(slots),
    L: Array.from({ length: slots }, () => zeros(slots)),
    p: zeros(slots),
    ww: zeros(slots),
    wr: zeros(slots),
  };
}

const programmeField = z.array(letterControls);

/**
 * Runs controls one after the other through the memory bank of `src/memory`.
 * @param start where it begins; default an empty memory
 * @throws ConfigError naming the first part of the programme that is wrong
 * @example runProgramme([put('A'), get({ key: 'A' })], emptyLetterState(4)).map(({ r }) => r)
 */
export function runProgramme(
  programme: readonly LetterControls[],
  start: LetterState,
): LetterStep[] {
  const steps = parseValue('programme', programmeField, programme);
  const bank = new NeuralMemoryBank({
    memorySize: start.u.length,
    memoryDim: LETTER_WIDTH,
    numReadHeads: 1,
    numWriteHeads: 1,
  });
  const seen: LetterStep[] = [];
  tf.tidy(() => {
    let state = tensorsOf(start);
    for (const controls of steps) {
      const { state: next, readVectors } = bank.step(state, interfaceOf(controls));
      state = next;
      seen.push({ ...plainState(state), r: readVectors.arraySync()[0][0] });
    }
  });
  return seen;
}

/** One row in the batch, one write head, one read head. */
function tensorsOf({ M, u, L, p, ww, wr }: LetterState): MemoryState {
  return {
    memory: tf.tensor3d([M]),
    usage: tf.tensor2d([u]),
    link: tf.tensor4d([[L]]),
    precedence: tf.tensor3d([[p]]),
    writeWeights: tf.tensor3d([[ww]]),
    readWeights: tf.tensor3d([[wr]]),
  };
}

function plainState(state: MemoryState): LetterState {
  return {
    M: state.memory.arraySync()[0],
    u: state.usage.arraySync()[0],
    L: state.link.arraySync()[0][0],
    p: state.precedence.arraySync()[0][0],
    ww: state.writeWeights.arraySync()[0][0],
    wr: state.readWeights.arraySync()[0][0],
  };
}

function interfaceOf(controls: LetterControls): MemoryInterface {
  const [back, content, on] = controls.pi;
  return {
    writeVectors: tf.tensor3d([[controls.v]]),
    eraseVectors: tf.tensor3d([[controls.e]]),
    writeKeys: tf.tensor3d([[controls.kw]]),
    writeStrengths: tf.tensor2d([[beforeSoftplus(controls.betaW)]]),
    allocationGates: tf.tensor2d([[controls.ga]]),
    writeGates: tf.tensor2d([[controls.gw]]),
    freeGates: tf.tensor2d([[controls.gf]]),
    readKeys: tf.tensor3d([[controls.kr]]),
    readStrengths: tf.tensor2d([[beforeSoftplus(controls.betaR)]]),
    readModes: tf.tensor3d([[[back, on, content]]]), // the order of the reference implementation
  };
}

/** The number whose softplus, log(1 + exp(x)), is a strength: the bank applies softplus itself. */
export function beforeSoftplus(strength: number): number {
  return strength > 30 ? strength : Math.log(Math.expm1(Math.max(strength, 1e-9)));
}
