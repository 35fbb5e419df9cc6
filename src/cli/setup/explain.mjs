import { getSystemErrorMap } from 'node:util';
import { Failure } from './failure.mjs';

const full = /ENOSPC|No space left on device|Errno 28/i;
/** Codes of the system are whole words: Python's FileNotFoundError is none of them. */
const offline = new RegExp(
  [
    '\\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH)\\b',
    ...['ERR_SOCKET_TIMEOUT', 'NewConnectionError', 'NameResolutionError', 'ConnectTimeoutError'],
    ...['Failed to establish a new connection', 'Max retries exceeded', 'Network is unreachable'],
  ].join('|'),
);

/**
 * What the system refused (to write a file, to start a program), as one plain line with the mend.
 * @param {unknown} error
 * @param {string} root the project's folder: where the system names no other place
 * @returns {Failure | undefined} undefined for any other error
 */
export function explainSystemError(error, root) {
  if (!(error instanceof Error) || !('syscall' in error)) return undefined;
  const { code = '', errno = 0, path } = /** @type {NodeJS.ErrnoException} */ (error);
  const place = path ?? root;
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new Failure(
      `${place}: the disk is full; free some space and run the same command again`,
    );
  const words = getSystemErrorMap().get(errno)?.[1] ?? error.message;
  const mend = MENDS[code];
  return new Failure(`${place}: ${words}${mend ? `; ${mend}` : ''}`);
}

const ELSEWHERE = 'put the project into a folder that you may write to, and run the command there';
/** @type {Readonly<Record<string, string>>} */
const MENDS = {
  EROFS: ELSEWHERE,
  EACCES: ELSEWHERE,
  EPERM: ELSEWHERE,
  ENOENT: 'npm run doctor says what is missing',
};

/**
 * Turns the output of a failed program into one plain line with the mend.
 * @param {string} what the step, as people know it
 * @param {string} output of the program
 * @param {string} log file that holds the whole output
 */
export function explain(what, output, log) {
  if (full.test(output))
    return new Failure(`${what}: the disk is full; free some space and run the same command again`);
  if (/ensurepip is not available|No module named '?(venv|ensurepip)/.test(output))
    return new Failure(`${what}: ${venvAdvice}`);
  if (offline.test(output)) return offlineFailure(what);
  const lines = output.split('\n').map((line) => line.trim());
  const telling = lines.filter((line) => /error/i.test(line) && !/complete log/i.test(line));
  return new Failure(
    `${what} failed: ${telling.at(-1) ?? lines.filter(Boolean).at(-1) ?? 'no output'} (the ` +
      `whole output: ${log})`,
  );
}

/** @param {string} what the step, as people know it */
export function offlineFailure(what) {
  return new Failure(
    `${what}: the download failed, there seems to be no network; check the connection or the ` +
      'proxy settings, then run the same command again',
  );
}

export const venvAdvice =
  "Python's venv module is missing; on Debian or Ubuntu: apt install python3-venv; then run " +
  'the same command again';
