/**
 * Interrupts of a main thread that a cell may keep busy.
 *
 * An interrupt is first a message: a loop that gives way ends at its next step, in order. Only
 * if the main thread does not look at the message, SIGINT breaks the running script off. The
 * signal is sent only while a script is between enter() and leave(): outside, Node (20 to 26)
 * can lose it, or die of it, in the moment in which vm's own SIGINT handling is put in or out.
 */
import { Place, State } from './shared';

/** Milliseconds that the main thread has for looking at an interrupt. */
const PATIENCE = 500;
/** Milliseconds between two attempts to break off a script. */
const AGAIN = 50;

/** The main thread's marks around a running script. */
export class Guard {
  constructor(private readonly shared: Int32Array) {}

  enter(): void {
    Atomics.store(this.shared, Place.STATE, State.INSIDE);
  }

  leave(): void {
    const { shared } = this;
    const state = Atomics.compareExchange(shared, Place.STATE, State.INSIDE, State.OUTSIDE);
    // A signal is under way: it must arrive inside the script, not after it.
    while (state === State.SIGNALLED);
  }

  /**
   * To be called after a script was broken off: the interrupts asked for so far have been
   * served.
   */
  brokenOff(): void {
    Atomics.store(this.shared, Place.STATE, State.OUTSIDE);
    Atomics.store(this.shared, Place.ANSWERED, Atomics.load(this.shared, Place.ASKED));
  }

  /** True if the interrupt with this number has not been served yet; from now on it has. */
  answer(asked: number): boolean {
    if (asked <= Atomics.load(this.shared, Place.ANSWERED)) return false;
    Atomics.store(this.shared, Place.ANSWERED, asked);
    return true;
  }
}

/** The server thread's side. */
export class Interrupter {
  constructor(
    private readonly shared: Int32Array,
    private readonly tellMain: (asked: number) => void,
  ) {}

  interrupt(): void {
    const { shared } = this;
    const pressedAgain = Atomics.load(shared, Place.ANSWERED) < Atomics.load(shared, Place.ASKED);
    const asked = Atomics.add(shared, Place.ASKED, 1) + 1;
    this.tellMain(asked);
    setTimeout(() => this.force(asked), pressedAgain ? 0 : PATIENCE);
  }

  private force(asked: number): void {
    const { shared } = this;
    if (Atomics.load(shared, Place.ANSWERED) >= asked) return;
    const state = Atomics.compareExchange(shared, Place.STATE, State.INSIDE, State.SIGNALLED);
    if (state === State.INSIDE) process.kill(process.pid, 'SIGINT');
    else setTimeout(() => this.force(asked), AGAIN);
  }
}
