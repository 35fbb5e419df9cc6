import { z } from 'zod';
import { altText } from './alt';
import { checkArguments, countField, finiteNumbers, matrix, text, titled } from './arguments';
import { panelName } from './annotations';
import { axis, fontSize } from './axes';
import type { Annotation, Axis, ColourScale, Figure, HeatmapTrace } from './figure';
import { frameAround, type TitledOptions } from './frame';
import { indices, round } from './numbers';
import { colours, ink } from './palette';
import { plain, say } from './text';

/** An image that a memory was shown, what it answered, and where it wrote and read. */
export interface ShownImage {
  /** A square, row after row from the top, from 0 (white) to 1 (black); all of one size. */
  readonly image: ArrayLike<number>;
  /** Its name, a letter or two. */
  readonly label: string;
  /** What the learner answered. */
  readonly answer: string;
  /** A weight a slot for each write head. */
  readonly writes: readonly ArrayLike<number>[];
  /** The same for each read head. */
  readonly reads: readonly ArrayLike<number>[];
  /** Whether the class was shown before in the sequence: only then can it be known (true). */
  readonly known?: boolean;
}

/** How images and memory are drawn. */
export interface ImageMemoryOptions extends TitledOptions {
  /** Pixels of the screen that a row of slots takes (7). */
  readonly rowHeight?: number;
}

const shownField = z.array(
  z.looseObject({
    image: finiteNumbers,
    label: text,
    answer: text,
    writes: matrix,
    reads: matrix,
    known: z.boolean().optional(),
  }),
);
const memoryOptions = z.strictObject({
  ...titled,
  rowHeight: countField.max(40).optional(),
});

/** White pixels between two images. */
const GAP = 2;
/** Pixels of the screen: of the images, of a line of labels, between two panels. */
const IMAGES_HIGH = 30;
const LINE_HIGH = 20;
const BETWEEN = 24;
/** The least that rows of slots take together, and what the name of one takes. */
const LEAST_HIGH = 40;
const NAME_HIGH = 14;
/** Weights below this are not worth a word. */
const SEEN = 0.1;

/** What the colour of an answer says. */
const verdicts = { first: 0, right: 1, wrong: 2 } as const;

const inkScale: ColourScale = [
  [0, ink.paper],
  [1, ink.text],
];
/** First seen: grey; right: pale green; wrong: pale vermilion. */
const verdictScale: ColourScale = [
  [0, '#ececec'],
  [0.5, '#bfe6d9'],
  [1, '#f6c9a8'],
];
const writeScale: ColourScale = [
  [0, ink.paper],
  [1, colours[1]],
];
const readScale: ColourScale = [
  [0, ink.paper],
  [1, colours[0]],
];

/** A panel of the figure: its cells, how high it is, what stands at its left and above it. */
interface Panel {
  readonly name: string;
  readonly trace: HeatmapTrace;
  readonly high: number;
  readonly rowNames: readonly string[];
}

/**
 * Images as they were shown one after the other, with the label of each and what was answered, and
 * below them where the memory wrote and read at that step: a column a step (and head), a row a
 * slot.
 * @throws RangeError for no step, or steps that are not alike
 * @example imageMemory(scene.steps, { title: '22 of 25 known again' });
 */
