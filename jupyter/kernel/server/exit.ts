/** Keeps cells from ending the kernel. */
import { ExitError } from './errors';

/** The functions of Node's process that end it: its types lack the one that exit() ends with. */
interface Ending {
  exit: (code?: number | string | null) => never;
  reallyExit: (code?: number) => void;
  abort: () => never;
}

/** Replaces the functions of `process` that end it; returns a function that really does. */
export function protectFromExit(): (code: number) => void {
  const ending = process as unknown as Ending;
  const { exit, reallyExit, abort } = ending;

  ending.exit = (code) => {
    throw new ExitError(`process.exit(${code ?? ''})`);
  };
  ending.reallyExit = () => {
    throw new ExitError('process.reallyExit()');
  };
  ending.abort = () => {
    throw new ExitError('process.abort()');
  };

  return (code) => {
    Object.assign(ending, { exit, reallyExit, abort });
    process.exit(code);
  };
}
