const live = process.stderr.isTTY === true;

/** Milliseconds between two lines where a line cannot be replaced. */
const SILENCE = 10_000;
let last = 0;

/**
 * Shows what is running: one line that replaces itself on a terminal; elsewhere a line now and
 * then.
 */
export function showProgress(text: string): void {
  if (live) process.stderr.write(`\r\x1b[2K${text.slice(0, (process.stderr.columns || 80) - 1)}`);
  else if (Date.now() - last > SILENCE) {
    last = Date.now();
    process.stderr.write(`${text}\n`);
  }
}

/** Writes a lasting line on the error stream. */
export function announce(text: string): void {
  clearProgress();
  process.stderr.write(`${text}\n`);
}

/** Takes the line that replaces itself away. */
export function clearProgress(): void {
  if (live) process.stderr.write('\r\x1b[2K');
}
