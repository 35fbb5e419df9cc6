import type { OnInterrupt } from '../interrupt';

/** Where nobody interrupts. */
const NEVER: OnInterrupt = () => () => undefined;

/**
 * Runs a drawing again and again on demand. Demands that come while it runs are joined into one
 * more run, so that the last one is always met, and a slow drawing never has a queue behind it.
 * An interrupt gives up the drawing that runs and those that wait for it.
 */
export class Redraw {
  readonly #draw: () => void | Promise<void>;
  readonly #interrupts: OnInterrupt;
  #waiting: (() => void)[] = [];
  #running = false;

  /** @param draw draws once; it must not throw or reject */
  constructor(draw: () => void | Promise<void>, interrupts: OnInterrupt = NEVER) {
    this.#draw = draw;
    this.#interrupts = interrupts;
  }

  /**
   * Asks for a drawing.
   * @returns kept when a drawing has ended that began after the call, or was given up
   */
  request(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      if (!this.#running) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#running = true;
    let off = (): void => undefined;
    const interrupted = new Promise<'interrupted'>((resolve) => {
      off = this.#interrupts(() => resolve('interrupted'));
    });
    while (this.#waiting.length > 0) {
      const met = this.#takeWaiting();
      const end = await Promise.race([this.#drawOnce(), interrupted]);
      if (end === 'interrupted') met.push(...this.#takeWaiting());
      for (const resolve of met) resolve();
      if (end === 'interrupted') break;
    }
    off();
    this.#running = false;
  }

  #takeWaiting(): (() => void)[] {
    const waiting = this.#waiting;
    this.#waiting = [];
    return waiting;
  }

  /** Draws, and lets a movement or an interrupt that has arrived meanwhile come first. */
  async #drawOnce(): Promise<void> {
    await this.#draw();
    await new Promise((resolve) => setImmediate(resolve));
  }
}
