import { describeLine, sentences } from './alt';
import { axis, linearRange, logRange, size } from './axes';
import type { Annotation, Figure, Shape, Trace } from './figure';
import { round } from './figure';
import { frame, WIDTH } from './frame';
import { ink } from './palette';
import { coloursOf, lines } from './series';
import { list, plain, say } from './text';

/** One method and its score matrices, one a seed: `runs[seed][i][j]` is the score on task j after training on task i. */
export interface MethodRuns { readonly name: string; readonly runs: readonly (readonly (readonly number[])[])[]; readonly method?: string }

export interface ForgettingOptions {
  readonly title: string;
  readonly taskNames: readonly string[];
  /** With the unit: "held-out error (MSE)". */
  readonly yLabel: string;
  readonly logY?: boolean;
  /** One value a task, drawn dashed: what a method without input could reach. */
  readonly floors?: readonly number[];
  readonly floorName?: string;
  readonly xLabel?: string;
}

/** Mean and 95 % interval of the mean (Student's t) of one cell over the seeds; no interval from one seed. */
interface Cell { readonly mean: number; readonly half: number }

/**
 * How the score on each task changes while later tasks are learned: one panel a task on equal axes, x the task trained last; a dotted line
 * where the panel's own task was learned. Bands are 95 % t-intervals of the mean over seeds.
 * @throws RangeError when a matrix does not have a row and a column for each task.
 */
export function forgettingCurves(methods: readonly MethodRuns[], options: ForgettingOptions): Figure {
  const { title, taskNames, yLabel, logY = false, floors, floorName = 'floor', xLabel = 'after training on task' } = options;
  const tasks = taskNames.length;
  check(methods, tasks, floors);
  const cells = methods.map((m) => taskNames.map((_, j) => taskNames.map((__, i) => summary(m.runs.map((r) => r[i][j])))));
  const everything = cells.flat(2).flatMap((c) => [c.mean, ...(c.half > 0 ? [c.mean + c.half, ...(!logY || c.mean - c.half > 0 ? [c.mean - c.half] : [])] : [])]).concat(floors ?? []);
  const y = logY ? logRange(everything) : linearRange(everything);
  const columns = tasks <= 1 ? 1 : tasks <= 4 ? 2 : 3, rows = Math.ceil(tasks / columns), height = 110 + rows * 150;
  const x: [number, number] = [0.8, tasks + 0.2], at = taskNames.map((_, i) => i + 1), colours = coloursOf(methods);
  const axes: Record<string, ReturnType<typeof axis>> = {}, data: Trace[] = [], shapes: Shape[] = [], heads: Annotation[] = [];
  taskNames.forEach((name, j) => {
    const id = j === 0 ? '' : String(j + 1), row = Math.floor(j / columns), column = j % columns;
    const domain = place(row, column, rows, columns), lowest = row === rows - 1 || j + columns >= tasks;
    axes[`xaxis${id}`] = axis({ range: x, tickvals: at, domain: domain.x, anchor: `y${id}`, ...(lowest ? { title: plain(xLabel) } : {}) });
    axes[`yaxis${id}`] = axis({ range: y, log: logY, domain: domain.y, anchor: `x${id}`, ...(column === 0 ? { title: plain(yLabel) } : {}) });
    const ids = { xaxis: `x${id}`, yaxis: `y${id}` };
    methods.forEach((m, k) => data.push(...lines({
      name: m.name, x: at, y: cells[k][j].map((c) => c.mean),
      ...(m.runs.length > 1 ? { low: cells[k][j].map((c) => c.mean - c.half), high: cells[k][j].map((c) => c.mean + c.half) } : {}),
    }, { log: logY, floor: 10 ** y[0], axes: ids, legend: j === 0, colour: colours[k] })));
    if (floors) data.push({ type: 'scatter', mode: 'lines', name: plain(floorName), ...ids, x: [x[0], x[1]], y: [round(floors[j]), round(floors[j])], line: { color: '#7f7f7f', width: 1.5, dash: 'dash' }, legendgroup: plain(floorName), ...(j === 0 ? {} : { showlegend: false }) });
    shapes.push({ type: 'line', x0: j + 1, x1: j + 1, xref: ids.xaxis, y0: 0, y1: 1, yref: `${ids.yaxis} domain`, line: { color: ink.mark, width: 1, dash: 'dot' }, layer: 'below' });
    heads.push({ text: plain(name), x: domain.x[0], xref: 'paper', xanchor: 'left', y: domain.y[1], yref: 'paper', yanchor: 'bottom', showarrow: false, font: { size: size.tick } });
  });
  const seeds = Math.max(...methods.map((m) => m.runs.length)), cut = logY && cells.flat(2).some((c) => c.half > 0 && c.mean - c.half <= 0);
  const hidden = logY ? cells.flat(2).filter((c) => c.mean <= 0).length : 0;
  const note = [seeds > 1 ? `Mean and 95 % t-interval over ${seeds} seeds.` : '', cut ? 'Intervals that reach 0 are cut at the axis.' : '', hidden > 0 ? `${hidden} values of 0 or below are left out (log axis).` : '', 'Dotted: the task is learned here.'].filter((s) => s !== '').join(' ');
  const layout = frame({ title, height, legend: [...methods.map((m) => m.name), ...(floors ? [floorName] : [])], axes, top: 18, note });
  const alt = sentences(title, `${tasks} panels, one a task: ${yLabel}${logY ? ' (log axis)' : ''} ${xLabel} 1 to ${tasks}.`,
    ...methods.flatMap((m, k) => taskNames.map((name, j) => describeLine(`${m.name}, ${name}:`, cells[k][j].map((c) => c.mean)))),
    floors ? `Dashed ${floorName}: ${list(floors.map((f, j) => `${say(f)} on ${taskNames[j]}`))}.` : '', note);
  return { data, layout: { ...layout, shapes, annotations: [...(layout.annotations ?? []), ...heads] }, alt };
}

