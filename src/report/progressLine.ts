/**
 * One line that tells how far a notebook is; rewritten in place on a terminal, said now and then
 * elsewhere.
 */
export interface ProgressLine {
  /** New state, for example `12/30 cells`. */
  update(state: string): void;
  /** Last word: the line stays as it is then. */
  end(state: string): void;
}

const SPARSE_SECONDS = 20;

/** Seconds as a person says them: `8 s`, `2 min 05 s`. */
export function spokenSeconds(seconds: number): string {
  const whole = Math.round(seconds);
  return whole < 60
    ? `${whole} s`
    : `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
}

/** Starts a progress line with the time it has taken so far. */
export function progressLine(
  label: string,
  stream: NodeJS.WriteStream = process.stderr,
): ProgressLine {
  const start = Date.now();
  const seconds = (): number => (Date.now() - start) / 1000;
  let state = 'starting a kernel';
  let said = 0;
  const line = (): string => `${label}  ${state}  ${spokenSeconds(seconds())}`;
  const draw = (): void => {
    if (stream.isTTY) stream.write(`\r\x1b[K${line().slice(0, (stream.columns || 80) - 1)}`);
    else if (seconds() - said >= SPARSE_SECONDS) {
      said = seconds();
      stream.write(`${line()}\n`);
    }
  };
  const timer = setInterval(draw, 1000);
  timer.unref();
  draw();
  return {
    update(next) {
      state = next;
      draw();
    },
    end(last) {
      clearInterval(timer);
      state = last;
      stream.write(`${stream.isTTY ? '\r\x1b[K' : ''}${line()}\n`);
    },
  };
}
