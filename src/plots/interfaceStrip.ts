import { z } from 'zod';
import { checkArguments, countField, finiteNumbers, text, titled, item } from './arguments';
import { sum } from '../core/numbers';
import { altText } from './alt';
import { wordsAt } from './annotations';
import { axis } from './axes';
import type { Annotation, Figure, HeatmapTrace, Shape } from './figure';
import { frame, WIDTH, type TitledOptions } from './frame';
import { round } from './numbers';
import { colours, diverging, ink } from './palette';
import { list, plain, say, textWidth } from './text';

/** A part of a vector that is cut into parts: how many numbers it takes, and whose they are. */
export interface StripPart {
  readonly name: string;
  readonly count: number;
  readonly heads: 'read' | 'write';
}
/** What a strip of the interface vector shows. */
export type InterfaceStripOptions = TitledOptions;

const partsField = z.array(
  item({ name: text, count: countField, heads: z.enum(['read', 'write']) }),
);

/** A part with its place on the strip and its words. */
interface PlacedPart {
  readonly start: number;
  readonly count: number;
  readonly middle: number;
  readonly colour: string;
  readonly text: string;
  /** Where the words stand below the strip; undefined where they fit over their part. */
  readonly below?: number;
}

const COLOURS = { read: colours[0], write: colours[1] };
/** Where things stand, in heights of the strip: the band of the heads above it, names below. */
const BAND = -0.72;
const FIRST = 1.25;
const LINE = 0.62;
const EDGES = 56;
const LETTERS = 12;

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
  options: InterfaceStripOptions,
): Figure {
  checkArguments(
    { parts: partsField, values: finiteNumbers, options: z.strictObject(titled) },
    { parts, values, options },
  );
  const { title, note = '' } = options;
  const numbers = Array.from(values);
  const total = sum(parts.map(({ count }) => count));
  if (total !== numbers.length || total === 0)
    throw new RangeError(
      `interface strip "${title}": got ${numbers.length} values for parts of ${total} numbers; ` +
        'they must be equally many',
    );
  const reach = Math.max(...numbers.map(Math.abs)) || 1;
  const pixel = (WIDTH - EDGES) / total;
  const placed = placeParts(parts, pixel);
  const bottom = FIRST + LINE * placed.filter(({ below }) => below !== undefined).length;
  const trace: HeatmapTrace = {
    type: 'heatmap',
    z: [numbers.map((v) => round(v, 3))],
    zmin: round(-reach, 3),
    zmax: round(reach, 3),
    colorscale: diverging,
    showscale: false,
    hovertemplate: 'number %{x}: %{z}<extra></extra>',
  };
  const across = axis({ title: 'place in the vector', range: [-0.5, total - 0.5], grid: false });
  const down = axis({ title: '', range: [bottom, -1.2], grid: false, tickvals: [] });
  const layout = frame({
    title,
    height: Math.round(96 + 34 * (bottom + 1.2)),
    right: 28,
    note,
    axes: { xaxis: across, yaxis: { ...down, visible: false } },
    shapes: placed.flatMap(shapesOf),
    annotations: placed.map((part) => label(part, pixel)),
  });
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
  const named = parts.map(({ name, count, heads }) => `${name} (${heads} heads, ${count})`);
  const alt = altText(
    options,
    title,
    `A strip of ${total} numbers, from ${say(low)} to ${say(high)}.`,
    `In order: ${list(named)}.`,
    note,
  );
  return { data: [trace], layout, alt };
}

/** @param pixel width of one number on the screen */
function placeParts(parts: readonly StripPart[], pixel: number): PlacedPart[] {
  let start = -0.5;
  let outside = 0;
  return parts.map(({ name, count, heads }) => {
    const text = plain(`${name}: ${count}`);
    const part = { start, count, middle: start + count / 2, colour: COLOURS[heads], text };
    start += count;
    if (textWidth(text, LETTERS) < count * pixel - 4) return part;
    return { ...part, below: FIRST + LINE * outside++ };
  });
}

/** The band over a part, and a line to its words where they stand below. */
function shapesOf({ start, count, middle, colour, below }: PlacedPart): Shape[] {
  const band: Shape = {
    type: 'rect',
    x0: start,
    x1: start + count,
    y0: BAND,
    y1: BAND + 0.18,
    fillcolor: colour,
    line: { color: '#ffffff', width: 0.5 },
    layer: 'above',
  };
  if (below === undefined) return [band];
  const ends = { x0: middle, x1: middle, y0: 0.5, y1: below };
  return [band, { type: 'line', ...ends, line: { color: colour, width: 1 }, layer: 'below' }];
}

function label({ middle, text, below }: PlacedPart, pixel: number): Annotation {
  const axes = { xref: 'x', yref: 'y', yanchor: 'middle' } as const;
  const font = { size: LETTERS, color: ink.text };
  if (below === undefined)
    return wordsAt(text, { x: middle, y: BAND - 0.3, xanchor: 'center', ...axes }, font);
  const left = (middle + 0.5) * pixel > textWidth(text, LETTERS) + 8;
  const [xanchor, xshift] = left ? (['right', -4] as const) : (['left', 4] as const);
  return wordsAt(text, { x: middle, y: below, xanchor, xshift, ...axes }, font);
}
