/** On the server thread: reads the pipes that stand in place of descriptors 1 and 2. */
import { readSync } from 'node:fs';
import { Socket } from 'node:net';
import { MarkedReader } from './marks';
import { withoutNotes } from './tensorflow-log';
import type { StreamName } from './wire';

/** Milliseconds that output waits for the message that was announced by a mark. */
const LOST = 200;
const CHUNK = 65_536;

/** One of the two pipes. */
class RawStream {
  private readonly reader: MarkedReader;
  private readonly decoder = new TextDecoder();
  private readonly chunk = Buffer.alloc(CHUNK);
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly descriptor: number,
    token: string,
    print: (text: string) => void,
  ) {
    this.reader = new MarkedReader(token, (bytes) => {
      const text = this.decoder.decode(bytes, { stream: true });
      if (text !== '') print(text);
    });
    const callback = (length: number, buffer: Uint8Array): boolean => {
      this.take(Buffer.from(buffer.buffer, buffer.byteOffset, length));
      return true;
    };
    const onread = { buffer: Buffer.alloc(CHUNK), callback };
    const options = { fd: descriptor, readable: true, writable: false, onread };
    const socket = new Socket(options);
    socket.on('error', () => socket.destroy());
    socket.resume();
  }

  /** Shows what was written before this mark, and keeps back the rest. */
  stopAt(mark: number): void {
    this.reader.stopAt(mark);
    while (this.reader.passed < mark && this.readNow()) this.reader.stopAt(mark);
  }

  goOn(): void {
    this.reader.goOn();
    this.watchWaiting();
  }

  private take(bytes: Buffer): void {
    this.reader.push(bytes);
    this.watchWaiting();
  }

  /**
   * Ends a wait for a message that does not come: a cell was broken off between mark and
   * message.
   */
  private watchWaiting(): void {
    if (!this.reader.waits || this.timer) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.reader.showAll();
    }, LOST);
  }

  /** Reads what is there without waiting; false if nothing is. */
  private readNow(): boolean {
    try {
      const length = readSync(this.descriptor, this.chunk);
      if (length > 0) this.take(this.chunk.subarray(0, length));
      return length > 0;
    } catch {
      return false; // EAGAIN: the pipe is empty
    }
  }
}

function printErrors(print: (name: StreamName, text: string) => void, text: string): void {
  const wanted = withoutNotes(text);
  if (wanted !== '') print('stderr', wanted);
}

export class RawOutput {
  private readonly streams: RawStream[];

  constructor(
    pipes: readonly [number, number] | undefined,
    token: string,
    print: (name: StreamName, text: string) => void,
  ) {
    const [out, err] = pipes ?? [];
    this.streams = [];
    if (out !== undefined) {
      this.streams.push(new RawStream(out, token, (text) => print('stdout', text)));
    }
    if (err !== undefined) {
      this.streams.push(new RawStream(err, token, (text) => printErrors(print, text)));
    }
  }

  /** Shows what was written before this mark, and keeps back the rest until goOn(). */
  stopAt(mark: number): void {
    for (const stream of this.streams) stream.stopAt(mark);
  }

  goOn(): void {
    for (const stream of this.streams) stream.goOn();
  }
}
