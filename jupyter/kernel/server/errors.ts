/** Errors that the kernel throws into cells, each with words that say what to do instead. */

/** A cell tried to end the kernel. */
export class ExitError extends Error {
  override name = 'ExitError';

  constructor(call: string) {
    super(
      `${call} would end the kernel, and every variable of the notebook would be lost. ` +
        'To stop this cell, throw an error; to end the kernel, use Kernel > Shut Down Kernel.',
    );
  }
}

/** A cell asked for input where nobody can give it. */
export class InputError extends Error {
  override name = 'InputError';

  constructor(asked: string) {
    super(
      `${asked} needs somebody to type an answer, but nobody can answer here ` +
        '(a report, nbconvert or a test runs this notebook). Use a fixed value instead.',
    );
  }
}
