import { readFileSync } from 'node:fs';
import os from 'node:os';
import { fnv1a } from './hash';

/**
 * A word that is this process's alone: its computer, its number, and when it began, for a number is
 * given out again once its process is gone. Letters, digits and '-', fit for the name of a file.
 */
export const thisProcess = [hostName(), process.pid, startOf(process.pid)].join('-');

/**
 * Whether the process that a word of `thisProcess` names is known to have ended. Of a process on
 * another computer, which may share a folder with this one, it is not known.
 */
export function hasEnded(word: string): boolean {
  const [, number, start] = word.split('-');
  const pid = Number(number);
  if (!isOfThisComputer(word) || !Number.isInteger(pid) || pid < 1) return false;
  return !isRunning(pid) || startOf(pid) !== start;
}

/** Whether the process that a word of `thisProcess` names is, or was, one of this computer. */
export function isOfThisComputer(word: string): boolean {
  return word.split('-')[0] === hostName();
}

function hostName(): string {
  return fnv1a(os.hostname()).toString(36);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // it runs, for another user
  }
}

/**
 * Clock ticks from the start of the computer to that of a process; '0' where no file tells it, or
 * where the process has ended and its parent has not noticed yet.
 */
function startOf(pid: number): string {
  try {
    const status = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // the name of the program, in brackets, may hold spaces; after it comes the process's state
    const fields = status.slice(status.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? '0' : fields[19];
  } catch {
    return '0';
  }
}
