const live = process.stderr.isTTY === true;
const SILENCE = 10_000;
let last = 0;

/**
 * Says what is running: one line that replaces itself on a terminal; elsewhere a line now and then.
 */
export function progress(text: string): void {
  if (live) process.stderr.write(`\r\x1b[2K${text.slice(0, (process.stderr.columns || 80) - 1)}`);
  else if (Date.now() - last > SILENCE) {
    last = Date.now();
    process.stderr.write(`${text}\n`);
  }
}

/** A lasting line on the error stream. */
export function say(text: string): void {
  process.stderr.write(`${live ? '\r\x1b[2K' : ''}${text}\n`);
}

/** Takes the line that replaces itself away. */
export function clearProgress(): void {
  if (live) process.stderr.write('\r\x1b[2K');
}
