/** Strokes that follow each other and look the same become one path: grid lines, ticks. */
export function joinPaths(svg: string): string {
  const out: string[] = [];
  let open: { d: string; style: string } | undefined;
  const close = (): void => {
    if (open) out.push(`<path d="${open.d}"${open.style}/>`);
    open = undefined;
  };
  for (const line of svg.split('\n')) {
    const path = /^<path d="([^"]*)"((?! transform)(?=[^>]* fill="none")[^>]*)\/>$/.exec(line);
    if (path && open?.style === path[2]) open.d += path[1];
    else if (path) {
      close();
      open = { d: path[1], style: path[2] };
    } else {
      close();
      out.push(line);
    }
  }
  close();
  return out.join('\n');
}

/** Stands on both sides of the number of an id, until the document has a name: no text has it. */
export const ID_MARK = '\u0001';
/** Stands where a group may go on with the next one. */
const SEAM = '\u0000';
const SEAMS = new RegExp(`${SEAM}<g clip-path="url\\(#[^)]*\\)">\\n`, 'g');

/**
 * ECharts clips every series on its own; series of one panel share one clip here, and stand in one
 * group. Ids become numbers between two `ID_MARK`.
 */
export function shareClips(svg: string): string {
  const shapes = new Map<string, string>();
  const ids = new Map<string, string>();
  const kept = svg.replace(
    /<clipPath id="([^"]*)"\s*>\s*([\s\S]*?)\s*<\/clipPath>\n?/g,
    (_, id: string, shape: string) => {
      const known = shapes.get(shape);
      const name = known ?? `${ID_MARK}${shapes.size}${ID_MARK}`;
      shapes.set(shape, name);
      ids.set(id, name);
      return known === undefined ? `<clipPath id="${name}">${shape}</clipPath>\n` : '';
    },
  );
  const renamed = kept.replace(
    /clip-path="url\(#([^)]*)\)"/g,
    (_, id: string) => `clip-path="url(#${ids.get(id) ?? id})"`,
  );
  const groups = /(<g clip-path="url\(#[^)]*\)">\n)((?:(?!<\/?g)[\s\S])*?)<\/g>\n(?=\1)/g;
  return renamed.replace(groups, `$1$2${SEAM}`).replace(SEAMS, '');
}