function place(row: number, column: number, rows: number, columns: number): { x: [number, number]; y: [number, number] } {
  const gapX = columns > 1 ? 60 / (WIDTH - 90) : 0, gapY = rows > 1 ? 46 / (rows * 130) : 0;
  const w = (1 - gapX * (columns - 1)) / columns, h = (1 - gapY * (rows - 1)) / rows, left = column * (w + gapX), top = 1 - row * (h + gapY);
  return { x: [round(left, 4), round(left + w, 4)], y: [round(top - h, 4), round(top, 4)] };
}

/** Quantile 0.975 of Student's t, by degrees of freedom; beyond 30 the Cornish-Fisher expansion, right to four digits. */
const T = [12.7062, 4.30265, 3.18245, 2.77645, 2.57058, 2.44691, 2.36462, 2.306, 2.26216, 2.22814, 2.20099, 2.17881, 2.16037, 2.14479, 2.13145, 2.11991, 2.10982, 2.10092, 2.09302, 2.08596, 2.07961, 2.07387, 2.06866, 2.0639, 2.05954, 2.05553, 2.05183, 2.04841, 2.04523, 2.04227];
const tQuantile = (df: number): number => T[df - 1] ?? 1.959964 + 2.372271 / df + 2.822499 / df ** 2;

function summary(values: readonly number[]): Cell {
  const n = values.length, mean = values.reduce((a, b) => a + b, 0) / n;
  const variance = values.reduce((a, v) => a + (v - mean) ** 2, 0) / (n - 1);
  return { mean, half: n > 1 ? tQuantile(n - 1) * Math.sqrt(variance / n) : 0 };
}

function check(methods: readonly MethodRuns[], tasks: number, floors: readonly number[] | undefined): void {
  if (methods.length === 0 || tasks === 0) throw new RangeError(`forgettingCurves needs at least one method and one task; got ${methods.length} and ${tasks}`);
  if (floors && floors.length !== tasks) throw new RangeError(`floors has ${floors.length} values for ${tasks} tasks`);
  for (const m of methods) {
    if (m.runs.length === 0) throw new RangeError(`method "${m.name}" has no run`);
    for (const r of m.runs) if (r.length !== tasks || r.some((row) => row.length !== tasks)) throw new RangeError(`method "${m.name}": a score matrix is ${r.length} x ${r[0]?.length}, expected ${tasks} x ${tasks} (one row and column a task)`);
  }
}
