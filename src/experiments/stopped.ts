/** Ctrl+C, or a like signal: what was finished is kept. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
}
