import { z } from 'zod';
import type { SpokenOptions } from './alt';
import { altField, checkArguments } from './arguments';
import { fontSize } from './axes';
import { Drawing, through, TITLE_ROOM, type Box, type Point } from './diagram';
import type { Figure } from './figure';
import { WIDTH } from './frame';
import { ink, methodColour, tinted } from './palette';
import { list } from './text';

/** A memory, or an idea that one descends from. */
interface Member {
  readonly name: string;
  readonly year: string;
  /** Names of what it descends from. */
  readonly from: readonly string[];
  readonly column: number;
  /** Pixels from the top of the drawing. */
  readonly top: number;
  /** Of a memory of this project; an idea has none. */
  readonly facts?: {
    readonly keeps: string;
    /** What a step costs. */
    readonly cost: string;
    readonly givesUp: string;
  };
}

/** N slots, steps, or numbers of a key; W numbers of a word or value; K slots touched. */
const members: readonly Member[] = [
  { name: 'soft look-up', year: '2014', from: [], column: 0.5, top: 4 },
  { name: 'fast weights', year: '1992', from: [], column: 2, top: 4 },
  { name: 'inner loop', year: '2017', from: [], column: 3, top: 4 },
  {
    name: 'DNC',
    year: '2016',
    from: ['soft look-up'],
    column: 0,
    top: 76,
    facts: { keeps: 'N words, N² links', cost: 'N W + N²', givesUp: 'many slots' },
  },
  {
    name: 'attention',
    year: '2017',
    from: ['soft look-up'],
    column: 1,
    top: 76,
    facts: {
      keeps: 'the last N steps',
      cost: 'N W',
      givesUp: 'what is older',
    },
  },
  { name: 'linear attention', year: '2020', from: ['attention'], column: 1, top: 202 },
  {
    name: 'delta rule',
    year: '2021',
    from: ['fast weights', 'linear attention'],
    column: 2,
    top: 76,
    facts: {
      keeps: 'one matrix N × W',
      cost: 'N W',
      givesUp: 'more than N keys',
    },
  },
  {
    name: 'sparse DNC',
    year: '2016',
    from: ['DNC'],
    column: 0,
    top: 202,
    facts: {
      keeps: 'N words, few links',
      cost: 'scan N W, then K W',
      givesUp: 'gradient elsewhere',
    },
  },
  {
    name: 'gated delta rule',
    year: '2024',
    from: ['delta rule'],
    column: 2,
    top: 202,
    facts: {
      keeps: 'a matrix that fades',
      cost: 'N W',
      givesUp: 'fading one entry',
    },
  },
  {
    name: 'test-time memory',
    year: '2024',
    from: ['inner loop', 'delta rule'],
    column: 3,
    top: 76,
    facts: {
      keeps: 'a small network',
      cost: 'a gradient step, N W',
      givesUp: 'exact overwriting',
    },
  },
];

const WIDE = 188;
const ACROSS = 212;
const SMALL_HIGH = 40;
const HIGH = 84;
const BOTTOM = 202 + HIGH;
const LEFT = (WIDTH - 3 * ACROSS - WIDE) / 2;

/**
 * The family of memories since 2014: who descends from whom, what each of this project's kinds
 * keeps, what a step costs it (N slots, steps or numbers of a key; words of W numbers; K slots
 * touched), and what it gives up. Ideas that they descend from are grey.
 */
export function memoryFamily(options: SpokenOptions = {}): Figure {
  checkArguments({ options: z.strictObject(altField) }, { options });
  const drawing = new Drawing();
  for (const member of members)
    for (const name of member.from)
      drawing.arrow(way(placeOf(named(name)), placeOf(member)), { colour: ink.soft });
  for (const member of members) drawMember(drawing, member);
  const title = 'The family: what each keeps, what a step costs, what it gives up';
  return drawing.figure(title, TITLE_ROOM + BOTTOM + 8, options.alt ?? inWords(title));
}

const named = (name: string): Member => members.find((member) => member.name === name)!;

function placeOf({ column, top, facts }: Member): Box {
  return {
    x: LEFT + column * ACROSS,
    y: top,
    width: WIDE,
    height: facts === undefined ? SMALL_HIGH : HIGH,
  };
}

function drawMember(drawing: Drawing, member: Member): void {
  const { name, year, facts } = member;
  const place = placeOf(member);
  if (facts === undefined) {
    drawing.box(place, `${name}<br>${year}`, { fill: '#f0f0f0', fontSize: fontSize.note });
    return;
  }
  const colour = methodColour(name === 'gated delta rule' ? 'delta rule' : name);
  drawing.box(place, '', { fill: tinted(colour, 0.88), edge: colour });
  const left = place.x + 8;
  const line = (i: number): Point => [left, place.y + 14 + 19 * i];
  const title = { align: 'left', colour } as const;
  const small = { align: 'left', fontSize: fontSize.note } as const;
  drawing.words(line(0), `${name}, ${year}`, title);
  const words = [`keeps: ${facts.keeps}`, `a step: ${facts.cost}`, `gives up: ${facts.givesUp}`];
  words.forEach((text, i) => drawing.words(line(i + 1), text, small));
}

/** Down to a member of another row, across to one beside it. */
function way(from: Box, to: Box): readonly Point[] {
  const isBelow = to.y >= from.y + from.height;
  if (isBelow) {
    const x = Math.min(Math.max(from.x + from.width / 2, to.x + 20), to.x + to.width - 20);
    return through([x, from.y + from.height], [x, to.y]);
  }
  if (to.y < from.y)
    return through([from.x + from.width, from.y + from.height / 2], [to.x, to.y + to.height - 12]);
  return through([from.x + from.width, from.y + 30], [to.x, to.y + 30]);
}

function inWords(title: string): string {
  const sentences = members.map(({ name, year, from, facts }) => {
    const origin = from.length === 0 ? '' : `, from ${list(from)}`;
    if (facts === undefined) return `${name} (${year}${origin})`;
    const { keeps, cost, givesUp } = facts;
    return `${name} (${year}${origin}) keeps ${keeps}; a step costs ${cost}; gives up ${givesUp}`;
  });
  return `${title}. ${sentences.join('. ')}.`;
}
