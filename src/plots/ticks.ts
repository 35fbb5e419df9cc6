/** One tick: its place in axis units (powers of ten on a log axis) and its label. */
export interface Tick {
  readonly at: number;
  readonly label: string;
}

interface TickAxis {
  readonly type?: 'linear' | 'log' | 'category';
  readonly range: readonly [number, number];
  readonly nticks?: number;
  readonly exponentformat?: unknown;
  readonly separatethousands?: unknown;
  readonly tickvals?: readonly number[];
  readonly ticktext?: readonly string[];
  readonly categoryarray?: readonly string[];
}

/**
 * The ticks of an axis `length` pixels long. On linear and category axes they are those that Plotly
 * chooses by itself, so that the picture and the interactive figure agree.
 */
export function ticks(axis: TickAxis, side: 'x' | 'y', length: number): Tick[] {
  const [a, b] = axis.range;
  const low = Math.min(a, b);
  const high = Math.max(a, b);
  const log = axis.type === 'log';
  const inside = (t: Tick): boolean =>
    t.at >= low - 1e-9 * (high - low) && t.at <= high + 1e-9 * (high - low);
  if (axis.tickvals) {
    return axis.tickvals
      .map((v, i) => ({
        at: log ? Math.log10(v) : v,
        label: axis.ticktext?.[i] ?? String(v),
      }))
      .filter(inside);
  }
  const count = axis.nticks ?? Math.min(9, Math.max(4, length / (side === 'y' ? 40 : 80))) + 1;
  const rough = (high - low) / count;
  if (axis.type === 'category') {
    const step = Math.ceil(Math.max((high - low) / (axis.nticks ?? length / 14.4), 1));
    const names = axis.categoryarray ?? [];
    return names.map((label, at) => ({ at, label })).filter((t) => t.at % step === 0 && inside(t));
  }
  if (log) return logTicks(low, high, axis.nticks ?? 7);
  return linearTicks(axis, low, high, niceStep(rough)).filter(inside);
}

function niceStep(rough: number): number {
  const base = 10 ** Math.floor(Math.log10(rough));
  return base * ([2, 5, 10].find((n) => n >= rough / base) ?? 10);
}

function linearTicks(axis: TickAxis, low: number, high: number, step: number): Tick[] {
  const out: Tick[] = [];
  const largest = Math.max(Math.abs(low), Math.abs(high));
  const write = writer(axis, largest, step);
  // finer than numbers are: counting would never end
  if (!(step > 0) || !(largest / step < 1e15)) return out;
  for (let i = Math.ceil(low / step - 1e-6); i <= high / step + 1e-6; i++)
    out.push({ at: i * step, label: write(i * step) });
  return out;
}

/** Which numbers of a decade are marked: the densest first. */
const PER_DECADE = [[1, 1.5, 2, 3, 4, 5, 6, 7, 8], [1, 1.5, 2, 3, 5, 7], [1, 2, 5], [1, 3], [1]];

/**
 * Ticks of a log axis, each with its whole number: decades and what there is room for between them,
 * evenly spaced values where the axis is much shorter than a decade, every second, third... decade
 * where it is long.
 * @param low end of the axis, in powers of ten
 * @param most labels that have room
 */
export function logTicks(low: number, high: number, most = 7): Tick[] {
  const powers = 10 ** low < 5e-5 || 10 ** high > 2e5;
  const write = (v: number): string => (powers ? inPowers(v) : wholeNumber(v));
  const inside = (at: number): boolean => at >= low - 1e-9 && at <= high + 1e-9;
  const marked = (values: readonly number[]): Tick[] =>
    values
      .map((v) => ({ at: Math.log10(v), label: write(v) }))
      .filter(({ at }) => Number.isFinite(at) && inside(at));
  const sets = powers && high - low > 1.5 ? [[1]] : PER_DECADE;
  for (const digits of sets) {
    const found = marked(decades(low, high, 1).flatMap((p) => digits.map((d) => d * 10 ** p)));
    if (found.length >= 3 && found.length <= most) return found;
  }
  if (high - low > 2) {
    const every = Math.ceil((high - low) / most);
    return marked(decades(low, high, every).map((p) => 10 ** p));
  }
  const [a, b] = [10 ** low, 10 ** high];
  const step = niceStep((b - a) / Math.min(5, most));
  return linearTicks({ range: [a, b], separatethousands: true }, a, b, step)
    .filter(({ at }) => at > 0)
    .map(({ at }) => ({ at: Math.log10(at), label: write(Number(at.toPrecision(12))) }))
    .filter(({ at }) => inside(at));
}

/** Every so many powers of ten, from below `low` up to `high`. */
function decades(low: number, high: number, every: number): number[] {
  const first = Math.floor(low / every) * every;
  const count = Math.floor((high - first) / every) + 1;
  return Array.from({ length: Math.max(0, count) }, (_, i) => first + i * every);
}

/** A number in plain digits, with commas between thousands. */
function wholeNumber(value: number): string {
  const digits = Math.max(0, 6 - Math.floor(Math.log10(value)));
  return plainNumber(value, digits, { range: [0, 1], separatethousands: true });
}

/** A number as a digit times a power of ten. */
function inPowers(value: number): string {
  const power = Math.floor(Math.log10(value) + 1e-9);
  const digit = Number((value / 10 ** power).toPrecision(6));
  if (digit === 1) return powerOfTen(power);
  return power === 0 ? String(digit) : `${digit}×10<sup>${minus(power)}</sup>`;
}

function powerOfTen(p: number): string {
  if (p === 0) return '1';
  return p === 1 ? '10' : `10<sup>${minus(p)}</sup>`;
}

function writer(axis: TickAxis, largest: number, step: number): (v: number) => string {
  const exponent = axis.exponentformat === 'power' ? Math.floor(Math.log10(largest) + 0.01) : 0;
  const use = Math.abs(exponent) > 3 ? exponent : 0;
  const decimals = Math.max(0, 2 - Math.floor(Math.log10(step) + 0.01) + use);
  return (v) => {
    const text = plainNumber(v / 10 ** use, Math.min(20, decimals), axis);
    return use !== 0 && text !== '0' ? `${text}×10<sup>${minus(use)}</sup>` : text;
  };
}

function plainNumber(value: number, decimals: number, axis: TickAxis): string {
  let text = Math.abs(value).toFixed(Math.min(20, decimals));
  if (text.includes('.')) text = text.replace(/\.?0+$/, '');
  if (axis.separatethousands === true)
    text = text.replace(/^\d+/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ','));
  return value < 0 && text !== '0' ? `−${text}` : text;
}

const minus = (p: number): string => (p < 0 ? `−${-p}` : String(p));
