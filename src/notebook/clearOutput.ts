import { z } from 'zod';
import { checkArguments, booleanField } from '../plots/arguments';
import { kernel } from './kernel';

/**
 * Clears what the running cell has shown so far. Outside a notebook it does nothing.
 * @param options.wait keep the old output until something new is shown, so that nothing flickers
 * @example
 * for (let step = 0; step < 100; step++) {
 *   clearOutput({ wait: true });
 *   console.log(`step ${step}`);
 *   await pause();
 * }
 */
export function clearOutput(options: { readonly wait?: boolean } = {}): void {
  checkArguments({ options: z.strictObject({ wait: booleanField.optional() }) }, { options });
  kernel()?.clearOutput(options.wait ?? false);
}
