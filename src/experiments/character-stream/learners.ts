import { argumentError, checkWholeNumber } from '../../core/arguments';
import { createRandom, type Random } from '../../core/random';
import { describe } from '../../core/text';
import {
  makeStrategy,
  rowBatches,
  type Settings,
  type Strategy,
  type StrategyName,
} from '../../continual/strategies';
import { oneHotRows } from '../../tasks/rows';

/** Learns characters one drawing at a time, and names drawings. */
export interface CharacterLearner {
  /** Learns a drawing `x` `[width]` of character `label`, once. */
  learn(x: Float32Array, label: number): void;
  /**
   * The character of each drawing of `x` `[rows, width]`, among the first `met`: `[rows]`.
   * What was learned is not changed.
   */
  answers(x: Float32Array, met: number): Int32Array;
  /** Frees everything. */
  dispose(): void;
}

/** What a learner is made from. */
export interface CharacterContext {
  /** Numbers of a drawing as the learner sees it. */
  readonly width: number;
  /** Characters that will have come in the end. They are numbered as they come. */
  readonly characters: number;
  readonly seed: number;
  /** Drawings that may be stored; null: all. */
  readonly budget: number | null;
  /** In place of the learner's own, by name. */
  readonly settings: Settings;
}

type CharacterLearnerMaker = (context: CharacterContext) => CharacterLearner;

/** Everyone who learns the characters. */
export const characterLearners = [
  'memory agent',
  'nearest-mean',
  'slda',
  'nearest drawing',
  'er',
  'naive',
  'joint',
] as const;
/** One of `characterLearners`. */
export type CharacterLearnerName = (typeof characterLearners)[number];

const makers: Readonly<Record<CharacterLearnerName, CharacterLearnerMaker>> = {
  'memory agent': strategyOn('memory-agent'),
  'nearest-mean': strategyOn('nearest-mean'),
  slda: strategyOn('slda'),
  'nearest drawing': nearestDrawing,
  er: strategyOn('er'),
  naive: naiveNetwork,
  joint: jointNetwork,
};

/** A learner with a name. @throws RangeError naming the learner, the budget or a setting */
export function makeCharacterLearner(name: string, context: CharacterContext): CharacterLearner {
  const known = characterLearners.find((one) => one === name);
  if (!known)
    throw argumentError('learner', describe(name), `one of ${characterLearners.join(', ')}`);
  return makers[known](context);
}

/**
 * Drawings that a network learns from in one step: the one that came, and stored ones beside it.
 * The same as in `split-mnist-online`.
 */
const BATCH = 10;

function makeNetworkStrategy(name: StrategyName, context: CharacterContext): Strategy {
  const { width, characters, seed, budget, settings } = context;
  const scenario = {
    name: 'characters',
    kind: 'classes',
    inputSize: width,
    outputSize: characters,
    batchSize: BATCH,
  } as const;
  return makeStrategy(name, { scenario, seed, budget: budget ?? 0, settings });
}

/** A strategy of continual learning meets each drawing once, and no task ends. */
function strategyOn(name: StrategyName): CharacterLearnerMaker {
  return (context) => {
    const strategy = makeNetworkStrategy(name, context);
    const { characters } = context;
    return {
      learn(x, label) {
        strategy.observe({ count: 1, x, y: oneHotRows([label], characters), first: true });
      },
      answers: (x, met) => namedAmong(strategy, x, met, characters),
      dispose: () => strategy.dispose(),
    };
  };
}

/** Learns each drawing as it comes, in `updates` steps, and keeps nothing. */
function naiveNetwork(context: CharacterContext): CharacterLearner {
  const { updates = 1, ...settings } = context.settings;
  checkWholeNumber('settings.updates', updates);
  const learner = strategyOn('naive')({ ...context, settings });
  return {
    ...learner,
    learn(x, label) {
      for (let update = 0; update < Number(updates); update++) learner.learn(x, label);
    },
  };
}

/** The largest score among the characters that came. */
function namedAmong(
  strategy: Pick<Strategy, 'predict'>,
  x: Float32Array,
  met: number,
  characters: number,
): Int32Array {
  const allowed = Float32Array.from({ length: characters }, (_, label) => (label < met ? 1 : 0));
  const scores = strategy.predict(x, allowed);
  return Int32Array.from({ length: scores.length / characters }, (_, row) => {
    let best = 0;
    const start = row * characters;
    for (let label = 1; label < met; label++)
      if (scores[start + label] > scores[start + best]) best = label;
    return best;
  });
}

