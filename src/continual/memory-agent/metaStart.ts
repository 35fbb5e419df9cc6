import type { TrainingState } from '../../compile';
import type { Random } from '../../core/random';
import type { Learner } from '../strategies/learner';
import type { Dream } from './dream';

const EPISODES = 30;
const STEPS = 10;
const RATE = 0.5;
const RELEARN = 100;

/**
 * Meta-learned weights (Reptile, Nichol et al. 2018): on episodes dreamt from the slots, with
 * inputs and labels in an order of their own in each, weights are sought from which a few steps go
 * far. The controller begins anew from them and learns its slots again.
 * @param dreams draws the rows of a step
 */
export function metaLearnStart<O>(
  controller: Learner<undefined, O>,
  dreams: () => Dream,
  inputSize: number,
  classes: number,
  random: Random,
): void {
  controller.startAnew();
  const fresh = controller.state();
  const names = Object.keys(fresh.tensors).filter((name) => !name.includes('/'));
  const from = (weights: TrainingState['tensors']): TrainingState => ({
    ...fresh,
    tensors: { ...fresh.tensors, ...weights },
  });
  let start: TrainingState['tensors'] = Object.fromEntries(
    names.map((name) => [name, fresh.tensors[name]]),
  );
  for (let episode = 0; episode < EPISODES; episode++) {
    const inputs = random.choose(inputSize, inputSize);
    const labels = random.choose(classes, classes);
    controller.restore(from(start));
    for (let step = 0; step < STEPS; step++) controller.update(reordered(dreams(), inputs, labels));
    const reached = controller.state().tensors;
    start = Object.fromEntries(
      names.map((name) => [
        name,
        {
          ...start[name],
          data: start[name].data.map((value, p) => value + RATE * (reached[name].data[p] - value)),
        },
      ]),
    );
  }
  controller.restore(from(start));
  for (let step = 0; step < RELEARN; step++) controller.update(reordered(dreams()));
}

/** Rows with columns in another order. */
function reordered(
  { count, x, y, weights }: Dream,
  inputs?: readonly number[],
  labels?: readonly number[],
): Omit<Dream, 'slots'> {
  const columns = (table: Float32Array, order?: readonly number[]): Float32Array =>
    order ? table.map((_, p) => table[p - (p % order.length) + order[p % order.length]]) : table;
  return { count, x: columns(x, inputs), y: columns(y, labels), weights };
}
