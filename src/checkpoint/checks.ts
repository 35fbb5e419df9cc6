import type { OptimizerState } from './model';
import type { StoredTensors } from './stored';

/**
 * Compares configs field by field.
 * @throws RangeError naming the first field that differs, with its path
 */
export function checkConfig(path: string, found: unknown, expected: unknown): void {
  if (isObject(found) && isObject(expected)) {
    for (const key of new Set([...Object.keys(expected), ...Object.keys(found)]))
      checkConfig(`${path}.${key}`, found[key], expected[key]);
  } else if (JSON.stringify(found) !== JSON.stringify(expected)) {
    throw new RangeError(
      `${path}: got ${JSON.stringify(found)}, expected ${JSON.stringify(expected)}`,
    );
  }
}

/**
 * An optimiser's slots have the shapes of their weights.
 * @throws RangeError naming what came and what was expected
 */
export function checkOptimizer(
  optimizer: OptimizerState | undefined,
  weights: StoredTensors,
  name: string | undefined,
): void {
  if (name !== undefined && optimizer?.name !== name)
    throw new RangeError(
      `optimizer: got ${optimizer ? `"${optimizer.name}"` : 'none'}, expected "${name}"`,
    );
  for (const [slot, { shape }] of Object.entries(optimizer?.slots ?? {})) {
    const weight = slot.slice(slot.indexOf('/') + 1);
    if (!slot.includes('/')) continue; // a number of the optimiser's own
    if (!Object.hasOwn(weights, weight))
      throw new RangeError(
        `optimizer.${slot}: got shape [${shape.join(', ')}], expected no such tensor: there is ` +
          `no weight ${weight}`,
      );
    if (weights[weight].shape.join() !== shape.join())
      throw new RangeError(
        `optimizer.${slot}: got shape [${shape.join(', ')}], expected ` +
          `[${weights[weight].shape.join(', ')}], that of the weight`,
      );
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
