import { tf } from '../tf';
import type { OptimizerState } from './model';
import { checkTensors, type StoredTensor, toArrays } from './tensors';

/** What TensorFlow.js's Adam keeps inside. */
interface Inside {
  accumulatedFirstMoment: Moment[];
  accumulatedSecondMoment: Moment[];
  accBeta1: tf.Variable;
  accBeta2: tf.Variable;
  iterations_: number;
  learningRate: number;
}
interface Moment {
  originalName: string;
  variable: tf.Variable;
}

const NAME = 'tf.train.adam';

/**
 * Where `tf.train.adam` stands, to be stored. Its own `getWeights` leaves out the powers of beta, which `setWeights` computes anew and rounds otherwise: training would go on with other last digits.
 * @param variables the weights, by name. One that has had no gradient so far has no moments
 * @throws RangeError if it has moved others
 */
export function adamState(optimizer: tf.Optimizer, variables: Readonly<Record<string, tf.Variable>>): OptimizerState {
  const inside = optimizer as unknown as Inside;
  const slots = { m: inside.accumulatedFirstMoment, v: inside.accumulatedSecondMoment };
  const stored = Object.entries(slots).flatMap(([slot, moments]) => moments.map(({ originalName, variable }): [string, StoredTensor] => {
    const weight = Object.keys(variables).find((name) => originalName === `${variables[name].name}/${slot}`);
    if (weight === undefined) throw new RangeError(`variables: got ${Object.keys(variables).join(', ')}, expected all that the optimizer moves: ${originalName} is of none of them`);
    return [`${slot}/${weight}`, toArrays({ variable }).variable];
  }));
  const powers = toArrays({ beta1Power: inside.accBeta1, beta2Power: inside.accBeta2 });
  return { name: NAME, step: inside.iterations_ ?? 0, learningRate: inside.learningRate, slots: { ...Object.fromEntries(stored), ...powers } };
}

/**
 * Makes a fresh `tf.train.adam` go on where a stored one stood, bit for bit.
 * @param optimizer made with the same beta1, beta2 and epsilon, and not used yet
 * @param variables the weights, by name. Their gradients must come in the order of the stored run: TensorFlow.js finds moments by their place
 * @throws RangeError naming a tensor that is missing, too many or of another shape, or another optimiser; nothing is changed then
 */
export function restoreAdam(optimizer: tf.Optimizer, { name, step, learningRate, slots }: OptimizerState, variables: Readonly<Record<string, tf.Variable>>): void {
  if (name !== NAME) throw new RangeError(`optimizer: got "${name}", expected "${NAME}"`);
  const inside = optimizer as unknown as Inside;
  if (inside.accumulatedFirstMoment.length > 0) throw new RangeError('optimizer: got one that was used already, expected a fresh one');
  const moved = Object.keys(slots).flatMap((key) => (key.startsWith('m/') && Object.hasOwn(variables, key.slice(2)) ? [key.slice(2)] : []));
  const moments = ['m', 'v'].flatMap((slot) => moved.map((weight) => [`${slot}/${weight}`, variables[weight].shape]));
  checkTensors('optimizer', slots, { ...Object.fromEntries(moments), beta1Power: [], beta2Power: [] });
  const restored = (slot: string): Moment[] => moved.map((weight) => ({ originalName: `${variables[weight].name}/${slot}`, variable: tf.tidy(() => tf.variable(tensor(slots[`${slot}/${weight}`]), false)) }));
  inside.accumulatedFirstMoment = restored('m');
  inside.accumulatedSecondMoment = restored('v');
  tf.tidy(() => {
    inside.accBeta1.assign(tensor(slots.beta1Power));
    inside.accBeta2.assign(tensor(slots.beta2Power));
  });
  inside.iterations_ = step;
  inside.learningRate = learningRate;
}

const tensor = ({ shape, data }: StoredTensor): tf.Tensor => tf.tensor(data, [...shape]);