export function imageMemory(steps: readonly ShownImage[], options: ImageMemoryOptions): Figure {
  checkArguments({ steps: shownField, options: memoryOptions }, { steps, options });
  check(steps, options);
  const { title, note, rowHeight = 7 } = options;
  const panels = [
    imagesPanel(steps),
    answersPanel(steps),
    headsPanel('written: weight of each slot', steps, 'writes', writeScale, rowHeight),
    headsPanel('read: weight of each slot', steps, 'reads', readScale, rowHeight),
  ];
  const height = panels.reduce((sum, { high }) => sum + high + BETWEEN, -BETWEEN);
  const axes: Record<string, Axis> = {};
  const words: Annotation[] = [];
  let top = 0;
  panels.forEach(({ name, trace, high, rowNames }, k) => {
    const id = k === 0 ? '' : String(k + 1);
    const domain: [number, number] = [1 - (top + high) / height, 1 - top / height];
    const isLast = k === panels.length - 1;
    axes[`xaxis${id}`] = acrossAxis(trace, steps.length, isLast, `y${id}`);
    axes[`yaxis${id}`] = downAxis(trace, rowNames, domain, `x${id}`);
    words.push(panelName(name, 0, round(domain[1], 4)));
    top += high + BETWEEN;
  });
  const layout = frameAround(height, {
    title,
    axes,
    top: 20,
    annotations: words,
    ...(note === undefined ? {} : { note }),
  });
  const data = panels.map(({ trace }, k) => {
    const id = k === 0 ? '' : String(k + 1);
    return { ...trace, xaxis: `x${id}`, yaxis: `y${id}` };
  });
  return { data, layout, alt: altText(options, title, ...described(steps), note ?? '') };
}

/** Steps along the bottom; the last panel names them. */
function acrossAxis(trace: HeatmapTrace, steps: number, isNamed: boolean, anchor: string): Axis {
  const columns = trace.z[0].length;
  const every = Math.max(1, Math.ceil(steps / 30));
  const kept = indices(steps).filter((t) => t % every === 0);
  const places = kept.map((t) => round(((t + 0.5) * columns) / steps - 0.5));
  return {
    ...axis({
      range: [-0.5, columns - 0.5],
      grid: false,
      tickvals: isNamed ? places : [],
      ticktext: isNamed ? kept.map((t) => String(t + 1)) : [],
      anchor,
      ...(isNamed ? { title: 'step' } : {}),
    }),
    showline: false,
  };
}

function downAxis(
  { z: rows }: HeatmapTrace,
  rowNames: readonly string[],
  domain: [number, number],
  anchor: string,
): Axis {
  const named = indices(rows.length).filter((row) => rowNames[row] !== '');
  return {
    ...axis({
      range: [rows.length - 0.5, -0.5],
      grid: false,
      tickvals: named,
      ticktext: named.map((row) => plain(rowNames[row])),
      domain,
      anchor,
    }),
    showline: false,
  };
}

const cells = (z: HeatmapTrace['z'], colorscale: ColourScale, zmax: number): HeatmapTrace => ({
  type: 'heatmap',
  z,
  zmin: 0,
  zmax,
  colorscale,
  showscale: false,
});

function imagesPanel(steps: readonly ShownImage[]): Panel {
  const side = Math.sqrt(steps[0].image.length);
  const width = side + GAP;
  const z = indices(side).map((y) =>
    steps.flatMap(({ image }) =>
      indices(width).map((x) => {
        const isInk = x >= GAP / 2 && x < side + GAP / 2;
        return isInk ? round(image[y * side + x - GAP / 2], 1) : 0;
      }),
    ),
  );
  return {
    name: 'shown',
    trace: { ...cells(z, inkScale, 1), hoverinfo: 'skip' },
    high: IMAGES_HIGH,
    rowNames: indices(side).map(() => ''),
  };
}

function answersPanel(steps: readonly ShownImage[]): Panel {
  const verdictOf = ({ label, answer, known = true }: ShownImage): number => {
    if (!known) return verdicts.first;
    return label === answer ? verdicts.right : verdicts.wrong;
  };
  const z = [steps.map(() => null), steps.map(verdictOf)];
  const letters = [steps.map(({ label }) => label), steps.map(({ answer }) => answer)];
  return {
    name: 'label, and the answer before it (green: right; orange: wrong; grey: first time)',
    trace: {
      ...cells(z, verdictScale, verdicts.wrong),
      text: letters.map((row) => row.map(plain)),
      texttemplate: '%{text}',
      textfont: { size: fontSize.tick, color: ink.text },
      hoverinfo: 'skip',
    },
    high: 2 * LINE_HIGH,
    rowNames: ['label', 'answer'],
  };
}

