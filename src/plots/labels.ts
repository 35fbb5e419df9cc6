import { fontSize } from './axes';
import { indices } from './numbers';
import { lineCount, plain, textWidth, wrap, wrapWords } from './text';

/** Pixels by which the first and the last name may stand out, both sides together. */
const EDGE = 26;

/**
 * Names for equally wide places side by side under a plot, so that none runs into the next: broken
 * into lines, numbers thinned out, long words on two levels in turn, and cut where even that does
 * not help.
 * @param names from outside, not yet safe for Plotly
 * @param room pixels from the middle of a name to the middle of the next
 */
export function labelsAcross(names: readonly string[], room: number): string[] {
  const size = fontSize.tick;
  const width = room - 8;
  const whole = names.map(plain);
  const fits = (labels: readonly string[], space: number): boolean =>
    labels.every((label) => textWidth(label, size) <= space);
  if (fits(whole, width)) return whole;
  if (names.every((name) => /^[\d.,−-]*$/.test(name))) return everySo(whole, width);
  const wrapped = whole.map((name) => wrap(name, size, width));
  if (fits(wrapped, width) && wrapped.every((label) => lineCount(label) <= 4)) return wrapped;
  const twice = Math.min(2 * width, room + EDGE);
  const wider = whole.map((name) => wrap(name, size, twice));
  if (fits(wider, twice)) return onTwoLevels(wider);
  return onTwoLevels(whole.map((name) => wrapWords(name, size, twice)));
}

/** Every second, third... label stays. */
function everySo(labels: readonly string[], width: number): string[] {
  const widest = Math.max(...labels.map((label) => textWidth(label, fontSize.tick)));
  const every = Math.max(1, Math.ceil(widest / width));
  return labels.map((label, i) => (i % every === 0 ? label : ''));
}

/** Every second label stands below the lines of its neighbours. */
function onTwoLevels(labels: readonly string[]): string[] {
  const upper = indices(labels.length).filter((i) => i % 2 === 0);
  const lines = Math.max(...upper.map((i) => lineCount(labels[i])));
  return labels.map((label, i) => (i % 2 === 0 ? label : `${'<br>'.repeat(lines)}${label}`));
}

/** Pixels that names at the left of rows take at most. */
const LONGEST = 300;

/**
 * Names for rows one below the other, broken into lines where they are long.
 * @param names from outside, not yet safe for Plotly
 */
export function labelsDown(names: readonly string[], widest = LONGEST): string[] {
  return names.map((name) => wrap(plain(name), fontSize.tick, widest));
}

/** Pixels that a row needs for the lines of its name. */
export const rowHeight = (labels: readonly string[], least: number): number =>
  Math.max(least, ...labels.map((label) => lineCount(label) * fontSize.tick * 1.3 + 4));
