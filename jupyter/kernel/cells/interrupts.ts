// One SIGINT handler for the whole process, registered before any cell runs: a handler added inside
// a cell would be taken away when that cell ends, and the next interrupt would kill the kernel.
// Code subscribes to the bus instead.
import { EventEmitter } from 'node:events';
import { describeValue } from './describe';
import type { OwnTimers } from './timers';

const BUS = Symbol.for('neural-memory-lab.interrupt');
/** How long a loop that listens to the bus has for ending by itself, in milliseconds. */
const GRACE = 1000;

const DID_NOT_LISTEN =
  'The cell was interrupted. It did not listen, so its timers were silenced; ' +
  'if its output goes on, restart the kernel (Kernel > Restart Kernel).';
const TWICE =
  'The cell was interrupted twice and did not end by itself. ' +
  'If its output goes on, restart the kernel (Kernel > Restart Kernel).';

export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** The running cell, as far as interrupts are concerned. */
export interface CellState {
  /** Whether an interrupt was asked for while the cell ran. */
  interrupted: boolean;
  /** Gives the cell up: it is reported as failed with this error. */
  stop(error: Error): void;
}

export class CellInterrupts {
  private readonly bus = new EventEmitter();
  /** The grace time of the interrupt under way. */
  private waiting: NodeJS.Timeout | undefined;
  private cell: CellState | undefined;

  constructor(readonly timers: OwnTimers) {
    this.bus.setMaxListeners(0);
    (globalThis as Record<symbol, unknown>)[BUS] = this.bus;
    process.on('SIGINT', () => this.interrupt());
  }

  /** Asks the running cell to end; a second time, or after the grace time, it is given up. */
  interrupt(): void {
    if (this.cell) this.cell.interrupted = true;
    if (this.waiting) {
      this.cutOff(TWICE);
      return;
    }
    const { setTimeout, setImmediate } = this.timers;
    // the turns after the grace time let a loop that has just been woken see its signal first
    this.waiting = setTimeout(() => {
      setImmediate(() =>
        setImmediate(() => {
          if (this.waiting) this.cutOff(DID_NOT_LISTEN);
        }),
      );
    }, GRACE);
    this.notifyBus();
  }

  /** A callback of a timer was broken off: the running cell, which waits for it, is given up. */
  brokenOff(): void {
    this.timers.cut();
    this.notifyBus();
    if (!this.cell) {
      console.error('A timer was interrupted; the timers of all cells are silenced.');
      return;
    }
    this.cell.interrupted = true;
    this.cell.stop(new Interrupted('The cell was interrupted.'));
  }

  notifyBus(): void {
    for (const listener of this.bus.listeners('interrupt') as (() => void)[]) {
      try {
        listener();
      } catch (error) {
        console.error(`A listener of the interrupt bus failed: ${describeValue(error)}`);
      }
    }
  }

  /** Fails the running cell with an error that something outside of it met; false if none runs. */
  fail(error: Error): boolean {
    this.cell?.stop(error);
    return this.cell !== undefined;
  }

  /**
   * Runs one cell: `body` gets the cell's state and a promise that rejects when the cell must be
   * given up.
   */
  async during<T>(body: (state: CellState, stopped: Promise<never>) => Promise<T>): Promise<T> {
    if (this.waiting) this.cutOff(''); // an interrupt from before this cell must not reach into it
    const state: CellState = { interrupted: false, stop: () => {} };
    const stopped = new Promise<never>((_, reject) => {
      state.stop = reject;
    });
    stopped.catch(() => {});
    this.cell = state;
    try {
      return await body(state, stopped);
    } finally {
      this.cell = undefined;
      if (state.interrupted) this.endGrace();
    }
  }

  /** A turn of the event loop, so that a signal that came meanwhile is handled. */
  turn(): Promise<void> {
    return new Promise((resolve) => this.timers.setImmediate(resolve));
  }

  private endGrace(): void {
    this.timers.clearTimeout(this.waiting);
    this.waiting = undefined;
  }

  private cutOff(message: string): void {
    this.endGrace();
    this.timers.cut();
    this.cell?.stop(new Interrupted(message));
  }
}
