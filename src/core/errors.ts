import { describe } from './text';

/**
 * A config value that is out of range, of the wrong type, or unknown. `field` is its path,
 * `received` what came, `expected` the allowed range.
 */
export class ConfigError extends RangeError {
  override readonly name = 'ConfigError';
  constructor(
    readonly field: string,
    readonly received: unknown,
    readonly expected: string,
  ) {
    super(`${field}: got ${describe(received)}, expected ${expected}`);
  }
}

/** A training step whose loss or gradient is not finite. Nothing was changed by it. */
export class NonFiniteLossError extends Error {
  override readonly name = 'NonFiniteLossError';
  constructor(
    /** The loss of that step; finite where only its gradient is not. */
    readonly loss: number,
    /** Which step it was, counted from 1. */
    readonly step: number,
  ) {
    super(
      `loss: got ${loss} at step ${step}` +
        `${Number.isFinite(loss) ? ' with a gradient that is not finite' : ''}, expected finite ` +
        'numbers: lower the learning rate, or look at the data. Nothing was changed',
    );
  }
}

/**
 * Somebody stopped the work: Ctrl+C, a like signal, or Kernel > Interrupt. What was finished is
 * kept. The notebook kernel knows it by its `name` and shows it as an interrupt, not as a fault.
 */
export class InterruptedError extends Error {
  override readonly name = 'Interrupted';
}
