import { strategyEntry } from '../../continual/strategies';
import { MNIST_PIXELS } from '../../tasks/datasets/mnist';
import type { ContinualRun } from '../continual/types';

const CLASSES = 10;
/** Numbers of a row: its pixels and its label. */
export const ROW_NUMBERS = MNIST_PIXELS + 1;

/** Units of each layer of the network of the scenarios on MNIST. */
const LAYERS = [MNIST_PIXELS, 400, 400, CLASSES];

/** Weights and biases of that network. */
export const NETWORK_NUMBERS = LAYERS.slice(1).reduce(
  (sum, units, i) => sum + (LAYERS[i] + 1) * units,
  0,
);

/** What a strategy keeps from batch to batch beside its network, in numbers. */
type Counted = (run: Pick<ContinualRun, 'budget' | 'settings'>) => number;

const d = MNIST_PIXELS;
const c = CLASSES;
const triangle = (n: number): number => (n * (n + 1)) / 2;

/** Strategies that keep something else than as many rows as the budget says. */
const counted: Readonly<Record<string, Counted>> = {
  // how much each parameter matters, and where it is to stay
  ewc: () => 2 * NETWORK_NUMBERS,
  // the same, and what each has brought in the task so far
  si: () => 3 * NETWORK_NUMBERS,
  // the network when the last task ended
  lwf: () => NETWORK_NUMBERS,
  icarl: ({ budget }) => budget * ROW_NUMBERS + NETWORK_NUMBERS,
  // what the network said of each row
  'der++': ({ budget }) => budget * (ROW_NUMBERS + c),
  'nearest-mean': () => c * (d + 1),
  gaussian: () => c * (2 * d + 1),
  slda: () => c * (d + 1) + triangle(d),
  'random-ridge': ({ settings: { features } }) => triangle(Number(features)) + Number(features) * c,
};

/**
 * How many numbers a strategy on MNIST keeps beside its network, in rows of 785 (pixels and
 * label). Of `joint` null: it has all rows. What an optimiser keeps is left out for all.
 */
export function rowEquivalent({
  strategy,
  budget,
  settings,
}: Pick<ContinualRun, 'strategy' | 'budget' | 'settings'>): number | null {
  if (strategy === 'joint') return null;
  const own = counted[strategy];
  if (own) return Math.round(own({ budget, settings }) / ROW_NUMBERS);
  return strategyEntry(strategy).stores === 'budget' ? budget : 0;
}
