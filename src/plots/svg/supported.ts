import type { Figure } from '../figure';
import { drawable } from '../numbers';

/** Of no account for a picture: they act on the mouse, or name things. */
const UNSEEN = [
  'hoverinfo',
  'hovertemplate',
  'hoverlabel',
  'hovermode',
  'hoverformat',
  'dragmode',
  'fixedrange',
  'customdata',
  'meta',
  'uid',
  'uirevision',
  'legendgroup',
];
const SHARED = [
  'type',
  'name',
  'x',
  'y',
  'xaxis',
  'yaxis',
  'showlegend',
  'opacity',
  'text',
  'textfont',
];
const TRACE: Readonly<Record<string, readonly string[]>> = {
  scatter: ['mode', 'line', 'marker', 'fill', 'fillcolor', 'error_y'],
  bar: ['marker', 'error_y', 'textposition'],
  heatmap: [
    'z',
    'zmin',
    'zmax',
    'colorscale',
    'showscale',
    'colorbar',
    'texttemplate',
    'xgap',
    'ygap',
  ],
};
const LAYOUT = [
  'title',
  'width',
  'height',
  'margin',
  'font',
  'paper_bgcolor',
  'plot_bgcolor',
  'showlegend',
  'legend',
  'annotations',
  'shapes',
  'barmode',
  'bargap',
  'autosize',
];
const AXIS = [
  'title',
  'type',
  'range',
  'domain',
  'anchor',
  'visible',
  'tickmode',
  'tickvals',
  'ticktext',
  'tickangle',
  'nticks',
  'categoryarray',
  'categoryorder',
  'showgrid',
  'gridcolor',
  'zeroline',
  'showline',
  'linecolor',
  'ticks',
  'tickcolor',
  'tickfont',
  'exponentformat',
  'separatethousands',
  'automargin',
];
/** Values that are drawn, where a key has values that are not. */
const VALUES: Readonly<Record<string, readonly unknown[]>> = {
  mode: ['lines', 'markers', 'lines+markers', 'none'],
  fill: ['toself', 'none'],
  barmode: ['group'],
  textposition: ['outside', 'none'],
  texttemplate: ['%{text}'],
  tickmode: ['array', 'auto'],
  tickangle: [0],
  zeroline: [false],
  ticks: ['outside', ''],
  dash: ['solid', 'dash', 'dot', 'dashdot'],
  symbol: ['circle', 'square', 'diamond'],
  categoryorder: ['array', 'trace'],
};

/**
 * Refuses what the picture would leave out, so that it never shows less than the interactive
 * figure.
 * @throws Error naming the trace or the part of the layout, and what can be drawn
 */
export function checkSupported(f: Figure): void {
  f.data.forEach((t, i) => {
    const where = `trace ${i}${t.name === undefined ? '' : ` ("${t.name}")`}`;
    const own = TRACE[t.type];
    if (own === undefined)
      throw new Error(
        `toSvg: ${where} is of type "${String((t as { type?: unknown }).type)}"; it can draw ` +
          `${Object.keys(TRACE).join(', ')}`,
      );
    keys(t, [...SHARED, ...own], where);
    for (const part of [(t as { line?: object }).line, (t as { marker?: object }).marker])
      if (part) values(part, where);
    if (t.type === 'heatmap') heat(t, where);
    else if (t.x.length !== t.y.length)
      throw new Error(`toSvg: ${where} has ${t.x.length} x and ${t.y.length} y`);
  });
  for (const [key, value] of Object.entries(f.layout)) {
    if (/^[xy]axis\d*$/.test(key)) {
      keys(value as object, AXIS, key);
      const type = (value as { type?: unknown }).type;
      if (type !== undefined && !['linear', 'log', 'category', '-'].includes(String(type)))
        throw new Error(
          `toSvg: ${key} is of type "${String(type)}"; it can draw linear, log, category`,
        );
    } else keys({ [key]: value }, LAYOUT, 'layout');
  }
  for (const side of ['width', 'height'] as const)
    if (!(f.layout[side] > 0))
      throw new Error(
        `toSvg: layout.${side} is ${String(f.layout[side])}; expected pixels above 0`,
      );
  f.layout.shapes?.forEach((s, i) => {
    if (!['line', 'rect', 'circle'].includes(s.type))
      throw new Error(
        `toSvg: shape ${i} is of type "${String(s.type)}"; it can draw line, rect, circle`,
      );
  });
}

function heat(
  t: { z: readonly (readonly unknown[])[]; zmin: number; zmax: number; colorscale: unknown },
  where: string,
): void {
  const columns = t.z[0]?.length ?? 0;
  if (columns === 0 || t.z.some((r) => r.length !== columns))
    throw new Error(`toSvg: ${where}: z must have rows of equal length, at least one value each`);
  if (!drawable(t.zmin) || !drawable(t.zmax) || t.zmin >= t.zmax)
    throw new Error(`toSvg: ${where}: zmin ${t.zmin} and zmax ${t.zmax} must be finite and rising`);
  if (
    !Array.isArray(t.colorscale) ||
    t.colorscale.some((c) => !/^#[0-9a-f]{6}$/i.test(String((c as unknown[])[1])))
  )
    throw new Error(`toSvg: ${where}: colorscale must be a list of [place, "#rrggbb"]`);
}

function keys(part: object, known: readonly string[], where: string): void {
  for (const [key, value] of Object.entries(part)) {
    if (value === undefined || UNSEEN.includes(key)) continue;
    if (!known.includes(key))
      throw new Error(
        `toSvg: ${where} has "${key}", which cannot be drawn; leave it out or use one of ` +
          `${known.join(', ')}`,
      );
  }
  values(part, where);
}

function values(part: object, where: string): void {
  for (const [key, value] of Object.entries(part)) {
    if (VALUES[key] && value !== undefined && !VALUES[key].includes(value))
      throw new Error(
        `toSvg: ${where}: ${key} ${JSON.stringify(value)} cannot be drawn; it can draw ` +
          `${VALUES[key].map((v) => JSON.stringify(v)).join(', ')}`,
      );
  }
}
