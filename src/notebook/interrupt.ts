import { argumentError } from '../core/arguments';
import { describe } from '../core/text';
import { AsyncLocalStorage } from 'async_hooks';
import type { EventEmitter } from 'events';
import { InterruptedError } from '../core/errors';
import { inNotebook } from './bundle';

const STOPPED = 'The loop was stopped. What it has changed so far stays changed.';

/** Calls a listener at each interrupt until the function that it returns is called. */
export type OnInterrupt = (listener: () => void) => () => void;

/**
 * Calls `listener` at each interrupt until the returned function is called: Kernel > Interrupt in a
 * notebook, Ctrl+C elsewhere.
 */
const onInterrupt: OnInterrupt = (listener) => {
  const bus = (globalThis as { [key: symbol]: unknown })[
    Symbol.for('neural-memory-lab.interrupt')
  ] as EventEmitter | undefined;
  if (bus) {
    bus.on('interrupt', listener);
    return () => {
      bus.off('interrupt', listener);
    };
  }
  // Outside a notebook the first Ctrl+C asks the loop to end; with the handler gone, a second one
  // ends the process.
  process.once('SIGINT', listener);
  return () => {
    process.off('SIGINT', listener);
  };
};

/** The same in a notebook; elsewhere Ctrl+C ends the process, or its interruptible loop. */
export const onNotebookInterrupt: OnInterrupt = (listener) =>
  inNotebook() ? onInterrupt(listener) : () => undefined;

const running = new AsyncLocalStorage<AbortSignal>();

/**
 * Runs a long loop that the reader can stop: the loop calls `await pause()` (or looks at the
 * signal) once a step. After an interrupt it ends in that step with {@link InterruptedError}, and
 * nothing of it goes on behind later cells.
 * @example
 * await interruptible(async () => {
 *   for (let i = 0; i < 1000; i++) { agent.update(batch(i)); await pause(); }
 * });
 */
export async function interruptible<T>(body: (signal: AbortSignal) => Promise<T> | T): Promise<T> {
  if (typeof body !== 'function') throw argumentError('body', describe(body), 'a function');
  const controller = new AbortController();
  const off = onInterrupt(() => controller.abort(new InterruptedError(STOPPED)));
  try {
    return await running.run(controller.signal, () => body(controller.signal));
  } finally {
    off();
  }
}

/**
 * Lets the event loop turn once, so that an interrupt can arrive; costs less than 0.1 ms.
 * @throws InterruptedError when the loop was interrupted
 */
export async function pause(): Promise<void> {
  const signal = running.getStore();
  if (signal) {
    signal.throwIfAborted();
    await new Promise((resolve) => setImmediate(resolve));
    signal.throwIfAborted();
    return;
  }
  // No interruptible() around it: listen for this turn alone.
  let interrupted = false;
  const off = onInterrupt(() => {
    interrupted = true;
  });
  try {
    await new Promise((resolve) => setImmediate(resolve));
  } finally {
    off();
  }
  if (interrupted) throw new InterruptedError(STOPPED);
}
