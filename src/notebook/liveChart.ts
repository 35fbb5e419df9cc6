import { z } from 'zod';
import { anyNumber, checkArguments, names, number, text } from '../plots/arguments';
import { lineOptions } from '../plots/curves';
import { learningCurve, say, toSvg, type Figure, type LearningCurveOptions } from '../plots';
import { seriesColours } from '../plots/palette';
import { inNotebook, slot } from './bundle';
import { figureBundle } from './figureBundle';
import { statusLine } from './terminal';
import { Track } from './track';

/** What a live chart shows. */
export interface LiveChartOptions extends Pick<
  LearningCurveOptions,
  'title' | 'xLabel' | 'yLabel' | 'logY' | 'marks' | 'floors' | 'height'
> {
  /** Names of the lines, in the order of the legend. */
  readonly series: readonly string[];
}
/** A chart that grows while a loop runs. */
export interface LiveChart {
  /** Adds one point to each line that is named. */
  add(x: number, values: Readonly<Record<string, number>>): void;
  /** Adds a vertical line: "task 2 starts". */
  mark(x: number, label: string): void;
  /** The figure as it is now. */
  figure(): Figure;
  /**
   * Ends the chart: the picture becomes the interactive figure. A title given now can state what
   * was found.
   */
  done(title?: string): void;
}

const chartOptions = lineOptions.omit({ note: true, logX: true }).extend({ series: names });

/**
 * Milliseconds between two pictures, at least; a picture that takes long to draw comes less often.
 */
const EVERY = 400;

/**
 * A line chart that grows while a loop runs. Any number of points: each line keeps a few hundred,
 * its highest and lowest among them. What is saved after `done()` depends on the values alone, not
 * on time.
 * @example
 * const chart = liveChart({
 *   title: 'Training', xLabel: 'update', yLabel: 'loss (MSE)', series: ['replay'], logY: true,
 * });
 * await interruptible(async () => {
 *   for (let i = 1; i <= 600; i++) { chart.add(i, { replay: await update() }); await pause(); }
 * });
 * chart.done(`Loss falls to ${say(last)}`);
 */
export function liveChart(options: LiveChartOptions): LiveChart {
  checkArguments({ options: chartOptions }, { options });
  const { series, ...shown } = options;
  const { title } = shown;
  const out = slot();
  const line = inNotebook() ? undefined : statusLine();
  if (series.length === 0 || new Set(series).size !== series.length)
    throw new RangeError(
      `liveChart "${title}": series must be names, each once; got [${series.join(', ')}]`,
    );
  const tracks = new Map(series.map((name) => [name, new Track()]));
  const marks = [...(options.marks ?? [])];
  const colours = new Map(seriesColours(series).map((colour, i) => [series[i], colour]));
  let due = -Infinity;
  let over = false;

  const figure = (name = title): Figure => {
    const filled = [...tracks].filter(([, t]) => t.drawable(options.logY === true));
    const lines = filled.map(([n, t]) => ({ name: n, x: t.xs, y: t.ys, colour: colours.get(n) }));
    return learningCurve(lines, { ...shown, marks, title: name });
  };
  const status = (x: number): string =>
    `${title}: ${[...tracks]
      .filter(([, t]) => t.count > 0)
      .map(([n, t]) => `${n} ${say(t.last)}`)
      .join(', ')} at ${say(x)}`;
  const ready = (): boolean => [...tracks.values()].some((t) => t.drawable(options.logY === true));

  return {
    add(x, values) {
      checkArguments({ x: anyNumber, values: z.record(z.string(), anyNumber) }, { x, values });
      if (over) return;
      if (!Number.isFinite(x))
        throw new RangeError(`liveChart "${title}": x must be a finite number, got ${x}`);
      for (const [name, y] of Object.entries(values)) {
        const track = tracks.get(name);
        if (!track)
          throw new RangeError(
            `liveChart "${title}" has no line "${name}"; its lines are ${series.join(', ')}`,
          );
        track.add(x, y);
      }
      const now = performance.now();
      if (now < due || !ready()) return;
      if (line) line.update(status(x));
      else out.put({ 'image/svg+xml': toSvg(figure()), 'text/plain': status(x) });
      const end = performance.now();
      due = end + Math.max(EVERY, 10 * (end - now));
    },
    mark(x, label) {
      checkArguments({ x: number, label: text }, { x, label });
      marks.push({ x, label });
    },
    figure: () => figure(),
    done(name) {
      checkArguments({ title: text.optional() }, { title: name });
      if (over) return;
      over = true;
      if (!ready()) {
        const words = `${title}: no value that can be drawn`;
        if (line) line.end(words);
        else out.put({ 'text/plain': words });
        return;
      }
      const last = figure(name ?? title);
      if (line) line.end(last.alt);
      else out.put(figureBundle(last));
    },
  };
}
