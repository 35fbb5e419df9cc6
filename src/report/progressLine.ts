import { statusLine } from '../notebook/terminal';

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
  const line = statusLine(stream, { sparse: SPARSE_SECONDS });
  let state = 'starting a kernel';
  const text = (): string => `${label}  ${state}  ${spokenSeconds((Date.now() - start) / 1000)}`;
  const draw = (): void => line.update(text());
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
      line.end(text());
    },
  };
}
