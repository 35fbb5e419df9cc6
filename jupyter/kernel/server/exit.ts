/** Keeps cells from ending the kernel. */
import { ExitError } from './errors';

/** Node's process has one more function than its types tell: exit() ends with it. */
interface Ending {
  reallyExit: (code?: number) => void;
}

/** Replaces the functions of `process` that end it; returns a function that really does. */
export function protectFromExit(): (code: number) => void {
  const ending = process as NodeJS.Process & Ending;
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
