import type { OwnTimers } from './timers';

/** Packages that nearly every notebook needs, the quick ones first. */
const PACKAGES = [
  'zod',
  '@tensorflow/tfjs-core',
  '@tensorflow/tfjs',
  '@tensorflow/tfjs-node',
  'nodejs-polars',
];
/** Milliseconds without work after the start, and between two packages. */
const IDLE = 1200;
const BETWEEN = 50;

/**
 * Loads packages while nobody asks for anything, one at a time, so that the first cell that imports
 * them need not wait. A cell that comes goes first: nothing is loaded while one is running.
 * @param isBusy whether a cell is running or waiting
 */
export function preload(
  load: (name: string) => unknown,
  isBusy: () => boolean,
  { setTimeout }: OwnTimers,
): void {
  const waiting = [...PACKAGES];
  function next(): void {
    if (isBusy()) {
      setTimeout(next, IDLE).unref();
      return;
    }
    const name = waiting.shift();
    if (!name) return;
    try {
      load(name);
    } catch {
      // whoever imports it is told what is wrong with it
    }
    setTimeout(next, BETWEEN).unref();
  }
  setTimeout(next, IDLE).unref();
}
