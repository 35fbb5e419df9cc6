import type { Named } from '../compile';
import { tf } from '../tf';
import type { AdaptOptions } from './maml';
import type { MetaSettings } from './options';

/** Before the name of a parameter: the rates that are learned for it. */
const PREFIX = 'rate.';

/**
 * The rates that a meta-learner learns, all the same at first: for Meta-SGD one for each number of
 * a parameter that adapts (Li et al. 2017), with per-step rates one for each step and such
 * parameter, `[steps]`; else none.
 * @throws RangeError for a parameter whose name begins as those of rates do
 */
export function initialRates(
  parameters: Named,
  { algorithm, adapting, innerRate, innerSteps, perStepRates }: MetaSettings,
): Record<string, tf.Tensor> {
  const clash = Object.keys(parameters).find((name) => name.startsWith(PREFIX));
  if (clash !== undefined)
    throw new RangeError(
      `parameters: got "${clash}", expected names that do not begin with "${PREFIX}": those ` +
        'are of learned rates',
    );
  if (algorithm !== 'meta-sgd' && !perStepRates) return {};
  return Object.fromEntries(
    adapting.map((name) => [
      `${PREFIX}${name}`,
      tf.fill(perStepRates ? [innerSteps] : parameters[name].shape, innerRate),
    ]),
  );
}

/** Separates what is learned into parameters and rates, both by the names of the parameters. */
export function separate<T>(learned: Readonly<Record<string, T>>): {
  parameters: Record<string, T>;
  rates: Record<string, T>;
} {
  const parameters: Record<string, T> = {};
  const rates: Record<string, T> = {};
  for (const [name, value] of Object.entries(learned)) {
    if (name.startsWith(PREFIX)) rates[name.slice(PREFIX.length)] = value;
    else parameters[name] = value;
  }
  return { parameters, rates };
}

/**
 * The size of each step for each parameter, for `adaptSteps`. Steps beyond those trained take the
 * last step's rates.
 * @param innerRate in place of any learned rates
 */
export function rateFor(
  rates: Named,
  { adapting, innerRate: fixed, innerSteps, perStepRates }: MetaSettings,
  innerRate?: number,
): Required<AdaptOptions>['learningRate'] {
  return (step, name) => {
    if (!adapting.includes(name)) return 0;
    const learned = rates[name];
    if (innerRate !== undefined || !learned) return innerRate ?? fixed;
    return perStepRates
      ? tf.reshape(tf.slice(learned, [Math.min(step, innerSteps - 1)], [1]), [])
      : learned;
  };
}