/** A stored drawing. */
interface StoredDrawing {
  readonly x: Float32Array;
  readonly label: number;
}

/**
 * The character of the nearest stored drawing, by squared distance. With a budget a drawing that
 * came has the same chance to be stored whenever it came (Vitter 1985, algorithm R).
 */
function nearestDrawing({ width, seed, budget, settings }: CharacterContext): CharacterLearner {
  checkNoSettings(settings);
  const stored: StoredDrawing[] = [];
  const random = createRandom(seed).fork('nearest drawing');
  let come = 0;
  return {
    learn(x, label) {
      const place = placeFor(come, budget, random);
      come++;
      if (place !== null) stored[place] = { x: x.slice(), label };
    },
    answers(x) {
      return Int32Array.from({ length: x.length / width }, (_, row) =>
        labelOfNearest(stored, x.subarray(row * width, (row + 1) * width)),
      );
    },
    dispose: () => undefined,
  };
}

/** Where the next drawing is stored, null if it is not. @param come drawings before it */
function placeFor(come: number, budget: number | null, random: Random): number | null {
  if (budget === null || come < budget) return come;
  const place = random.int(come + 1);
  return place < budget ? place : null;
}

function labelOfNearest(stored: readonly StoredDrawing[], x: Float32Array): number {
  let nearest = 0;
  let least = Infinity;
  for (const { x: own, label } of stored) {
    let distance = 0;
    for (let k = 0; k < x.length; k++) distance += (x[k] - own[k]) ** 2;
    if (distance < least) [nearest, least] = [label, distance];
  }
  return nearest;
}

/** How often the joint network meets every drawing, unless the setting `passes` says otherwise. */
const PASSES = 100;

/**
 * Keeps every drawing; whenever it is asked, a new network learns all that came, again and again.
 */
function jointNetwork(context: CharacterContext): CharacterLearner {
  const { characters, seed } = context;
  const { passes = PASSES, ...settings } = context.settings;
  checkWholeNumber('settings.passes', passes);
  const come: StoredDrawing[] = [];
  return {
    learn: (x, label) => void come.push({ x: x.slice(), label }),
    answers(x, met) {
      const network = makeNetworkStrategy('naive', { ...context, settings });
      try {
        const all = {
          count: come.length,
          x: Float32Array.from(come.flatMap((drawing) => [...drawing.x])),
          y: oneHotRows(
            come.map(({ label }) => label),
            characters,
          ),
        };
        const order = createRandom(seed).fork('joint');
        const batches = [...rowBatches(all, { epochs: Number(passes), batchSize: BATCH }, order)];
        if (network.observeMany) network.observeMany(batches);
        else for (const batch of batches) network.observe(batch);
        return namedAmong(network, x, met, characters);
      } finally {
        network.dispose();
      }
    },
    dispose: () => undefined,
  };
}

function checkNoSettings(settings: Settings): void {
  const [name] = Object.keys(settings);
  if (name !== undefined) throw argumentError(`settings.${name}`, describe(settings[name]), 'none');
}

/** Numbers of the network that some learners have: two hidden layers of 256 units. */
export function networkNumbers(width: number, characters: number): number {
  const hidden = 256;
  return (width + 1) * hidden + (hidden + 1) * hidden + (hidden + 1) * characters;
}

/**
 * Numbers that a learner keeps of what it saw, beside its network; a drawing is its row and a
 * label.
 * @param drawings that came in all
 */
export function storedNumbers(
  learner: CharacterLearnerName,
  { budget, width, characters, drawings }: StoredSizes,
): number {
  const row = width + 1;
  switch (learner) {
    case 'naive':
      return 0;
    case 'nearest-mean':
      return characters * row;
    case 'slda':
      return characters * row + (width * (width + 1)) / 2;
    case 'joint':
      return drawings * row;
    default:
      return Math.min(budget ?? drawings, learner === 'memory agent' ? Infinity : drawings) * row;
  }
}

/** What the numbers stored depend on. */
export interface StoredSizes {
  readonly budget: number | null;
  readonly width: number;
  readonly characters: number;
  /** Drawings that came in all. */
  readonly drawings: number;
}
