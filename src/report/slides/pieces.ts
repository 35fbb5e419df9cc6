import { joined, type Cell, type Notebook } from '../notebookFile';
import { isForTeachers } from '../solutions';
import { cellVisibility } from '../visibility';
import { pieceHeight, splitToFit } from './heights';
import { pictureOf, pictureSize } from './pictureSize';

/** How JupyterLab marks the cells of a slide show (`metadata.slideshow.slide_type`). */
export const SLIDE_TYPES = ['slide', 'subslide', 'fragment', 'skip', 'notes', '-'] as const;

/** One of these marks; `-` goes on with the slide before. */
export type SlideType = (typeof SLIDE_TYPES)[number];

/** A part of a notebook that stands on one slide: a text, the code of a cell, or one output. */
export interface Piece {
  /** A cell that holds this part only. */
  readonly cell: Cell;
  readonly type: SlideType;
  /** About how high it is on a slide, in pixels. */
  readonly height: number;
  /** Whether it is a picture, which takes the room that the rest of its slide leaves. */
  readonly isFigure: boolean;
}

/** The mark of a cell; undefined where it has none, or one that JupyterLab does not know. */
export function slideType(cell: Cell): SlideType | undefined {
  const { slideshow } = cell.metadata as { readonly slideshow?: { readonly slide_type?: unknown } };
  return SLIDE_TYPES.find((type) => type === slideshow?.slide_type);
}

/** Whether the author of a notebook said what is a slide. */
export function hasSlideMarks(notebook: Notebook): boolean {
  return notebook.cells.some((cell) => (slideType(cell) ?? '-') !== '-');
}

/**
 * The parts of a notebook that slides show, in order. What is folded or left out in a report is
 * left out here. A cell's mark stands on its first part. Notes for teachers are for the
 * speaker, if they have no mark.
 * @param hideCode leave out all code
 */
export function slidePieces(notebook: Notebook, hideCode: boolean): Piece[] {
  const isMarked = hasSlideMarks(notebook);
  return notebook.cells.flatMap((cell) => {
    const own = slideType(cell) ?? (isForTeachers(cell) ? 'notes' : '-');
    const goesOn: SlideType = own === 'skip' || own === 'notes' ? own : '-';
    return partsOf(cell, hideCode, isMarked).map((part, index) => ({
      cell: part,
      type: index === 0 ? own : goesOn,
      height: pieceHeight(part),
      isFigure: pictureOf(part) !== undefined,
    }));
  });
}

/** A cell as cells that hold one part each; none where nothing of it is seen. */
function partsOf(cell: Cell, hideCode: boolean, isMarked: boolean): Cell[] {
  const seen = cellVisibility(cell);
  if (cell.cell_type === 'raw' || seen.whole !== 'open') return [];
  const source = joined(cell.source);
  const isInputSeen = seen.input === 'open' && source.trim() !== '';
  if (cell.cell_type === 'markdown') {
    if (!isInputSeen) return [];
    const texts = isMarked ? [source] : splitToFit(source);
    return texts.map((text) => ({ ...cell, source: text, metadata: {} }));
  }
  const code: Cell = { ...cell, outputs: [], metadata: {} };
  const outputs = seen.outputs === 'open' ? outputParts(cell) : [];
  return isInputSeen && !hideCode ? [code, ...outputs] : outputs;
}

/** Each output of a cell as a cell without code; each figure keeps the words of its author. */
function outputParts(cell: Cell): Cell[] {
  const { alt } = cell.metadata;
  const alts: readonly unknown[] = Array.isArray(alt) ? alt : [alt];
  let figures = 0;
  return (cell.outputs ?? []).map((output) => {
    const part: Cell = { ...cell, source: '', outputs: [output], metadata: {} };
    return pictureSize(output) ? { ...part, metadata: { alt: alts[figures++] } } : part;
  });
}
