/**
 * Sends messages on one socket in order. A zeromq socket takes one message at a time: it refuses
 * the next one (EBUSY) until the promise of the last has settled, so messages wait here for
 * their turn.
 */

export type Frames = readonly (Buffer | string)[];

/** What the sender needs of a socket. */
export interface Sending {
  send(frames: Frames): Promise<void>;
}

export class Sender {
  private waiting: Frames[] = [];
  private sending: Promise<void> | undefined;
  private isClosed = false;

  constructor(
    private readonly socket: Sending,
    private readonly failed: (error: unknown) => void,
  ) {}

  send(frames: Frames): void {
    if (this.isClosed) return;
    this.waiting.push(frames);
    this.sending ??= this.sendAll();
  }

  /** Resolves when every message has been handed to ZeroMQ. */
  async drained(): Promise<void> {
    await this.sending;
  }

  /** Takes no more messages; resolves when those that wait have been handed to ZeroMQ. */
  async close(): Promise<void> {
    this.isClosed = true;
    await this.drained();
  }

  private async sendAll(): Promise<void> {
    while (this.waiting.length > 0) {
      const batch = this.waiting;
      this.waiting = [];
      for (const frames of batch) await this.sendOne(frames);
    }
    this.sending = undefined;
  }

  private async sendOne(frames: Frames): Promise<void> {
    try {
      await this.socket.send(frames);
    } catch (error) {
      this.failed(error);
    }
  }
}
