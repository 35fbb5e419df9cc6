import type { Cell } from './notebookFile';

/** How a part of a cell stands in a report. */
export type Visibility = 'open' | 'folded' | 'left out';

/** What of a cell is seen. */
export interface CellVisibility {
  readonly whole: Visibility;
  /** The code of a code cell, the text of a Markdown cell. */
  readonly input: Visibility;
  readonly outputs: Visibility;
}

/** By the tags that Jupyter Book knows: `remove-input`, `hide-input` and so on. */
function byTags(cell: Cell, part: 'cell' | 'input' | 'output'): Visibility {
  const { tags = [] } = cell.metadata;
  if (tags.includes(`remove-${part}`)) return 'left out';
  return tags.includes(`hide-${part}`) ? 'folded' : 'open';
}

/** What is collapsed in JupyterLab is folded, unless a tag says more. */
function foldedIf(isCollapsed: boolean, tagged: Visibility): Visibility {
  return isCollapsed && tagged === 'open' ? 'folded' : tagged;
}

/**
 * What of a cell is seen, by its tags (`remove-cell`, `remove-input`, `remove-output`, `hide-cell`,
 * `hide-input`, `hide-output`, as in Jupyter Book) and by what was collapsed in JupyterLab.
 */
export function cellVisibility(cell: Cell): CellVisibility {
  const { jupyter, collapsed } = cell.metadata;
  const isInputCollapsed = jupyter?.source_hidden === true;
  const areOutputsCollapsed = jupyter?.outputs_hidden === true || collapsed === true;
  return {
    whole: byTags(cell, 'cell'),
    input: foldedIf(isInputCollapsed, byTags(cell, 'input')),
    outputs: foldedIf(areOutputsCollapsed, byTags(cell, 'output')),
  };
}

/**
 * HTML as it stands in a page: as it is, behind a line that opens it, or not at all. On paper,
 * which cannot be clicked, what is folded is left out, as in the PDF of Jupyter Book.
 * @param words the line that opens it
 */
export function folded(
  html: string,
  visibility: Visibility,
  words: string,
  onPaper: boolean,
): string {
  if (html === '' || visibility === 'open') return html;
  if (visibility === 'left out' || onPaper) return '';
  return `<details class="folded"><summary>${words}</summary>${html}</details>`;
}
