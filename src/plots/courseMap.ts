import { z } from 'zod';
import { altField, checkArguments, text } from './arguments';
import { altText, type SpokenOptions } from './alt';
import { Drawing, through, TITLE_ROOM, type Box, type BoxStyle, type Point } from './diagram';
import type { Figure } from './figure';
import { colours } from './palette';
import { list } from './text';

interface Chapter {
  readonly number: string;
  readonly name: string;
  readonly leadsTo: readonly string[];
  readonly column: number;
  readonly row: number;
}

const chapters: readonly Chapter[] = [
  { number: '00', name: 'start', leadsTo: ['01'], column: 0, row: 0 },
  { number: '01', name: 'config', leadsTo: ['02'], column: 0, row: 1 },
  { number: '02', name: 'memory bank', leadsTo: ['03'], column: 1, row: 1 },
  { number: '03', name: 'controller', leadsTo: ['04', '05'], column: 2, row: 1 },
  { number: '04', name: 'replay', leadsTo: ['06'], column: 3, row: 0.5 },
  { number: '05', name: 'meta-learning', leadsTo: ['06', '11'], column: 3, row: 1.5 },
  { number: '06', name: 'agent', leadsTo: ['07', '08', '09'], column: 4, row: 1 },
  { number: '07', name: 'real data', leadsTo: ['10'], column: 4, row: 0 },
  { number: '08', name: 'going fast', leadsTo: [], column: 5, row: 1 },
  { number: '09', name: 'memory since', leadsTo: [], column: 5, row: 2 },
  { number: '10', name: 'evidence', leadsTo: [], column: 5, row: 0 },
  { number: '11', name: 'one shot', leadsTo: [], column: 4, row: 2 },
];
const WIDE = 118;
const HIGH = 44;
const ACROSS = 141;
const DOWN = 62;
const LAST_ROW = Math.max(...chapters.map(({ row }) => row));

/** A chapter's number and name. */
const called = (chapter: Chapter): string => `${chapter.number} ${chapter.name}`;

/**
 * The map of the course with the current chapter filled in: the figure at the top of each notebook.
 * @param current number or name of the chapter: `'03'`, `'controller'`, `'03 controller'`
 * @throws RangeError for a chapter that does not exist, with the list
 */
export function courseMap(current: string, options: SpokenOptions = {}): Figure {
  checkArguments({ current: text, options: z.strictObject(altField) }, { current, options });
  const here = chapterOf(current);
  const map = new Drawing();
  for (const chapter of chapters)
    for (const next of chapter.leadsTo) map.arrow(way(place(chapter), place(numbered(next))));
  for (const chapter of chapters) {
    const text = `${chapter.number}<br>${chapter.name}`;
    map.box(place(chapter), text, styleOf(chapter, here));
  }
  const names = here.leadsTo.map((number) => numbered(number).name);
  const subject = `${here.name[0].toUpperCase()}${here.name.slice(1)}`;
  const alt = altText(
    options,
    `You are here: chapter ${here.number}, ${here.name}`,
    `The course goes ${chapters.map(called).join(', ')}`,
    names.length > 0 ? `${subject} leads to ${list(names)}` : '',
  );
  const height = TITLE_ROOM + 6 + LAST_ROW * DOWN + HIGH + 10;
  return map.figure(`You are here: ${called(here)}`, height, alt);
}

function chapterOf(current: string): Chapter {
  const key = current.trim().toLowerCase();
  const found =
    chapters.find((c) => [c.number, c.name, called(c), `${c.number}-${c.name}`].includes(key)) ??
    chapters.find((c) => key.startsWith(c.number));
  if (found) return found;
  throw new RangeError(
    `courseMap: no chapter "${current}"; the chapters are ${chapters.map(called).join(', ')}`,
  );
}

const numbered = (number: string): Chapter => chapters.find((c) => c.number === number)!;

const place = (c: Chapter): Box => ({
  x: 7 + c.column * ACROSS,
  y: 6 + c.row * DOWN,
  width: WIDE,
  height: HIGH,
});

/** From the side of a box to the next one, or straight down or up within a column. */
function way(from: Box, to: Box): readonly Point[] {
  if (to.x !== from.x) return through([from.x + WIDE, from.y + HIGH / 2], [to.x, to.y + HIGH / 2]);
  const [start, end] = to.y > from.y ? [from.y + HIGH, to.y] : [from.y, to.y + HIGH];
  return through([from.x + WIDE / 2, start], [to.x + WIDE / 2, end]);
}

/** Filled where one is, light where one has been. */
function styleOf(chapter: Chapter, here: Chapter): BoxStyle {
  if (chapter === here) return { fill: colours[0], edge: colours[0], ink: '#ffffff' };
  return chapter.number < here.number ? { fill: '#dceaf4' } : {};
}
