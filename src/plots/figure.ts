import { z } from 'zod';

/** Numbers of one axis: positions, or names on a category axis. `null` is a gap in a line. */
export type Values = readonly (number | string | null)[];

/** Colour stops of a heatmap: `[place from 0 to 1, colour]`. */
export type ColourScale = readonly (readonly [number, string])[];

/** How letters look; sizes in pixels. */
export interface Font {
  readonly size?: number;
  readonly color?: string;
  readonly family?: string;
}
/** A text with its font; `standoff` in pixels. */
export interface Text {
  readonly text: string;
  readonly font?: Font;
  readonly standoff?: number;
  readonly side?: string;
}
/** A text and where it stands, as Plotly names places. */
interface Title extends Text {
  readonly [place: string]: unknown;
}
/** How a line looks; `width` in pixels. */
export interface Line {
  readonly color?: string;
  readonly width?: number;
  readonly dash?: Dash;
}
/** How a line is drawn; the words are Plotly's. */
export type Dash = 'solid' | 'dash' | 'dot' | 'dashdot';

interface Shared {
  readonly name?: string;
  readonly xaxis?: string;
  readonly yaxis?: string;
  readonly showlegend?: boolean;
  readonly legendgroup?: string;
  readonly hoverinfo?: string;
  readonly hovertemplate?: string;
  readonly opacity?: number;
  /** Traces of the steps that a slider does not show are false. */
  readonly visible?: boolean;
}
/** Half widths of error bars, upwards and (`arrayminus`) downwards. */
export interface ErrorBars {
  readonly type?: 'data';
  readonly array: readonly (number | null)[];
  readonly arrayminus?: readonly (number | null)[];
  readonly color?: string;
  readonly thickness?: number;
  readonly width?: number;
}
/** Points and lines. */
export interface ScatterTrace extends Shared {
  readonly type: 'scatter';
  readonly mode: 'lines' | 'markers' | 'lines+markers' | 'none';
  readonly x: Values;
  readonly y: readonly (number | null)[];
  readonly line?: Line;
  readonly marker?: {
    readonly size?: number;
    readonly color?: string;
    readonly symbol?: 'circle' | 'square' | 'diamond';
  };
  /** `toself` closes the outline and fills it: an interval band. */
  readonly fill?: 'toself';
  readonly fillcolor?: string;
  readonly error_y?: ErrorBars;
}
/** Bars. */
export interface BarTrace extends Shared {
  readonly type: 'bar';
  readonly x: Values;
  readonly y: readonly (number | null)[];
  readonly marker?: { readonly color?: string | readonly string[] };
  readonly error_y?: ErrorBars;
  readonly text?: readonly string[];
  readonly textposition?: 'outside' | 'none';
  readonly textfont?: Font;
}
/** A grid of coloured cells. */
export interface HeatmapTrace extends Shared {
  readonly type: 'heatmap';
  /** Rows from the axis origin up (or down where the y axis is reversed). */
  readonly z: readonly (readonly (number | null)[])[];
  readonly x?: Values;
  readonly y?: Values;
  readonly zmin: number;
  readonly zmax: number;
  readonly colorscale: ColourScale;
  readonly showscale?: boolean;
  readonly colorbar?: {
    readonly thickness?: number;
    readonly len?: number;
    readonly outlinewidth?: number;
    readonly x?: number;
    readonly y?: number;
    readonly tickvals?: readonly number[];
    readonly ticktext?: readonly string[];
    readonly tickfont?: Font;
  };
  readonly text?: readonly (readonly string[])[];
  readonly texttemplate?: '%{text}';
  readonly textfont?: Font;
  readonly xgap?: number;
  readonly ygap?: number;
  /** Words of each cell for the mouse. */
  readonly customdata?: readonly (readonly string[])[];
}
/** One set of marks with its data. */
export type Trace = ScatterTrace | BarTrace | HeatmapTrace;

/** An axis, or a panel's part of one. */
export interface Axis {
  readonly title?: Text;
  readonly type?: 'linear' | 'log' | 'category';
  /** On a log axis in powers of ten, as Plotly has it; category axes count from 0. */
  readonly range?: readonly [number, number];
  readonly domain?: readonly [number, number];
  readonly anchor?: string;
  readonly visible?: boolean;
  readonly tickmode?: 'array';
  readonly tickvals?: readonly number[];
  readonly ticktext?: readonly string[];
  readonly tickangle?: number;
  readonly nticks?: number;
  readonly categoryarray?: readonly string[];
  readonly [style: string]: unknown;
}
/** A line, rectangle or circle beside the data. */
export interface Shape {
  readonly type: 'line' | 'rect' | 'circle';
  readonly x0: number;
  readonly x1: number;
  readonly y0: number;
  readonly y1: number;
  readonly xref?: string;
  readonly yref?: string;
  readonly line?: Line;
  readonly fillcolor?: string;
  readonly layer?: 'above' | 'between' | 'below';
  readonly opacity?: number;
}
/** A text or an arrow beside the data. */
export interface Annotation {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly xref?: string;
  readonly yref?: string;
  readonly xanchor?: 'left' | 'center' | 'right';
  readonly yanchor?: 'top' | 'middle' | 'bottom';
  readonly xshift?: number;
  readonly yshift?: number;
  readonly align?: 'left' | 'center' | 'right';
  readonly textangle?: number;
  readonly showarrow?: boolean;
  /** Tail of the arrow, in the units that `axref` and `ayref` name. */
  readonly ax?: number;
  readonly ay?: number;
  readonly axref?: string;
  readonly ayref?: string;
  readonly arrowhead?: number;
  readonly arrowsize?: number;
  readonly arrowwidth?: number;
  readonly arrowcolor?: string;
  readonly standoff?: number;
  readonly font?: Font;
  readonly bgcolor?: string;
  readonly borderpad?: number;
}
/** Everything but the data: size in pixels, axes, shapes, texts. */
export interface Layout {
  readonly title?: Title;
  readonly width: number;
  readonly height: number;
  readonly margin: Readonly<Record<'l' | 'r' | 't' | 'b', number>>;
  readonly shapes?: readonly Shape[];
  readonly annotations?: readonly Annotation[];
  readonly legend?: { readonly [key: string]: unknown };
  readonly [axisOrStyle: string]: unknown;
}

/**
 * A figure: Plotly's `data` and `layout`, and `alt`, what it shows in words and numbers, for people
 * who cannot see it.
 */
export interface Figure {
  readonly data: readonly Trace[];
  readonly layout: Layout;
  readonly alt: string;
  /** What the picture shows of a figure that moves: its chosen steps side by side. */
  readonly still?: Figure;
}

const pixels = z.number();

/** A figure among the arguments of a function. */
export const figureField = z
  .looseObject({
    data: z.array(z.looseObject({ type: z.string() })),
    layout: z.looseObject({
      width: pixels,
      height: pixels,
      margin: z.looseObject({ l: pixels, r: pixels, t: pixels, b: pixels }),
    }),
    alt: z.string(),
  })
  .describe('a figure, as the plot functions give it');

/** Whether a value has the parts of a figure. */
export function isFigure(value: unknown): value is Figure {
  if (typeof value !== 'object' || value === null) return false;
  const { data, layout, alt } = value as Partial<Figure>;
  return (
    Array.isArray(data) && typeof layout === 'object' && layout !== null && typeof alt === 'string'
  );
}
