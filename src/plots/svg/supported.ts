import type { ColourScale, Figure, HeatmapTrace } from '../figure';
import { drawable } from '../numbers';

/** The keys in a list of words. */
const keysIn = (list: string): readonly string[] => list.split(' ');

/** Of no account for a picture: they act on the mouse, or name things. */
const UNSEEN = keysIn(
  'hoverinfo hovertemplate hoverlabel hovermode hoverformat dragmode fixedrange ' +
    'customdata meta uid uirevision legendgroup',
);
const SHARED = keysIn('type name x y xaxis yaxis showlegend opacity text textfont');
const TRACE: Readonly<Record<string, readonly string[]>> = {
  scatter: keysIn('mode line marker fill fillcolor error_y'),
  bar: keysIn('marker error_y textposition'),
  heatmap: keysIn('z zmin zmax colorscale showscale colorbar texttemplate xgap ygap'),
};
const LAYOUT = keysIn(
  'title width height margin font paper_bgcolor plot_bgcolor showlegend legend ' +
    'annotations shapes barmode bargap autosize',
);
const AXIS = keysIn(
  'title type range domain anchor visible tickmode tickvals ticktext tickangle nticks ' +
    'categoryarray categoryorder showgrid gridcolor zeroline showline linecolor ticks ' +
    'tickcolor tickfont exponentformat separatethousands automargin',
);
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
export function checkSupported({ data, layout }: Figure): void {
  data.forEach((t, i) => {
    const where = `trace ${i}${t.name === undefined ? '' : ` ("${t.name}")`}`;
    checkKind(where, t, Object.keys(TRACE));
    checkKeys(t, [...SHARED, ...TRACE[t.type]], where);
    if (t.type === 'scatter') checkValues(t.line ?? {}, where);
    if (t.type !== 'heatmap') checkValues(t.marker ?? {}, where);
    if (t.type === 'heatmap') checkHeat(t, where);
    else if (t.x.length !== t.y.length)
      throw new Error(`toSvg: ${where} has ${t.x.length} x and ${t.y.length} y`);
  });
  for (const [key, value] of Object.entries(layout)) {
    if (/^[xy]axis\d*$/.test(key)) {
      const axis = value as { type?: string };
      checkKeys(axis, AXIS, key);
      if (axis.type !== undefined && axis.type !== '-')
        checkKind(key, axis, ['linear', 'log', 'category']);
    } else checkKeys({ [key]: value }, LAYOUT, 'layout');
  }
  for (const side of ['width', 'height'] as const)
    if (!(layout[side] > 0))
      throw new Error(`toSvg: layout.${side} is ${layout[side]}; expected pixels above 0`);
  layout.shapes?.forEach((s, i) => checkKind(`shape ${i}`, s, ['line', 'rect', 'circle']));
}

function checkKind(where: string, { type }: { type?: string }, known: readonly string[]): void {
  if (known.includes(String(type))) return;
  throw new Error(`toSvg: ${where} is of type "${type}"; it can draw ${known.join(', ')}`);
}

function checkHeat({ z, zmin, zmax, colorscale }: HeatmapTrace, where: string): void {
  const columns = z[0]?.length ?? 0;
  if (columns === 0 || z.some((row) => row.length !== columns))
    throw new Error(`toSvg: ${where}: z must have rows of equal length, at least one value each`);
  if (!drawable(zmin) || !drawable(zmax) || zmin >= zmax)
    throw new Error(`toSvg: ${where}: zmin ${zmin} and zmax ${zmax} must be finite and rising`);
  const isColour = (stop: ColourScale[number]): boolean => /^#[0-9a-f]{6}$/i.test(stop[1]);
  if (!Array.isArray(colorscale) || !colorscale.every(isColour))
    throw new Error(`toSvg: ${where}: colorscale must be a list of [place, "#rrggbb"]`);
}

function checkKeys(part: object, known: readonly string[], where: string): void {
  for (const [key, value] of Object.entries(part)) {
    if (value === undefined || UNSEEN.includes(key) || known.includes(key)) continue;
    const cannot = `has "${key}", which cannot be drawn`;
    throw new Error(`toSvg: ${where} ${cannot}; leave it out or use one of ${known.join(', ')}`);
  }
  checkValues(part, where);
}

function checkValues(part: object, where: string): void {
  for (const [key, value] of Object.entries(part)) {
    const known = VALUES[key];
    if (!known || value === undefined || known.includes(value)) continue;
    const drawn = known.map((each) => JSON.stringify(each)).join(', ');
    const cannot = `${key} ${JSON.stringify(value)} cannot be drawn`;
    throw new Error(`toSvg: ${where}: ${cannot}; it can draw ${drawn}`);
  }
}
