import { Drawing, type Box } from './diagram';
import type { Figure } from './figure';
import { colours } from './palette';

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
  { number: '03', name: 'controller', leadsTo: ['04', '05'], column: 2, row: 0.5 },
  { number: '04', name: 'replay', leadsTo: ['06'], column: 3, row: 0 },
  { number: '05', name: 'meta-learning', leadsTo: ['06'], column: 3, row: 1 },
  { number: '06', name: 'agent', leadsTo: ['07', '08'], column: 4, row: 0.5 },
  { number: '07', name: 'real data', leadsTo: [], column: 5, row: 0 },
  { number: '08', name: 'going fast', leadsTo: [], column: 5, row: 1 },
];
const WIDE = 86;
const HIGH = 44;
const ACROSS = 108;
const DOWN = 62;

const place = (c: Chapter): Box => ({
  x: 7 + c.column * ACROSS,
  y: 6 + c.row * DOWN,
  width: WIDE,
  height: HIGH,
});

/**
 * The map of the course with the current chapter filled in: the figure at the top of each notebook.
 * @param current number or name of the chapter: `'03'`, `'controller'`, `'03 controller'`
 * @throws RangeError for a chapter that does not exist, with the list
 */
export function courseMap(current: string): Figure {
  const key = current.trim().toLowerCase();
  const here =
    chapters.find((c) =>
      [c.number, c.name, `${c.number} ${c.name}`, `${c.number}-${c.name}`].includes(key),
    ) ?? chapters.find((c) => key.startsWith(c.number));
  if (!here)
    throw new RangeError(
      `courseMap: no chapter "${current}"; the chapters are ` +
        `${chapters.map((c) => `${c.number} ${c.name}`).join(', ')}`,
    );
  const map = new Drawing();
  for (const c of chapters) {
    const from = place(c);
    for (const next of c.leadsTo) {
      const to = place(chapters.find((d) => d.number === next)!);
      const middle = from.y + HIGH / 2;
      const target = to.y + HIGH / 2;
      if (to.x === from.x)
        map.arrow([
          [from.x + WIDE / 2, from.y + HIGH],
          [to.x + WIDE / 2, to.y],
        ]);
      else
        map.arrow([
          [from.x + WIDE, middle],
          [to.x, target],
        ]);
    }
  }
  for (const c of chapters) {
    const now = c === here;
    map.box(
      place(c),
      `${c.number}<br>${c.name}`,
      now
        ? { fill: colours[0], edge: colours[0], ink: '#ffffff' }
        : c.number < here.number
          ? { fill: '#dceaf4' }
          : {},
    );
  }
  const next = here.leadsTo.map((n) => chapters.find((c) => c.number === n)!.name);
  const alt =
    `You are here: chapter ${here.number}, ${here.name}. The course goes ` +
    `${chapters.map((c) => `${c.number} ${c.name}`).join(', ')}.` +
    (next.length > 0
      ? ` ${here.name[0].toUpperCase()}${here.name.slice(1)} leads to ${next.join(' and ')}.`
      : '');
  return map.figure(`You are here: ${here.number} ${here.name}`, 36 + 6 + DOWN + HIGH + 10, alt);
}
