import { z } from 'zod';
import { altField, checkArguments, booleanField, names, numbers, text, item } from './arguments';
import { seedStats } from '../metrics';
import { describeLine, altText, smallPrint, type SpokenOptions } from './alt';
import { panelName } from './annotations';
import { axis, linearRange, logRange } from './axes';
import { CUT, floorLine, LEFT_OUT } from './curves';
import type { Annotation, Axis, Figure, Shape, Trace } from './figure';
import { frame, WIDTH } from './frame';
import { indices, round } from './numbers';
import { ink } from './palette';
import { looksOf, lines, type Series } from './series';
import { list, plain, say } from './text';

/**
 * One method and its score matrices, one a seed: `runs[seed][i][j]` is the score on task j after
 * training on task i.
 */
export interface MethodRuns {
  readonly name: string;
  readonly runs: readonly (readonly (readonly number[])[])[];
  readonly method?: string;
}

/** What forgetting curves show. */
export interface ForgettingOptions extends SpokenOptions {
  readonly title: string;
  readonly taskNames: readonly string[];
  /** With the unit: "held-out error (MSE)". */
  readonly yLabel: string;
  readonly logY?: boolean;
  /** One value a task, drawn dashed: what a method without memory could reach. */
  readonly floors?: readonly number[];
  /** Default "floor". */
  readonly floorName?: string;
  /** Default "after training on task". */
  readonly xLabel?: string;
}

const methodsField = z.array(
  item({
    name: text,
    runs: z.array(z.array(numbers)),
    method: text.optional(),
  }),
);
const forgettingOptions = z.strictObject({
  title: text,
  taskNames: names,
  yLabel: text,
  logY: booleanField.optional(),
  floors: numbers.optional(),
  floorName: text.optional(),
  xLabel: text.optional(),
  ...altField,
});

/**
 * Mean of one cell over the seeds and half its 95 % interval; 0 from one seed, NaN where no seed
 * has a value.
 */
interface Cell {
  readonly mean: number;
  readonly half: number;
}
/** Rows are tasks j, columns what was learned last, i. */
type Course = readonly (readonly Cell[])[];

/**
 * How the score on each task changes while later tasks are learned: one panel a task, all on equal
 * axes, x the task learned last, a dotted line where the panel's own task was learned. Bands are 95
 * % intervals of the mean over seeds (Student's t); one seed has none.
 * @throws RangeError when a matrix does not have a row and a column for each task
 */
export function forgettingCurves(
  methods: readonly MethodRuns[],
  options: ForgettingOptions,
): Figure {
  checkArguments({ methods: methodsField, options: forgettingOptions }, { methods, options });
  const { title, taskNames, yLabel, logY = false, floors } = options;
  const { floorName = 'floor', xLabel = 'after training on task' } = options;
  const tasks = taskNames.length;
  check(methods, tasks, floors);
  const courses = methods.map((method) => courseOf(method, tasks));
  const ends = courses.flat(2).flatMap((c) => [c.mean, c.mean + c.half, c.mean - c.half]);
  const reach = [...ends, ...(floors ?? [])];
  const y = logY ? logRange(reach) : linearRange(reach);
  const x: [number, number] = [0.8, tasks + 0.2];
  const at = indices(tasks).map((i) => i + 1);
  const [bottom, top] = logY ? y.map((v) => round(10 ** v)) : y;
  const columns = columnsFor(tasks);
  const rows = Math.ceil(tasks / columns);
  const looks = looksOf(methods, floors ? [floorName] : []);
  const axes: Record<string, Axis> = {};
  const data: Trace[] = [];
  const shapes: Shape[] = [];
  const annotations: Annotation[] = [];
  taskNames.forEach((task, j) => {
    const id = j === 0 ? '' : String(j + 1);
    const ids = { xaxis: `x${id}`, yaxis: `y${id}` };
    const domain = place(j, rows, columns);
    const legend = j === 0;
    axes[`xaxis${id}`] = axis({
      range: x,
      tickvals: at,
      domain: domain.x,
      anchor: ids.yaxis,
      ...(j + columns >= tasks ? { title: plain(xLabel) } : {}),
    });
    axes[`yaxis${id}`] = axis({ range: y, log: logY, domain: domain.y, anchor: ids.xaxis });
    methods.forEach((method, k) => {
      const series = { name: method.name, x: at, ...edges(courses[k][j], method.runs.length) };
      const style = { log: logY, floor: 10 ** y[0], axes: ids, legend, look: looks[k] };
      data.push(...lines(series, style));
    });
    if (floors) {
      const name = plain(floorName);
      const value = logY && floors[j] <= 0 ? null : round(floors[j]);
      data.push({
        ...floorLine(name, { ...ids, x: [...x], y: [value, value] }),
        legendgroup: name,
        ...(legend ? {} : { showlegend: false }),
      });
    }
    shapes.push({
      type: 'line',
      x0: j + 1,
      x1: j + 1,
      xref: ids.xaxis,
      y0: bottom,
      y1: top,
      yref: ids.yaxis,
      line: { color: ink.mark, width: 1, dash: 'dot' },
      layer: 'between',
    });
    annotations.push(panelName(task, domain.x[0], domain.y[1]));
  });
  const note = noteOn(methods, courses, logY);
  const layout = frame({
    title,
    height: 110 + rows * 150,
    legend: [...methods.map((method) => method.name), ...(floors ? [floorName] : [])],
    axes,
    top: 18,
    note,
    yTitle: plain(yLabel),
    shapes,
    annotations,
  });
  const means = methods.flatMap(({ name }, k) =>
    taskNames.map((task, j) => describeMeans(`${name}, ${task}:`, courses[k][j])),
  );
  const alt = altText(
    options,
    title,
    `${tasks} panels, one a task: ${yLabel}${logY ? ' (log axis)' : ''} ${xLabel} 1 to ${tasks}.`,
    ...means,
    floors
      ? `Dashed ${floorName}: ${list(floors.map((f, j) => `${say(f)} on ${taskNames[j]}`))}.`
      : '',
    note,
  );
  return { data, layout, alt };
}

