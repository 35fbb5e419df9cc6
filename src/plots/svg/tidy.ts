import { fontFamily } from '../text';
import { ID_MARK, joinPaths, shareClips } from './join';
import { fnv1a } from '../../core/hash';
import { escapeXml } from '../../core/text';

/** Characters that XML does not allow, in a title that somebody pasted. */
const UNFIT = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;
const NUMBERED = new RegExp(`${ID_MARK}(\\d+)${ID_MARK}`, 'g');
const visible = (text: string): string => text.replace(UNFIT, '');

/**
 * ECharts' SVG made small and fit for a document: without what only a live page needs, with ids of
 * its own (several figures may stand in one HTML page), a name and a description for screen
 * readers. Text that a reader sees is not touched.
 */
export function tidy(svg: string, title: string, alt: string): string {
  const lean = visible(svg)
    .replace(/<style\s*>[\s\S]*?<\/style>/g, '')
    .replace(
      /<(\w+)((?: [\w:-]+="[^"]*")*)\s*>/g,
      (_, name: string, attributes: string) => `<${name}${attributesOf(name, attributes)}>`,
    )
    .replace(/<path d="[^"]*"(?: transform="[^"]*")? fill="none"><\/path>\n?/g, '')
    .replace(/><\/(path|rect|line|polygon|polyline|circle|ellipse|image)>/g, '/>')
    .replace(/\n+/g, '\n');
  const joined = joinPaths(shareClips(lean));
  const name = escapeXml(visible(title));
  const words = escapeXml(visible(alt));
  const own = joined.replace(/^<svg[^>]*>/, (tag) => {
    const [width, height] = ['width', 'height'].map(
      (side) => new RegExp(` ${side}="([\\d.]+)"`).exec(tag)?.[1] ?? '0',
    );
    return (
      '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" ' +
      `width="${width}" height="${height}" ` +
      `viewBox="0 0 ${width} ${height}" role="img" aria-label="${name === '' ? words : name}" ` +
      `font-family="${fontFamily}" font-size="12">` +
      `<title>${name}</title><desc>${words}</desc>`
    );
  });
  return own.replace(NUMBERED, `f${fnv1a(own).toString(36)}-$1`);
}

/**
 * Attributes without events, classes, defaults and needless digits; the place of a text as x and y.
 */
function attributesOf(element: string, attributes: string): string {
  let out = attributes
    .replace(/ (?:class|ecmeta_\w+|pointer-events)="[^"]*"/g, '')
    .replace(/ (?:d|transform|x|y|width|height|points|cx|cy|r|rx|ry|x1|x2|y1|y2)="[^"]*"/g, (a) =>
      a.replace(/(\.\d)\d+/g, '$1').replace(/\.0(?!\d)/g, ''),
    )
    .replace(/ fill="transparent"/g, ' fill="none"');
  if (element === 'image')
    out = ` preserveAspectRatio="none" style="image-rendering:pixelated"${out}`;
  if (element !== 'text') return out;
  const size = /font(?:-size)?:\s*([\d.]+)px/.exec(out)?.[1] ?? '12';
  const moved = / transform="translate\(([\d.-]+) ([\d.-]+)\)"/.exec(out);
  // dy in place of dominant-baseline, which not every viewer knows.
  const middle = out.includes('dominant-baseline="central"') ? ' dy=".35em"' : '';
  out = out
    .replace(/ style="[^"]*"/, '')
    .replace(/ dominant-baseline="[^"]*"/, '')
    .replace(/ text-anchor="start"/, '')
    .replace(/ xml:space="[^"]*"/, '');
  if (moved) {
    const [x, y] = ['x', 'y'].map(
      (side, i) =>
        Number(moved[i + 1]) + Number(new RegExp(` ${side}="([\\d.-]+)"`).exec(out)?.[1] ?? 0),
    );
    out =
      ` x="${+x.toFixed(1)}" ` +
      `y="${+y.toFixed(1)}"${out.replace(moved[0], '').replace(/ [xy]="[^"]*"/g, '')}`;
  }
  return `${out}${middle}${size === '12' ? '' : ` font-size="${size}"`}`;
}
