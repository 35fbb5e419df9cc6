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

/** A method that notebooks and documents compare: what its names look like, and its colour. */
interface MethodColour {
  readonly method: string;
  /** In small letters; a name belongs to the first method of the list that it fits. */
  readonly named: RegExp;
  readonly colour: string;
}

/** Every known method, each with a colour of its own. */
const methods: readonly MethodColour[] = [
  { method: 'floor', named: /floor|constant|chance|guess/, colour: GREY },
  { method: 'best stateless map', named: /stateless/, colour: '#b08d57' },
  { method: 'joint', named: /joint|upper bound|^upper/, colour: BLACK },
  { method: 'cumulative', named: /^cumulative/, colour: '#3f5f4f' },
  { method: 'pre-training', named: /pre-?train/, colour: '#3d5a80' },
  {
    method: 'no replay',
    named: /no replay|without replay|naive|fine-?tun|sequential/,
    colour: VERMILION,
  },
  { method: 'lstm', named: /lstm|no memory|without memory|controller alone/, colour: ORANGE },
  { method: 'read alone', named: /read alone/, colour: '#84a800' },
  { method: 'content only', named: /content only|links off|without links/, colour: '#332288' },
  { method: 'sparse memory', named: /sparse/, colour: '#4053d3' },
  { method: 'fast weights', named: /fast weights|delta rule/, colour: '#b51d14' },
  { method: 'test-time memory', named: /test.time/, colour: '#8a2fa0' },
  { method: 'attention', named: /attention/, colour: '#5f6b7a' },
  { method: 'meta-sgd', named: /meta-?sgd/, colour: '#5b2a86' },
  { method: 'fomaml', named: /fomaml|first.order/, colour: '#2ab7ca' },
  { method: 'maml', named: /maml|second.order|^meta-learn/, colour: PURPLE },
  { method: 'reptile', named: /reptile/, colour: OLIVE },
  { method: 'anil', named: /^anil/, colour: BROWN },
  { method: 'corrected', named: /corrected/, colour: '#882255' },
  { method: 'prioritized', named: /prioriti[sz]ed/, colour: SKY },
  { method: 'class-balanced', named: /class.balanced/, colour: '#5fb3a1' },
  { method: 'er-ace', named: /^er-ace/, colour: '#3e8ed0' },
  { method: 'icarl', named: /^icarl/, colour: '#7a4988' },
  { method: 'nearest-mean', named: /^nearest-mean/, colour: '#9aa5b1' },
  { method: 'gaussian', named: /^gaussian/, colour: '#6a7b3f' },
  { method: 'slda', named: /^slda/, colour: '#d98c5f' },
  { method: 'random-ridge', named: /^random-ridge/, colour: '#00507d' },
  { method: 'der++', named: /^der\+\+/, colour: '#8a7fd1' },
  { method: 'der', named: /^der\b/, colour: '#c3a6e0' },
  { method: 'a-gem', named: /^a-?gem/, colour: '#b2182b' },
  { method: 'gdumb', named: /^gdumb/, colour: '#6b3e26' },
  { method: 'mir', named: /^mir\b/, colour: '#117733' },
  { method: 'online-ewc', named: /^online.ewc/, colour: '#b35959' },
  { method: 'ewc', named: /^ewc\b/, colour: '#e08a8a' },
  { method: 'si', named: /^si\b/, colour: '#c9a66b' },
  { method: 'lwf', named: /^lwf\b/, colour: '#f4a582' },
  { method: 'memory agent', named: /\bagent\b|lifelong|in context|dnc/, colour: GREEN },
  { method: 'replay', named: /replay|rehears|reservoir|^uniform|^er\b/, colour: BLUE },
  { method: 'memory agent', named: /\bmemory\b/, colour: GREEN },
];

/**
 * The method that a name is of, `"er, three updates"` and `"replay 64"` too; undefined for a name
 * that is none's.
 */
export function methodOf(name: string): string | undefined {
  return knownMethod(name)?.method;
}

function knownMethod(name: string): MethodColour | undefined {
  const word = name.trim().toLowerCase();
  return methods.find(({ named }) => named.test(word));
}

/**
 * The colour of a method, whatever notebook asks: `naive` and `no replay` are vermilion, `replay`
 * blue, `joint` black, the memory agent green, an LSTM orange, floors grey. A name that is not
 * known gets a colour of its own that depends on the name alone.
 * @example methodColour('replay') // '#0072b2'
 */
export function methodColour(name: string): string {
  return knownMethod(name)?.colour ?? colours[fnv1a(name.trim().toLowerCase()) % colours.length];
}

/**
 * Colours of several names in one figure: known methods keep theirs, variants of a method share it
 * (they differ by dash or marker), and the rest take the first free ones in order, so that no two
 * methods look the same while colours last.
 * @param others names that stand in the figure besides, whose colours are not free
 */
export function seriesColours(names: readonly string[], others: readonly string[] = []): string[] {
  const known = names.map((name) => knownMethod(name)?.colour);
  const taken = new Set([...known, ...others.map((name) => knownMethod(name)?.colour)]);
  const unused = colours.filter((colour) => !taken.has(colour));
  const free = unused.length > 0 ? unused : colours;
  let next = 0;
  return known.map((colour) => colour ?? free[next++ % free.length]);
}

/**
 * For each name, how many before it are of the same method: 0 for the first, and for names of none.
 */
export function variantsOf(names: readonly string[]): number[] {
  const of = names.map(methodOf);
  return of.map((method, i) =>
    method === undefined ? 0 : of.slice(0, i).filter((other) => other === method).length,
  );
}

/** A colour mixed with white, as bars of a variant have it: 0 leaves it, 1 is white. */
export function tinted(colour: string, share: number): string {
  const channels = [1, 3, 5].map((i) => parseInt(colour.slice(i, i + 2), 16));
  const mixed = channels.map((c) => Math.round(c + (255 - c) * share));
  return `#${mixed.map((c) => c.toString(16).padStart(2, '0')).join('')}`;
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
