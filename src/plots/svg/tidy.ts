import { fontFamily } from '../text';

const escape = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');

/** Leaves out of ECharts' SVG what only a live page needs, numbers its ids from zero, and gives it a name and a description for screen readers. */
export function tidy(svg: string, title: string, alt: string): string {
  const prefix = /zr\d+-/.exec(svg)?.[0];
  let out = svg
    .replace(/<style\s*>[\s\S]*?<\/style>/g, '')
    .replace(/ (?:class|ecmeta_[a-z_]+|pointer-events)="[^"]*"/g, '')
    .replace(/font-family:[^;"]*;?/g, '')
    .replace(/ (?:d|transform|x|y|width|height|points)="[^"]*"/g, (attribute) => attribute.replace(/(\.\d\d)\d+/g, '$1'))
    .replace(/<image /g, '<image preserveAspectRatio="none" style="image-rendering:pixelated" ')
    .replace(/ style=""/g, '').replace(/\n+/g, '\n').replace(/ fill="transparent"/g, ' fill="none"');
  if (prefix !== undefined) out = out.split(prefix).join('c');
  const name = escape(title), words = escape(alt);
  return out.replace(/^<svg ([^>]*)>/, (_, attributes: string) =>
    `<svg ${attributes} role="img" aria-label="${name === '' ? words : name}" font-family="${escape(fontFamily)}"><title>${name}</title><desc>${words}</desc>`);
}
