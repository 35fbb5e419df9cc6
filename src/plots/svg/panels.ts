import type { Axis, Figure, Trace } from '../figure';
import { linearRange, logRange } from '../axes';
import { ticks, type Tick } from '../ticks';

export interface AxisView {
  readonly id: string;
  readonly spec: Axis;
  readonly range: readonly [number, number];
  readonly log: boolean;
  readonly ticks: readonly Tick[];
  /** Place of a value of the data, 0 to 1 along the axis; NaN where it has none. */
  readonly at: (value: number | string) => number;
  /** Place of a tick, 0 to 1 along the axis. */
  readonly tickAt: (tick: Tick) => number;
}
/** A rectangle of the figure, in pixels. */
export interface PixelBox {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}
/** One pair of axes and the pixels it covers. */
export interface PanelView extends PixelBox {
  readonly x: AxisView;
  readonly y: AxisView;
}

/** The rectangle between the margins. */
export function plotBox(f: Figure): PixelBox {
  const { width, height, margin: m } = f.layout;
  return { left: m.l, top: m.t, width: width - m.l - m.r, height: height - m.t - m.b };
}

/** `x2` -> `xaxis2`, the name under which the layout holds an axis. */
const axisKey = (id: string): string => `${id[0]}axis${id.slice(1)}`;

/** The panels of a figure, in the order in which its traces name them. */
export function panels(f: Figure): PanelView[] {
  const pairs = new Map<string, [string, string]>();
  for (const t of f.data) {
    const x = t.xaxis ?? 'x';
    const y = t.yaxis ?? 'y';
    pairs.set(`${x} ${y}`, [x, y]);
  }
  if (pairs.size === 0) pairs.set('x y', ['x', 'y']);
  const box = plotBox(f);
  return [...pairs.values()].map(([xid, yid]) => {
    const xs = (f.layout[axisKey(xid)] ?? {}) as Axis;
    const ys = (f.layout[axisKey(yid)] ?? {}) as Axis;
    const dx = xs.domain ?? [0, 1];
    const dy = ys.domain ?? [0, 1];
    const width = (dx[1] - dx[0]) * box.width;
    const height = (dy[1] - dy[0]) * box.height;
    return {
      x: view(xid, xs, 'x', width, f.data),
      y: view(yid, ys, 'y', height, f.data),
      left: box.left + dx[0] * box.width,
      top: box.top + (1 - dy[1]) * box.height,
      width,
      height,
    };
  });
}

function view(
  id: string,
  given: Axis,
  side: 'x' | 'y',
  length: number,
  data: readonly Trace[],
): AxisView {
  const mine = data.filter((t) => (t[`${side}axis`] ?? side) === id);
  const named = mine
    .flatMap((t) => Array.from(t[side] ?? []))
    .filter((v): v is string => typeof v === 'string');
  const names = given.categoryarray ?? [...new Set(named)];
  const spec: Axis =
    named.length > 0 && given.type === undefined
      ? { ...given, type: 'category', categoryarray: names }
      : given;
  const log = spec.type === 'log';
  const range = spec.range ?? guess(spec, mine, side, names);
  const share = (v: number): number => (v - range[0]) / (range[1] - range[0]);
  const logged = (v: number): number => (log ? Math.log10(v) : v);
  const at = (value: number | string): number =>
    share(typeof value === 'string' ? place(names, value) : logged(value));
  const tickAt = (t: Tick): number => Math.min(1, Math.max(0, share(t.at)));
  return { id, spec, range, log, ticks: ticks({ ...spec, range }, side, length), at, tickAt };
}

/** Index of a name; NaN for one that the axis does not have. */
const place = (names: readonly string[], name: string): number =>
  names.includes(name) ? names.indexOf(name) : NaN;

/** A range for figures that were made by hand without one. */
function guess(
  spec: Axis,
  traces: readonly Trace[],
  side: 'x' | 'y',
  names: readonly string[],
): [number, number] {
  if (spec.type === 'category') return [-0.5, names.length - 0.5];
  const heat = traces.find((t) => t.type === 'heatmap');
  if (heat?.type === 'heatmap')
    return [-0.5, (side === 'x' ? (heat.z[0]?.length ?? 0) : heat.z.length) - 0.5];
  const values = traces.flatMap((t) => Array.from((t[side] ?? []) as readonly (number | null)[]));
  const bars = traces.some((t) => t.type === 'bar');
  if (bars && side === 'x') {
    const [a, b] = [Math.min(...values.map(Number)), Math.max(...values.map(Number))];
    return [a - 0.5, b + 0.5];
  }
  return spec.type === 'log' ? logRange(values) : linearRange(bars ? [...values, 0] : values);
}
