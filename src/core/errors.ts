import { getSystemErrorMap } from 'node:util';
import { describe, errorMessage, onOneLine } from './text';

/**
 * A config value that is out of range, of the wrong type, or unknown. `field` is its path,
 * `received` what came, `expected` the allowed range. The message
 * also names the `file` that the value was read from.
 */
export class ConfigError extends RangeError {
  override readonly name = 'ConfigError';
  constructor(
    readonly field: string,
    readonly received: unknown,
    readonly expected: string,
    options: ErrorOptions & { readonly file?: string } = {},
  ) {
    const place = options.file === undefined ? field : `${options.file}: ${field}`;
    super(`${place}: got ${describe(received)}, expected ${expected}`, options);
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

/** A file that cannot be read or written, or that holds something else than it should. */
export class FileError extends Error {
  override readonly name = 'FileError';
  constructor(
    /** The path of the file, as it was given. */
    readonly file: string,
    /** What is wrong with it, in words. */
    readonly problem: string,
    options?: ErrorOptions,
  ) {
    super(onOneLine(`${file}: ${problem}`), options);
  }
}

/**
 * The error of a file system as a `FileError` in plain words: 'no such file or directory', 'no
 * space left on device', 'read-only file system'. Any other error keeps its own words.
 */
export function fileError(file: string, error: unknown): FileError {
  if (error instanceof FileError) return error;
  const { errno } = (error ?? {}) as NodeJS.ErrnoException;
  const known = typeof errno === 'number' ? getSystemErrorMap().get(errno) : undefined;
  return new FileError(file, known?.[1] ?? errorMessage(error), { cause: error });
}
