/** Strokes that follow each other and look the same become one path: grid lines, ticks. */
export function joinPaths(svg: string): string {
  const out: string[] = [];
  let open: { d: string; look: string } | undefined;
  const close = (): void => {
    if (open) out.push(`<path d="${open.d}"${open.look}/>`);
    open = undefined;
  };
  for (const line of svg.split('\n')) {
    const path = /^<path d="([^"]*)"((?! transform)(?=[^>]* fill="none")[^>]*)\/>$/.exec(line);
    if (path && open?.look === path[2]) open.d += path[1];
    else if (path) {
      close();
      open = { d: path[1], look: path[2] };
    } else {
      close();
      out.push(line);
    }
  }
  close();
  return out.join('\n');
}

/**
 * ECharts clips every series on its own; series of one panel share one clip here, and stand in one
 * group. Ids become numbers between \u0001.
 */
export function shareClips(svg: string): string {
  const shapes = new Map<string, string>();
  const ids = new Map<string, string>();
  const kept = svg.replace(
    /<clipPath id="([^"]*)"\s*>\s*([\s\S]*?)\s*<\/clipPath>\n?/g,
    (_, id: string, shape: string) => {
      const known = shapes.get(shape);
      const name = known ?? `\u0001${shapes.size}\u0001`;
      shapes.set(shape, name);
      ids.set(id, name);
      return known === undefined ? `<clipPath id="${name}">${shape}</clipPath>\n` : '';
    },
  );
  return kept
    .replace(
      /clip-path="url\(#([^)]*)\)"/g,
      (_, id: string) => `clip-path="url(#${ids.get(id) ?? id})"`,
    )
    .replace(/(<g clip-path="url\(#[^)]*\)">\n)((?:(?!<\/?g)[\s\S])*?)<\/g>\n(?=\1)/g, '$1$2\u0000')
    .replace(/\u0000<g clip-path="url\(#[^)]*\)">\n/g, '');
}
