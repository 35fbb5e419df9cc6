/**
 * Lines on a terminal that are rewritten in place, with lasting lines above them; elsewhere lasting
 * lines only.
 */
export interface Block {
  /** New content; drawn now and then. The function is asked for at most as many lines as fit. */
  draw(lines: (room: number) => readonly string[]): void;
  /** A line that stays. */
  say(line: string): void;
  /** A line that stays, but on a terminal, where the block shows the same. */
  log(line: string): void;
  /** Takes the block away. */
  clear(): void;
}

/** Milliseconds between two drawings. */
const EVERY = 150;

export function terminalBlock(
  out: NodeJS.WriteStream = process.stderr,
  now: () => number = Date.now,
): Block {
  let height = 0;
  let drawn = -Infinity;
  const say = (line: string): void => {
    out.write(`${erase()}${line}\n`);
    height = 0;
    drawn = -Infinity;
  };
  const erase = (): string => (height > 0 ? `\x1b[${height}A\r\x1b[J` : '');
  return {
    draw(lines) {
      if (!out.isTTY || now() - drawn < EVERY) return;
      drawn = now();
      const room = Math.max(4, (out.rows || 24) - 1);
      const width = Math.max(20, (out.columns || 80) - 1);
      const shown = lines(room)
        .slice(0, room)
        .map((line) => line.slice(0, width));
      out.write(`${erase()}${shown.join('\n')}\n`);
      height = shown.length;
    },
    say,
    log(line) {
      if (!out.isTTY) say(line);
    },
    clear() {
      out.write(erase());
      height = 0;
    },
  };
}
