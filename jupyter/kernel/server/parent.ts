/** Ends the kernel when the Jupyter server that started it is gone. */

import { lives } from './processes';

/** Milliseconds between two looks at the parent process. */
const INTERVAL = 1000;

/**
 * True if the parent was gone before anybody could look: the kernel then belongs to process 1.
 * @param announced the pid in JPY_PARENT_PID, which Jupyter sets; NaN if it did not
 */
export function isOrphan(ppid: number, announced: number): boolean {
  if (Number.isNaN(announced)) return ppid === 1;
  if (announced === 1) return false; // Jupyter is process 1 itself, as in many containers
  return ppid === 1 || !lives(announced);
}

/**
 * Calls `gone` once the parent process has ended, or Jupyter where a shell stands between the two.
 */
export function watchParent(gone: () => void): void {
  const parent = process.ppid;
  const announced = Number.parseInt(process.env.JPY_PARENT_PID ?? '', 10);
  const look = (): void => {
    if (process.ppid !== parent || isOrphan(process.ppid, announced)) gone();
  };
  look();
  setInterval(look, INTERVAL);
}
