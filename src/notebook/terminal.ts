/** A status line outside notebooks: rewritten in place on a terminal, else a line now and then. */
export interface StatusLine {
  update(text: string): void;
  end(text: string): void;
}

/** Seconds between lines where a line cannot be rewritten: a log, a pipe, CI. */
const SPARSE = 10;

/** @param out where to write; @param now clock in milliseconds */
export function statusLine(
  out: NodeJS.WriteStream = process.stdout,
  now: () => number = Date.now,
): StatusLine {
  let last = now();
  let width = 0;
  const rewrite = (text: string): void => {
    const cut = text.slice(0, Math.max(20, (out.columns ?? 80) - 1));
    out.write(`\r${cut}${' '.repeat(Math.max(0, width - cut.length))}`);
    width = cut.length;
  };
  return {
    update(text) {
      if (out.isTTY) rewrite(text);
      else if (now() - last >= 1000 * SPARSE) {
        last = now();
        out.write(`${text}\n`);
      }
    },
    end(text) {
      if (out.isTTY && width > 0) rewrite('');
      out.write(`${out.isTTY && width > 0 ? '\r' : ''}${text}\n`);
    },
  };
}
