/** A status line outside notebooks: rewritten in place on a terminal, else a line now and then. */
export interface StatusLine {
  update(text: string): void;
  end(text: string): void;
}

/** How a status line is written. */
export interface StatusLineOptions {
  /** Seconds between lines where a line cannot be rewritten (a log, a pipe, CI); default 10. */
  readonly sparse?: number;
  /** A clock in milliseconds. */
  readonly now?: () => number;
}

export function statusLine(
  out: NodeJS.WriteStream = process.stdout,
  { sparse = 10, now = Date.now }: StatusLineOptions = {},
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
      else if (now() - last >= 1000 * sparse) {
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
