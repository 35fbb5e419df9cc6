/** Comms: channels between a cell and what it shows in the front end, such as a slider. */
import { randomUUID } from 'node:crypto';
import type { Comm, Comms } from '../../../src/notebook/kernel';
import { describeValue } from '../cells/describe';
import type { Content, Header } from './message';
import type { OutputRouter } from './output';
import type { ToThread } from './wire';

/** The request that a handler is called for. */
export interface CommRequest {
  readonly header: Header;
  readonly metadata: Content;
}

export class KernelComm implements Comm {
  onMessage?: Comm['onMessage'];
  onClose?: Comm['onClose'];

  constructor(
    readonly id: string,
    readonly target: string,
    /** The metadata.cellId of the cell that opened it. */
    readonly cell: string | undefined,
    private readonly channel: KernelComms,
  ) {}

  send(data: object, metadata?: object): void {
    this.channel.send(this, data, metadata);
  }

  close(): void {
    this.channel.close(this);
  }
}

type Opened = Parameters<Comms['register']>[1];

export class KernelComms implements Comms {
  private readonly comms = new Map<string, KernelComm>();
  private readonly targets = new Map<string, Opened>();
  /** Ends of handlers that still run. */
  private readonly running = new Set<() => void>();

  constructor(
    private readonly output: OutputRouter,
    private readonly post: (message: ToThread) => void,
  ) {}

  /** Opens a comm to the front end. */
  open(target: string, data: object, metadata?: object): KernelComm {
    const comm = new KernelComm(randomUUID(), target, this.output.owner, this);
    const content = { comm_id: comm.id, target_name: target, data };
    this.publish('comm_open', content, metadata, { id: comm.id, target, open: true });
    this.comms.set(comm.id, comm);
    return comm;
  }

  /** Says what is done when the front end opens a comm to this target. */
  register(target: string, opened: Opened): void {
    this.targets.set(target, opened);
  }

  send(comm: KernelComm, data: object, metadata?: object): void {
    if (this.comms.get(comm.id) !== comm) return; // closed meanwhile
    this.publish('comm_msg', { comm_id: comm.id, data }, metadata);
  }

  close(comm: KernelComm): void {
    if (!this.comms.delete(comm.id)) return;
    const state = { id: comm.id, target: comm.target, open: false };
    this.publish('comm_close', { comm_id: comm.id, data: {} }, undefined, state);
  }

  /** Closes all comms that these cells opened. */
  closeOf(cells: readonly (string | undefined)[]): void {
    for (const comm of [...this.comms.values()]) {
      if (comm.cell === undefined || !cells.includes(comm.cell)) continue;
      this.close(comm);
      try {
        comm.onClose?.();
      } catch (error) {
        report(error);
      }
    }
  }

  /** Handles a message of the front end; the thread is told when its handler has ended. */
  async receive(parent: Header, content: Content, metadata: Content): Promise<void> {
    const known = this.comms.get(String(content.comm_id));
    const cell = known ? known.cell : this.output.owner;
    const request: CommRequest = { header: parent, metadata };
    await this.output.during({ parent, cell }, async () => {
      try {
        await this.untilInterrupt(this.handle(parent.msg_type, known, content, request));
      } catch (error) {
        report(error);
      }
      this.output.flush();
      this.post({ kind: 'commDone', parent });
    });
  }

  /** After an interrupt nothing waits for handlers any more; their timers may be silenced. */
  interrupt(): void {
    for (const end of [...this.running]) end();
  }

  private async handle(
    type: string,
    comm: KernelComm | undefined,
    content: Content,
    request: CommRequest,
  ): Promise<void> {
    const data = content.data ?? {};
    if (type === 'comm_open') this.opened(content, data, request);
    else if (type === 'comm_msg') await comm?.onMessage?.(data, request);
    else if (comm) {
      this.comms.delete(comm.id);
      comm.onClose?.();
    }
  }

  private opened(content: Content, data: object, request: CommRequest): void {
    const target = String(content.target_name);
    const comm = new KernelComm(String(content.comm_id), target, this.output.owner, this);
    this.comms.set(comm.id, comm);
    const opened = this.targets.get(target);
    if (opened) opened(comm, data, request);
    else this.close(comm); // as the protocol wants it
  }

  private async untilInterrupt(handled: Promise<void>): Promise<void> {
    let end = (): void => {};
    const interrupted = new Promise<void>((resolve) => {
      end = resolve;
    });
    this.running.add(end);
    try {
      await Promise.race([handled, interrupted]);
    } finally {
      this.running.delete(end);
    }
  }

  private publish(
    type: string,
    content: object,
    metadata: object = {},
    comm?: { id: string; target: string; open: boolean },
  ): void {
    const json = JSON.stringify(content);
    this.output.flush();
    const { request: parent } = this.output;
    const message = { type, content: json, metadata: JSON.stringify(metadata), parent, comm };
    this.post({ kind: 'publish', ...message });
  }
}

/** Prints what a handler threw. */
function report(error: unknown): void {
  console.error(describeValue(error));
}
