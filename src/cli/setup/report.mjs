/** Where people watch: everything goes to stderr, so that a command's own output stays clean. */
const live = process.stderr.isTTY === true;
let shown = '';
let last = 0;

/** A lasting line. @param {string} text */
export function say(text) {
  clear();
  process.stderr.write(`${text}\n`);
}

/**
 * A line that replaces itself on a terminal; elsewhere (a log) one line every ten seconds.
 * @param {string} text
 */
export function progress(text) {
  const now = Date.now();
  if (!live) {
    if (now - last < 10_000) return;
    last = now;
    process.stderr.write(`    ${text}\n`);
    return;
  }
  clear();
  shown = `    ${text}`.slice(0, (process.stderr.columns || 80) - 1);
  process.stderr.write(shown);
}

function clear() {
  if (shown) process.stderr.write('\r\x1b[2K');
  shown = '';
}

/** Starts the ten seconds of silence in a log. */
export function quietStart() {
  last = Date.now();
}

/** @param {number} start a time from Date.now() */
export const since = (start) => `${((Date.now() - start) / 1000).toFixed(1)} s`;

/** @param {number} bytes */
export const megabytes = (bytes) => `${Math.round(bytes / 1e6)} MB`;
