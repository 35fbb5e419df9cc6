/** What stands in the place of process.stdout and process.stderr. */
import { Writable } from 'node:stream';
import type { StreamName } from './wire';

type Callback = (error?: Error | null) => void;

/**
 * Prints at once and keeps no state of a write under way: an interrupt may break off a cell
 * anywhere, also inside here, and a stream of Node's would then wait for ever for that write to
 * end.
 */
export class CellStream extends Writable {
  /** What child processes get that are told to use this stream. */
  readonly fd: number;
  private readonly decoder = new TextDecoder();

  constructor(
    name: StreamName,
    private readonly print: (text: string) => void,
  ) {
    super({ autoDestroy: false, emitClose: false });
    this.fd = name === 'stdout' ? 1 : 2;
  }

  override write(
    chunk: unknown,
    ...rest: (BufferEncoding | Callback | undefined | null)[]
  ): boolean {
    const encoding = rest.find((value) => typeof value === 'string');
    const callback = rest.find((value) => typeof value === 'function');
    const text = this.textOf(chunk, encoding);
    if (text !== '') this.print(text);
    if (callback) process.nextTick(callback);
    return true;
  }

  /** Throws a TypeError, as Node's streams do, for what is neither text nor bytes. */
  private textOf(chunk: unknown, encoding: BufferEncoding = 'utf8'): string {
    if (chunk instanceof Uint8Array) return this.decoder.decode(chunk, { stream: true });
    if (typeof chunk !== 'string') {
      throw new TypeError(
        `write: expected a string or bytes, got ${chunk === null ? 'null' : typeof chunk}`,
      );
    }
    if (/^utf-?8$/i.test(encoding)) return chunk;
    return this.decoder.decode(Buffer.from(chunk, encoding), { stream: true });
  }

  /** The streams of a kernel never end: the next cell prints, too. */
  override end(...args: unknown[]): this {
    const [chunk] = args;
    const callback = args.find((arg) => typeof arg === 'function') as (() => void) | undefined;
    if (chunk !== undefined && chunk !== null && typeof chunk !== 'function') this.write(chunk);
    if (callback) process.nextTick(callback);
    process.nextTick(() => this.emit('finish')); // for those who wait for it, such as pipeline()
    return this;
  }

  /** Forgets half a character that an earlier cell has left over. */
  beginCell(): void {
    this.decoder.decode();
  }

  override destroy(): this {
    return this;
  }
}

/** Puts streams in the place of process.stdout and process.stderr, for console too. */
export function replaceStreams(print: (name: StreamName, text: string) => void): CellStream[] {
  return (['stdout', 'stderr'] as const).map((name) => {
    const stream = new CellStream(name, (text) => print(name, text));
    Object.defineProperty(process, name, {
      configurable: true,
      enumerable: true,
      get: () => stream,
    });
    Object.assign(console, { [`_${name}`]: stream }); // it may have taken the old one already
    return stream;
  });
}
