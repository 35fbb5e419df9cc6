/**
 * Runs a drawing again and again on demand. Demands that come while it runs are joined into one
 * more
 * run, so that the last one is always met, and a slow drawing never has a queue behind it.
 */
export class Redraw {
  readonly #draw: () => void | Promise<void>;
  #waiting: (() => void)[] = [];
  #running = false;

  /** @param draw draws once; it must not throw or reject */
  constructor(draw: () => void | Promise<void>) {
    this.#draw = draw;
  }

  /** Asks for a drawing; the promise is kept when one has ended that began after the call. */
  request(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      if (!this.#running) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#running = true;
    while (this.#waiting.length > 0) {
      const met = this.#waiting;
      this.#waiting = [];
      await this.#draw();
      for (const resolve of met) resolve();
      // A movement or an interrupt that has arrived meanwhile comes first.
      await new Promise((resolve) => setImmediate(resolve));
    }
    this.#running = false;
  }
}
