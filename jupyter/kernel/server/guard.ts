/**
 * Interrupts of a main thread that a cell may keep busy.
 *
 * An interrupt is first a message: a loop that gives way ends at its next step, in order. Only
 * if the main thread does not look at the message, SIGINT breaks the running script off. The
 * signal is sent only while a script is between enter() and leave(): outside, Node (20 to 26)
 * can lose it, or die of it, in the moment in which vm's own SIGINT handling is put in or out.
 */
import { SharedField, MainState } from './shared';

/** Milliseconds that the main thread has for looking at an interrupt. */
const PATIENCE = 500;
/** Milliseconds between two attempts to break off a script. */
const AGAIN = 50;
/** Milliseconds after which an interrupt that had no effect is taken to be stuck. */
const STUCK = 2000;

/** The main thread's marks around a running script. */
export class Guard {
  constructor(private readonly shared: Int32Array) {}

  enter(): void {
    Atomics.store(this.shared, SharedField.STATE, MainState.INSIDE);
  }

  leave(): void {
    const { shared } = this;
    const state = Atomics.compareExchange(
      shared,
      SharedField.STATE,
      MainState.INSIDE,
      MainState.OUTSIDE,
    );
    // A signal is under way: it must arrive inside the script, not after it.
    while (state === MainState.SIGNALLED);
  }

  /**
   * To be called after a script was broken off: the interrupts asked for so far have been
   * served.
   */
  brokenOff(): void {
    Atomics.store(this.shared, SharedField.STATE, MainState.OUTSIDE);
    Atomics.store(this.shared, SharedField.ANSWERED, Atomics.load(this.shared, SharedField.ASKED));
  }

  /** True if the interrupt with this number has not been served yet; from now on it has. */
  answer(asked: number): boolean {
    if (asked <= Atomics.load(this.shared, SharedField.ANSWERED)) return false;
    Atomics.store(this.shared, SharedField.ANSWERED, asked);
    return true;
  }
}

/** The server thread's side. */
export class Interrupter {
  /**
   * @param stuck called where an interrupt has no effect: the main thread waits in native code, or
   *   for a child process
   */
  constructor(
    private readonly shared: Int32Array,
    private readonly postToMain: (asked: number) => void,
    private readonly stuck: (pressedAgain: boolean) => void,
  ) {}

  interrupt(): void {
    const pressedAgain = !this.isAnswered(Atomics.load(this.shared, SharedField.ASKED));
    const asked = Atomics.add(this.shared, SharedField.ASKED, 1) + 1;
    this.postToMain(asked);
    setTimeout(() => this.force(asked), pressedAgain ? 0 : PATIENCE);
    setTimeout(() => {
      if (!this.isAnswered(asked)) this.stuck(pressedAgain);
    }, STUCK);
  }

  private isAnswered(asked: number): boolean {
    return Atomics.load(this.shared, SharedField.ANSWERED) >= asked;
  }

  private force(asked: number): void {
    const { shared } = this;
    if (this.isAnswered(asked)) return;
    const state = Atomics.compareExchange(
      shared,
      SharedField.STATE,
      MainState.INSIDE,
      MainState.SIGNALLED,
    );
    if (state === MainState.INSIDE) process.kill(process.pid, 'SIGINT');
    else setTimeout(() => this.force(asked), AGAIN);
  }
}
