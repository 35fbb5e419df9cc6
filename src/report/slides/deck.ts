import { joined } from '../notebookFile';
import { SLIDE_ROOM } from './heights';
import type { Piece, SlideType } from './pieces';

/** What comes on a slide at once: the rest waits for a key if it is a fragment. */
export interface Step {
  readonly isFragment: boolean;
  /** Places in the list of pieces. */
  readonly pieces: readonly number[];
}

/** One slide. */
export interface Slide {
  readonly steps: readonly Step[];
  /** Places of the pieces that only the speaker sees. */
  readonly notes: readonly number[];
}

/** Slides one below the other: the first is reached from the left, the others from above. */
export type Stack = readonly Slide[];

/** Slides while they are put together. */
interface OpenSlide {
  readonly steps: { readonly isFragment: boolean; readonly pieces: number[] }[];
  readonly notes: number[];
}

/**
 * Puts pieces together to slides, as nbconvert does: `slide` starts a stack, `subslide` a slide
 * below, `fragment` what waits for a key, `-` goes on, `notes` go to the speaker, `skip` is left
 * out. The first piece that is seen starts a stack whatever its mark.
 * @param types the mark of each piece
 */
export function deckOf(types: readonly SlideType[]): Stack[] {
  const stacks: OpenSlide[][] = [];
  types.forEach((type, place) => {
    if (type === 'skip') return;
    if (type === 'slide' || stacks.length === 0) stacks.push([{ steps: [], notes: [] }]);
    else if (type === 'subslide') stacks.at(-1)?.push({ steps: [], notes: [] });
    const slide = stacks.at(-1)?.at(-1);
    if (!slide) return;
    if (type === 'notes') slide.notes.push(place);
    else addTo(slide, type, place);
  });
  return stacks;
}

function addTo({ steps }: OpenSlide, type: SlideType, place: number): void {
  const last = steps.at(-1);
  if (last && type === '-') last.pieces.push(place);
  else steps.push({ isFragment: type === 'fragment', pieces: [place] });
}

/**
 * Marks for a notebook whose author set none: a stack at each heading of level 1 or 2, a slide
 * below at each of level 3 and wherever the slide is full. What is for the speaker stays so.
 */
export function marksFor(pieces: readonly Piece[]): SlideType[] {
  let used = 0;
  return pieces.map((piece) => {
    if (piece.type === 'notes') return piece.type;
    const level = headingLevel(piece);
    const isFull = used + piece.height > SLIDE_ROOM.height;
    const type = markFor(level, isFull);
    used = type === '-' ? used + piece.height : piece.height;
    return type;
  });
}

function markFor(level: number, isFull: boolean): SlideType {
  if (level === 1 || level === 2) return 'slide';
  return level === 3 || isFull ? 'subslide' : '-';
}

/** Level of the heading that a text starts with, 0 if it starts with none. */
function headingLevel({ cell }: Piece): number {
  if (cell.cell_type !== 'markdown') return 0;
  return /^\s*(#{1,6})\s/.exec(joined(cell.source))?.[1].length ?? 0;
}
