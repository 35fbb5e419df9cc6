'use strict';
// One SIGINT handler for the whole process, registered before any cell runs: a handler added inside a cell would be
// taken away when that cell ends, and the next interrupt would kill the kernel. Code subscribes to the bus instead.
const { EventEmitter } = require('events');

const BUS = Symbol.for('neural-memory-lab.interrupt');
/** How long a loop that listens to the bus has for ending by itself, in milliseconds. */
const GRACE = 1000;

class Interrupted extends Error {
  constructor(message) {
    super(message);
    this.name = 'Interrupted';
  }
}

exports.Interrupted = Interrupted;

exports.createInterrupts = (timers) => {
  const bus = new EventEmitter();
  bus.setMaxListeners(0);
  globalThis[BUS] = bus;
  let waiting = null; // the grace timer of the interrupt under way
  let cell = null; // { interrupted, stop(error) } of the running cell

  function tellBus() {
    for (const listener of bus.listeners('interrupt')) {
      try { listener(); } catch (error) { console.error('A listener of the interrupt bus failed:', error); }
    }
  }

  function cutOff(message) {
    timers.clearTimeout(waiting);
    waiting = null;
    timers.cut();
    cell?.stop(new Interrupted(message));
  }

  function interrupt() {
    if (cell) cell.interrupted = true;
    if (waiting) {
      cutOff('The cell was interrupted twice and did not end by itself. If its output goes on, restart the kernel (Kernel > Restart Kernel).');
      return;
    }
    // The turn after the grace time lets a loop that has just been woken see its signal first.
    waiting = timers.setTimeout(() => timers.setImmediate(() => timers.setImmediate(() => {
      if (waiting) cutOff('The cell was interrupted. It did not listen, so its timers were silenced; if its output goes on, restart the kernel (Kernel > Restart Kernel).');
    })), GRACE);
    tellBus();
  }

  process.on('SIGINT', interrupt);

  return {
    interrupt,
    tellBus,
    timers,
    /** Runs one cell: `body` gets the cell's state and a promise that rejects when the cell must be given up. */
    async during(body) {
      if (waiting) cutOff(''); // an interrupt from before this cell must not reach into it
      const state = { interrupted: false, stop: () => {} };
      const stopped = new Promise((_, reject) => { state.stop = reject; });
      stopped.catch(() => {});
      cell = state;
      try {
        return await body(state, stopped);
      } finally {
        cell = null;
        if (state.interrupted) {
          timers.clearTimeout(waiting);
          waiting = null;
        }
      }
    },
    /** A turn of the event loop, so that a signal that came meanwhile is handled. */
    turn: () => new Promise((resolve) => timers.setImmediate(resolve)),
    sleep: (ms) => new Promise((resolve) => timers.setTimeout(resolve, ms)),
  };
};
