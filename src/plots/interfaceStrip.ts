import { sentences } from './alt';
import { axis, size } from './axes';
import type { Annotation, Figure, HeatmapTrace, Shape } from './figure';
import { frame, WIDTH } from './frame';
import { round } from './numbers';
import { colours, diverging, ink } from './palette';
import { list, plain, say, textWidth } from './text';

/** A part of a vector that is cut into parts: how many numbers it takes, and whose they are. */
export interface StripPart {
  readonly name: string;
  readonly count: number;
  readonly heads: 'read' | 'write';
}
export interface InterfaceStripOptions {
  readonly title: string;
  readonly note?: string;
}

const WRITE = colours[1];
const READ = colours[0];
/** Where things stand, in heights of the strip: the band of the heads above it, names below. */
const BAND = -0.72;
const FIRST = 1.25;
const LINE = 0.62;
const EDGES = 56;

/**
 * A vector as a strip of coloured numbers, cut into named parts; a band over each part says whose
 * it is (write heads vermilion, read heads blue, as in `memoryTimeline`). Names stand over their
 * part where they fit, else below it.
 * @param values the vector, as long as its parts together
 * @throws RangeError when it is not
 */
export function interfaceStrip(
  parts: readonly StripPart[],
  values: ArrayLike<number>,
  { title, note }: InterfaceStripOptions,
): Figure {
  const total = parts.reduce((sum, part) => sum + part.count, 0);
  if (total !== values.length || total === 0)
    throw new RangeError(
      `interface strip "${title}": got ${values.length} values for parts of ${total} numbers; ` +
        'they must be equally many',
    );
  const reach = Math.max(...Array.from(values, Math.abs)) || 1;
  const pixel = (WIDTH - EDGES) / total;
  const starts = parts.map((_, i) => parts.slice(0, i).reduce((sum, part) => sum + part.count, 0));
  const words = parts.map(({ name, count }) => plain(`${name}: ${count}`));
  const fits = words.map((text, i) => textWidth(text, 11) < parts[i].count * pixel - 4);
  const below = parts.map((_, i) => i).filter((i) => !fits[i]);
  const rowOf = (i: number): number => FIRST + LINE * below.indexOf(i);
  const shapes = parts.flatMap(({ count, heads }, i): Shape[] => {
    const x0 = starts[i] - 0.5;
    const x1 = x0 + count;
    const middle = (x0 + x1) / 2;
    const colour = heads === 'read' ? READ : WRITE;
    const band: Shape = {
      type: 'rect',
      x0,
      x1,
      y0: BAND,
      y1: BAND + 0.18,
      fillcolor: colour,
      line: { color: '#ffffff', width: 0.5 },
      layer: 'above',
    };
    const leader: Shape = {
      type: 'line',
      x0: middle,
      x1: middle,
      y0: 0.5,
      y1: rowOf(i),
      line: { color: colour, width: 1 },
      layer: 'below',
    };
    return fits[i] ? [band] : [band, leader];
  });
  const labels = parts.map(({ count, heads }, i): Annotation => {
    const middle = starts[i] - 0.5 + count / 2;
    const left = (middle + 0.5) * pixel > textWidth(words[i], 11) + 8;
    const place = fits[i]
      ? { x: middle, y: BAND - 0.3, xanchor: 'center' as const }
      : {
          x: middle,
          y: rowOf(i),
          xanchor: left ? ('right' as const) : ('left' as const),
          xshift: left ? -4 : 4,
        };
    return {
      text: words[i],
      ...place,
      xref: 'x',
      yref: 'y',
      yanchor: 'middle',
      showarrow: false,
      font: { size: 11, color: heads === 'read' ? READ : WRITE },
    };
  });
  const bottom = FIRST + LINE * below.length;
  const trace: HeatmapTrace = {
    type: 'heatmap',
    z: [Array.from(values, (v) => round(v, 3))],
    zmin: round(-reach, 3),
    zmax: round(reach, 3),
    colorscale: diverging,
    showscale: false,
    hovertemplate: 'number %{x}: %{z}<extra></extra>',
  };
  const layout = frame({
    title,
    height: Math.round(96 + 34 * (bottom + 1.2)),
    right: 28,
    ...(note === undefined ? {} : { note }),
    axes: {
      xaxis: axis({ title: 'place in the vector', range: [-0.5, total - 0.5], grid: false }),
      yaxis: {
        ...axis({ title: '', range: [bottom, -1.2], grid: false, tickvals: [] }),
        visible: false,
      },
    },
  });
  const alt = sentences(
    title,
    `A strip of ${total} numbers, from ${say(Math.min(...Array.from(values)))} to ` +
      `${say(Math.max(...Array.from(values)))}.`,
    'In order: ' +
      `${list(parts.map(({ name, count, heads }) => `${name} (${heads} heads, ${count})`))}.`,
    note ?? '',
  );
  return {
    data: [trace],
    layout: {
      ...layout,
      font: { ...(layout.font as object), size: size.tick, color: ink.text },
      shapes,
      annotations: [...(layout.annotations ?? []), ...labels],
    },
    alt,
  };
}
