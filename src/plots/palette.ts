import type { ColourScale } from './figure';
import { fnv1a } from '../core/hash';

/**
 * One colour a method, the same in every notebook. The eight colours are those of Okabe and Ito
 * (2008), which people with the common kinds of colour blindness can tell apart; yellow is darkened
 * to be read on white.
 */
const BLUE = '#0072b2';
const ORANGE = '#e69f00';
const GREEN = '#009e73';
const VERMILION = '#d55e00';
const PURPLE = '#cc79a7';
const SKY = '#56b4e9';
const OLIVE = '#a89a00';
const BLACK = '#222222';
const GREY = '#7f7f7f';
const BROWN = '#8c564b';

/** Colours in the order in which unnamed series take them. */
export const colours: readonly string[] = [
  ...[BLUE, VERMILION, GREEN, PURPLE],
  ...[ORANGE, SKY, OLIVE, BROWN, BLACK],
];

const methods: readonly (readonly [RegExp, string])[] = [
  [/floor|constant|chance/, GREY],
  [/joint|upper/, BLACK],
  [/no replay|without replay|naive|fine-?tun|sequential/, VERMILION],
  [/memory agent|lifelong|full agent|^agent\b/, GREEN],
  [/read alone/, SKY],
  [/controller alone/, ORANGE],
  [/corrected/, OLIVE],
  [/prioriti[sz]ed/, SKY],
  [/replay|rehears|^er$/, BLUE],
  [/^der/, PURPLE],
  [/^a-?gem/, ORANGE],
  [/lstm|no memory|without memory/, ORANGE],
  [/dnc|memory/, GREEN],
  [/fomaml|first.order/, SKY],
  [/maml|meta/, PURPLE],
  [/reptile/, OLIVE],
  [/anil/, BROWN],
  [/ewc|lwf|si$|regulari[sz]/, BROWN],
];

/**
 * The colour of a method, whatever notebook asks: `naive` and `no replay` are vermilion, `replay`
 * blue, `joint` black, the memory agent green, an LSTM orange, floors grey. A name that is not
 * known gets a colour of its own that depends on the name alone.
 * @example methodColour('replay') // '#0072b2'
 */
export function methodColour(name: string): string {
  return knownColour(name) ?? colours[fnv1a(name.trim().toLowerCase()) % colours.length];
}

/** The fixed colour of a known method, else undefined. */
function knownColour(name: string): string | undefined {
  const word = name.trim().toLowerCase();
  return methods.find(([pattern]) => pattern.test(word))?.[1];
}

/**
 * Colours of several names in one figure: known methods keep theirs, and the rest take the first
 * free ones in order, so that no two series look the same while colours last.
 */
export function seriesColours(names: readonly string[]): string[] {
  const known = names.map(knownColour);
  const taken = new Set(known.filter((c) => c !== undefined));
  const free = colours.filter((c) => !taken.has(c));
  let next = 0;
  const used = new Set<string>();
  return known.map((colour) => {
    // Two names of one method in one figure (replay 16, replay 64): the second takes a free colour.
    if (colour !== undefined && !used.has(colour)) {
      used.add(colour);
      return colour;
    }
    if (free.length === 0) return colour ?? colours[next++ % colours.length];
    return free[next++ % free.length];
  });
}

/**
 * `#rrggbb` and an opacity as `rgba(...)`.
 * @throws RangeError for a colour in another form
 */
export function withOpacity(colour: string, opacity: number): string {
  if (!/^#[0-9a-f]{6}$/i.test(colour)) {
    const expected = 'six hexadecimal digits after #, as in #0072b2';
    throw new RangeError(`colour "${colour}": expected ${expected}`);
  }
  const n = parseInt(colour.slice(1), 16);
  return `rgba(${n >> 16},${(n >> 8) & 255},${n & 255},${opacity})`;
}

/**
 * Dark to light, even to the eye, and readable in grey (matplotlib's viridis, every eighth of the
 * way).
 */
export const sequential: ColourScale = [
  [0, '#440154'],
  [0.125, '#482878'],
  [0.25, '#3e4989'],
  [0.375, '#31688e'],
  [0.5, '#26828e'],
  [0.625, '#1f9e89'],
  [0.75, '#35b779'],
  [0.875, '#6ece58'],
  [1, '#fde725'],
];

/** Blue through white to vermilion, for values with a meaningful middle. */
export const diverging: ColourScale = [
  [0, '#00507d'],
  [0.25, '#5fa8d3'],
  [0.5, '#f7f7f7'],
  [0.75, '#ee9b6b'],
  [1, '#a63c00'],
];

export const ink = {
  text: '#222222',
  soft: '#555555',
  axis: '#888888',
  grid: '#e6e6e6',
  paper: '#ffffff',
  mark: '#999999',
} as const;