function headsPanel(
  name: string,
  steps: readonly ShownImage[],
  part: 'writes' | 'reads',
  scale: ColourScale,
  rowHeight: number,
): Panel {
  const slots = steps[0][part][0].length;
  const heads = steps[0][part].length;
  const columns = steps.flatMap((step) => step[part].map((weights) => Array.from(weights)));
  const z = indices(slots).map((slot) => columns.map((weights) => round(weights[slot], 3)));
  const high = Math.max(LEAST_HIGH, slots * rowHeight);
  const step = Math.max(Math.ceil(slots / 8), Math.ceil((NAME_HIGH * slots) / high));
  return {
    name: heads === 1 ? name : `${name}, ${heads} heads a step`,
    trace: { ...cells(z, scale, 1), hovertemplate: 'slot %{y}: %{z}<extra></extra>' },
    high,
    rowNames: indices(slots).map((slot) => (slot % step === 0 ? `slot ${slot}` : '')),
  };
}

/** The slot with the largest weight. */
const peak = (weights: ArrayLike<number>): number =>
  Array.from(weights).reduce((best, weight, i) => (weight > weights[best] ? i : best), 0);

/** The first forty steps in words. */
function described(steps: readonly ShownImage[]): string[] {
  const known = steps.filter((step) => step.known ?? true);
  const right = known.filter(({ label, answer }) => label === answer).length;
  const places = (verb: string, heads: readonly ArrayLike<number>[]): string => {
    const strong = heads.filter((weights) => weights[peak(weights)] >= SEEN);
    const slots = strong.map((w) => `slot ${peak(w)} (${say(w[peak(w)], 2)})`);
    return slots.length === 0 ? '' : `, ${verb} ${slots.join(' and ')}`;
  };
  const lines = steps.slice(0, 40).map(({ label, answer, writes, reads }, t) => {
    const acts = `${places('writes to', writes)}${places('reads from', reads)}`;
    return `Step ${t + 1}: label ${label}, answer ${answer}${acts}.`;
  });
  return [
    `${steps.length} images one after the other; ${right} of ${known.length} whose class was ` +
      'shown before are answered rightly.',
    ...lines,
    steps.length > 40 ? 'Later steps are not told.' : '',
  ];
}

function check(steps: readonly ShownImage[], { title }: ImageMemoryOptions): void {
  const where = `image memory "${title}"`;
  if (steps.length === 0) throw new RangeError(`${where}: got no step, expected at least one`);
  const wanted = sizesOf(steps[0]);
  const side = Math.sqrt(steps[0].image.length);
  if (!Number.isInteger(side) || side === 0)
    throw new RangeError(
      `${where}: image 0 has ${steps[0].image.length} numbers, expected a square`,
    );
  for (const part of ['writes', 'reads'] as const)
    if ((steps[0][part][0]?.length ?? 0) === 0)
      throw new RangeError(`${where}: ${part}: got no weight, expected a head with slots`);
  steps.forEach((step, t) => {
    const got = sizesOf(step);
    if (got !== wanted)
      throw new RangeError(
        `${where}: step ${t} has ${got}; step 0 has ${wanted}; all must be alike`,
      );
    const weights = [...step.writes, ...step.reads].flatMap((own) => Array.from(own));
    const wrong = weights.find((weight) => !Number.isFinite(weight));
    if (wrong !== undefined)
      throw new RangeError(
        `${where}: step ${t} has a weight of ${wrong}, expected a finite number`,
      );
  });
}

const sizesOf = ({ image, writes, reads }: ShownImage): string =>
  `${image.length} pixels, writes of [${writes.map((w) => w.length).join(', ')}] and reads of ` +
  `[${reads.map((w) => w.length).join(', ')}] slots`;
