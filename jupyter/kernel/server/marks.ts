/**
 * Marks keep two kinds of output in order: what JavaScript prints travels as messages between
 * threads, what is written to descriptors 1 and 2 travels through pipes. Before each message its
 * mark is written into the pipes, so the reader knows what was written before the message and
 * what after it.
 */
import { randomBytes } from 'node:crypto';

const DIGITS = 10;

/** A secret word, so that no output looks like a mark by accident or on purpose. */
export function createToken(): string {
  return `\u0000${randomBytes(12).toString('hex')}:`;
}

export function markText(token: string, mark: number): string {
  return token + String(mark).padStart(DIGITS, '0');
}

/**
 * Reads the bytes of one pipe and splits them at its marks. Bytes behind a mark wait until the
 * message with that mark has been handled.
 */
export class MarkedReader {
  private readonly token: Buffer;
  private bytes: Buffer = Buffer.alloc(0);
  private last = 0;
  private stopped = false;

  /** @param take called with the bytes between marks, as soon as they may be shown */
  constructor(
    token: string,
    private readonly take: (bytes: Buffer) => void,
  ) {
    this.token = Buffer.from(token);
  }

  /** The newest mark that has been passed. */
  get passed(): number {
    return this.last;
  }

  /** True if bytes wait behind a mark whose message has not come yet. */
  get waits(): boolean {
    return !this.stopped && this.nextMark() !== undefined;
  }

  /** Takes what was read. The buffer may be used again afterwards. */
  push(bytes: Buffer): void {
    this.bytes = this.bytes.length === 0 ? bytes : Buffer.concat([this.bytes, bytes]);
    if (!this.stopped) this.showToMark();
    this.bytes = Buffer.from(this.bytes);
  }

  /** The message with this mark is here: shows what was written before it, then stops. */
  stopAt(mark: number): void {
    this.stopped = true;
    for (;;) {
      this.showToMark();
      const next = this.nextMark();
      if (next === undefined || next > mark) return;
      this.last = next;
      this.bytes = this.bytes.subarray(this.token.length + DIGITS);
      if (next === mark) return;
    }
  }

  /** The message has been handled: shows what was written after it. */
  goOn(): void {
    this.stopped = false;
    this.showToMark();
  }

  /** Shows everything that waits, for messages that never came. */
  showAll(): void {
    this.stopAt(Infinity);
    this.goOn();
  }

  /** Shows everything before the next mark. */
  private showToMark(): void {
    const at = this.bytes.indexOf(this.token);
    const length = at < 0 ? this.bytes.length - this.beginOfToken() : at;
    if (length === 0) return;
    this.take(this.bytes.subarray(0, length));
    this.bytes = this.bytes.subarray(length);
  }

  /** The mark at the very beginning of the bytes; undefined if there is none, or not all of it. */
  private nextMark(): number | undefined {
    const length = this.token.length + DIGITS;
    const starts = this.bytes.subarray(0, this.token.length).equals(this.token);
    if (!starts || this.bytes.length < length) return undefined;
    return Number(this.bytes.subarray(this.token.length, length).toString());
  }

  /** How many bytes at the end may be the beginning of a mark. */
  private beginOfToken(): number {
    const longest = Math.min(this.bytes.length, this.token.length - 1);
    for (let length = longest; length > 0; length--) {
      const end = this.bytes.subarray(this.bytes.length - length);
      if (end.equals(this.token.subarray(0, length))) return length;
    }
    return 0;
  }
}
