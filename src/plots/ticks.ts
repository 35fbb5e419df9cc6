/**
 * One tick: its place in axis units (powers of ten on a log axis), its label, and how large the
 * label is beside the others.
 */
export interface Tick {
  readonly at: number;
  readonly label: string;
  readonly scale: number;
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
 * The ticks that Plotly chooses by itself for an axis `length` pixels long, so that the picture and
 * the interactive figure agree.
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
        scale: 1,
      }))
      .filter(inside);
  }
  const count = axis.nticks ?? Math.min(9, Math.max(4, length / (side === 'y' ? 40 : 80))) + 1;
  const rough = (high - low) / count;
  if (axis.type === 'category') {
    const step = Math.ceil(Math.max((high - low) / (axis.nticks ?? length / 14.4), 1));
    const names = axis.categoryarray ?? [];
    return names
      .map((label, at) => ({ at, label, scale: 1 }))
      .filter((t) => t.at % step === 0 && inside(t));
  }
  return (
    log ? logTicks(axis, low, high, rough) : linearTicks(axis, low, high, niceStep(rough))
  ).filter(inside);
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
    out.push({ at: i * step, label: write(i * step), scale: 1 });
  return out;
}

function logTicks(axis: TickAxis, low: number, high: number, rough: number): Tick[] {
  if (rough <= 0.7 && high - low < 1) {
    // less than a decade: evenly spaced values
    const a = 10 ** low;
    const b = 10 ** high;
    const step = niceStep((b - a) / (1.5 * ((high - low) / rough)));
    return linearTicks(axis, a, b, step)
      .filter((t) => t.at > 0)
      .map((t) => ({ ...t, at: Math.log10(t.at) }));
  }
  const power = axis.exponentformat === 'power';
  const out: Tick[] = [];
  const step = rough > 0.7 ? Math.ceil(rough) : 1;
  const digits = digitsBetween(rough);
  for (let p = Math.floor(low / step) * step; p <= high + 1e-9; p += step) {
    const label = power ? powerOfTen(p) : plainNumber(10 ** p, Math.max(0, -p), axis);
    out.push({ at: p, label, scale: power ? 1.25 : 1 });
    for (const d of digits) out.push({ at: p + Math.log10(d), label: String(d), scale: 0.75 });
  }
  return out;
}

/** The digits that are marked between two decades. */
function digitsBetween(rough: number): number[] {
  if (rough > 0.7) return [];
  return rough > 0.3 ? [2, 5] : [2, 3, 4, 5, 6, 7, 8, 9];
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
