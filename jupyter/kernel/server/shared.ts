/**
 * Memory that the main thread and the server thread share: five numbers, each in a place of its
 * own.
 */

export const SharedField = {
  /** Where the main thread is: a value of MainState. */
  STATE: 0,
  /** How many interrupts have been asked for. */
  ASKED: 1,
  /** How many of them the main thread has looked at. */
  ANSWERED: 2,
  /**
   * Size of the messages that the server thread has not looked at yet, in thousands of
   * characters.
   */
  PENDING: 3,
  /** 1 when the answer to a blocking question lies ready. */
  REPLIED: 4,
} as const;

export const MainState = {
  OUTSIDE: 0,
  /** Inside a script that SIGINT breaks off. */
  INSIDE: 1,
  /** SIGINT has been sent into the script. */
  SIGNALLED: 2,
} as const;

export function createShared(): Int32Array {
  const places = Object.keys(SharedField).length;
  return new Int32Array(new SharedArrayBuffer(places * Int32Array.BYTES_PER_ELEMENT));
}