function courseOf({ runs }: MethodRuns, tasks: number): Course {
  const all = indices(tasks);
  return all.map((j) => all.map((i) => cell(runs.map((run) => run[i][j]))));
}

function cell(values: readonly number[]): Cell {
  const known = values.filter(Number.isFinite);
  if (known.length === 0) return { mean: NaN, half: 0 };
  const { mean, ci95HalfWidth } = seedStats(known);
  return { mean, half: ci95HalfWidth ?? 0 };
}

/** The line of the means, and the edges of its band where there are several seeds. */
function edges(cells: readonly Cell[], seeds: number): Pick<Series, 'y' | 'low' | 'high'> {
  const y = cells.map((c) => c.mean);
  if (seeds < 2) return { y };
  return { y, low: cells.map((c) => c.mean - c.half), high: cells.map((c) => c.mean + c.half) };
}

const describeMeans = (name: string, cells: readonly Cell[]): string =>
  describeLine(
    name,
    cells.map((c) => c.mean),
  );

function columnsFor(tasks: number): number {
  if (tasks <= 1) return 1;
  return tasks <= 4 ? 2 : 3;
}

function noteOn(methods: readonly MethodRuns[], courses: readonly Course[], log: boolean): string {
  const seeds = [...new Set(methods.map((m) => m.runs.length))].sort((a, b) => a - b);
  const cells = courses.flat(2);
  return smallPrint(
    seeds[seeds.length - 1] > 1
      ? `Mean and 95 % interval (Student's t) over ${list(seeds.map(String))} seeds.`
      : '',
    log && cells.some((c) => c.mean - c.half <= 0 && c.mean > 0) ? CUT : '',
    log && cells.some((c) => c.mean <= 0) ? LEFT_OUT : '',
    'Dotted: the task is learned here.',
  );
}

/** The part of the figure that panel `j` takes. */
function place(
  j: number,
  rows: number,
  columns: number,
): { x: [number, number]; y: [number, number] } {
  const row = Math.floor(j / columns);
  const column = j % columns;
  const gapX = 60 / (WIDTH - 90);
  const gapY = 46 / (rows * 130);
  const w = (1 - gapX * (columns - 1)) / columns;
  const h = (1 - gapY * (rows - 1)) / rows;
  const left = column * (w + gapX);
  const top = 1 - row * (h + gapY);
  return { x: [left, left + w], y: [top - h, top] };
}

function check(
  methods: readonly MethodRuns[],
  tasks: number,
  floors: readonly number[] | undefined,
): void {
  if (methods.length === 0 || tasks === 0)
    throw new RangeError(
      `forgettingCurves needs at least one method and one task; got ${methods.length} and ${tasks}`,
    );
  if (floors && floors.length !== tasks)
    throw new RangeError(`floors has ${floors.length} values for ${tasks} tasks`);
  for (const m of methods) {
    if (m.runs.length === 0) throw new RangeError(`method "${m.name}" has no run`);
    for (const r of m.runs) {
      if (r.length === tasks && r.every((row) => row.length === tasks)) continue;
      throw new RangeError(
        `method "${m.name}": a score matrix is ${r.length} x ${r[0]?.length}, expected ` +
          `${tasks} x ${tasks} (a row and a column for each task)`,
      );
    }
  }
}
