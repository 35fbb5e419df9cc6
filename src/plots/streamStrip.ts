import { z } from 'zod';
import { anyNumber, checkArguments } from './arguments';
import { sentences } from './alt';
import { learningCurve, lineOptions, type LearningCurveOptions } from './curves';
import type { Annotation, Axis, Figure, Layout } from './figure';
import { titleY } from './frame';
import { round } from './numbers';
import { ink } from './palette';
import { seriesField, type Series } from './series';

/** How a strip is drawn. */
export interface StreamStripOptions extends Omit<LearningCurveOptions, 'logX' | 'logY'> {
  /** The share that the interactive figure shows at first, from the stream's beginning (1/4). */
  readonly shown?: number;
}

const stripOptions = lineOptions.omit({ logX: true, logY: true }).extend({
  shown: anyNumber.optional(),
});

/** Pixels of the small picture of the whole stream, and of the room that Plotly keeps around it. */
const SCROLLER = 48;
const ROOM = 40;

/**
 * Lines along a stream, of which the interactive figure shows a part: under the plot lies a small
 * picture of the whole stream, in which the reader moves the part and changes its width. It is
 * Plotly's range slider and needs no code of a page. The still picture, for paper and GitHub, shows
 * the whole stream.
 * @param series a value a window; `x` is the row at which each window ends
 * @throws RangeError naming what is wrong, as `learningCurve` does
 * @example
 * streamStrip([{ name: 'last label', x: ends, y: accuracies }], {
 *   title: 'The last label is hard to beat', xLabel: 'row', yLabel: 'rows right (share)',
 * });
 */
export function streamStrip(series: readonly Series[], options: StreamStripOptions): Figure {
  checkArguments({ series: z.array(seriesField), options: stripOptions }, { series, options });
  const { shown = 0.25, ...drawn } = options;
  if (!(shown > 0 && shown <= 1))
    throw new RangeError(`shown: got ${shown}, expected a share of the stream, above 0, at most 1`);
  const whole = learningCurve(series, drawn);
  return {
    data: whole.data,
    layout: scrolled(whole.layout, shown),
    alt:
      options.alt ??
      sentences(whole.alt, 'A slider under the plot moves the part of the stream that is shown.'),
    still: whole,
  };
}

/**
 * The layout with a small picture of the whole under the plot, which stays as high as it was.
 * Plotly itself makes the lower margin wider by that picture.
 */
function scrolled(layout: Layout, shown: number): Layout {
  const { margin, annotations = [] } = layout;
  const more = SCROLLER + ROOM;
  const height = layout.height + more;
  const xaxis = layout.xaxis as Axis;
  const [from, to] = xaxis.range!;
  const rangeslider = {
    visible: true,
    thickness: round(SCROLLER / (height - margin.t - margin.b), 4),
    range: [from, to],
    bgcolor: ink.paper,
    bordercolor: ink.axis,
    borderwidth: 1,
  };
  return {
    ...layout,
    height,
    title: layout.title && { ...layout.title, y: titleY(layout.title.text, height) },
    xaxis: { ...xaxis, range: [from, round(from + shown * (to - from))], rangeslider },
    yaxis: { ...(layout.yaxis as Axis), fixedrange: true },
    annotations: annotations.map((words) => (isNote(words) ? lowered(words, more) : words)),
  };
}

/** Whether words stand at the lower edge of the figure. */
function isNote({ xref, yref, y, yanchor }: Annotation): boolean {
  return xref === 'paper' && yref === 'paper' && y === 0 && yanchor === 'bottom';
}

function lowered(words: Annotation, pixels: number): Annotation {
  return { ...words, yshift: (words.yshift ?? 0) - pixels };
}
