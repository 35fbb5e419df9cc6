/**
 * A failure that people can mend: its message is one plain line saying what is wrong and what to
 * do. It is printed without a stack.
 */
export class Failure extends Error {
  /** @param {string} message @param {number} [status] the exit status of the command */
  constructor(message, status = 1) {
    super(message);
    this.status = status;
  }
}
