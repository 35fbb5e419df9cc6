import { z } from 'zod';
import { anyNumber, checkArguments, text } from '../plots/arguments';
import { inNotebook, slot } from './bundle';
import { onNotebookInterrupt } from './interrupt';
import { statusLine } from './terminal';
import { escapeHtml } from '../core/text';
import { duration } from '../core/durations';

/** A progress bar that a loop moves. */
export interface Progress {
  /** `n` more steps are done; `note` stands behind the bar: "loss 0.012". */
  step(n?: number, note?: string): void;
  /** Ends the bar. What stays, and is saved, has no times in it. */
  done(): void;
}

const stepsField = z.number().min(0);

/** Milliseconds between two drawings. */
const EVERY = 200;

/**
 * A progress bar with rate and time left, updated in place; under plain Node a status line.
 * @param total number of steps, above 0
 * @throws RangeError naming the argument that is wrong
 * @example
 * const bar = progress(600, 'training');
 * for (let i = 0; i < 600; i++) { update(); bar.step(); await pause(); }
 * bar.done();
 */
export function progress(total: number, label: string): Progress {
  checkArguments({ total: anyNumber, label: text }, { total, label });
  if (!(total > 0) || !Number.isFinite(total))
    throw new RangeError(`progress "${label}": total must be a number above 0, got ${total}`);
  const line = inNotebook() ? undefined : statusLine();
  const out = slot();
  const rate = speed();
  let count = 0;
  let note = '';
  let drawn = -Infinity;
  let over = false;
  // A bar that nobody ends (its loop was interrupted) must not go on claiming a rate.
  const off = onNotebookInterrupt(() => end('stopped'));
  const behind = (): string => (note === '' ? '' : ` · ${note}`);
  const put = (text: string): void =>
    out.put({ 'text/html': bar(count, total, text), 'text/plain': text });
  const draw = (): void => {
    drawn = performance.now();
    const text = `${label}: ${count}/${total}${rate.say(count, total, drawn)}${behind()}`;
    if (line) line.update(text);
    else put(text);
  };
  const end = (how: 'done' | 'stopped'): void => {
    if (over) return;
    over = true;
    off();
    const text = `${label}: ${count}/${total} ${how}${how === 'done' ? behind() : ''}`;
    if (line) line.end(text);
    else put(text);
  };
  draw();
  return {
    step(n = 1, words) {
      checkArguments({ n: stepsField, note: text.optional() }, { n, note: words });
      if (over) return;
      count += n;
      if (words !== undefined) note = words;
      if (performance.now() - drawn >= EVERY) draw();
    },
    done: () => end(count >= total ? 'done' : 'stopped'),
  };
}

const bar = (count: number, total: number, text: string): string =>
  `<progress max="${total}" value="${Math.min(count, total)}" ` +
  `style="width:240px;vertical-align:middle"></progress> <span>${escapeHtml(text)}</span>`;

/** Steps a second over the last ten seconds or so, and the time that the rest will take. */
function speed(): { say(count: number, total: number, now: number): string } {
  const past: { at: number; count: number }[] = [{ at: performance.now(), count: 0 }];
  return {
    say(count, total, now) {
      past.push({ at: now, count });
      while (past.length > 2 && now - past[0].at > 10_000) past.shift();
      const seconds = (now - past[0].at) / 1000;
      const done = count - past[0].count;
      if (done <= 0 || seconds < 0.1) return '';
      const rate = done / seconds;
      return (
        ` · ${rate >= 10 ? Math.round(rate) : Number(rate.toPrecision(2))}/s · ` +
        `${duration(Math.max(0, total - count) / rate)} left`
      );
    },
  };
}
