/**
 * The five ZeroMQ sockets of a kernel, all opened by the server thread.
 *
 * Every one of them is closed before the kernel ends. Where Node ends a thread in which a socket
 * still waits for a message, zeromq 6.8 settles the waiting promise from a destructor
 * (src/poller.h, Close), Node refuses that, and the process aborts with "terminate called after
 * throwing an instance of 'Napi::Error'".
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { compose, Content, Header, parse, Request } from './message';
import { Frames, Sender } from './sender';

/** What Jupyter wrote into the connection file of this kernel. */
interface ConnectionInfo {
  readonly transport: string;
  readonly ip: string;
  readonly key: string;
  readonly [port: `${string}_port`]: number;
}

/** A socket of the package zeromq, as far as it is used here. */
interface Socket {
  bind(address: string): Promise<void>;
  send(frames: Frames): Promise<void>;
  close(): void;
  [Symbol.asyncIterator](): AsyncIterator<Buffer[]>;
}

type SocketClass = new (options?: object) => Socket;

/** Milliseconds that a front end which does not read has for what was sent to it last. */
const LINGER = 500;
type ZeroMq = Readonly<Record<'Publisher' | 'Router' | 'Reply', SocketClass>>;

/** The channels on which a front end sends. */
export type Channel = 'shell' | 'control' | 'stdin';

export interface Listeners {
  /** Called with each request on the shell and the control channel. */
  request(request: Request, channel: 'shell' | 'control'): void;
  /** Called with each message on the stdin channel. */
  inputReply(reply: Request): void;
  /** Told of messages that were refused or lost. */
  warn(text: string): void;
}

/** Loads zeromq through tslab, of which it is a dependency. */
function loadZeroMq(root: string): ZeroMq {
  const tslab = path.join(root, 'node_modules', 'tslab', 'package.json');
  return createRequire(tslab)('zeromq') as ZeroMq;
}

export class Sockets {
  private readonly sockets: readonly Socket[];
  private readonly senders: Record<Channel | 'iopub' | 'hb', Sender>;

  private constructor(
    private readonly key: string,
    private readonly listeners: Listeners,
    opened: Readonly<Record<Channel | 'iopub' | 'hb', Socket>>,
  ) {
    this.sockets = Object.values(opened);
    const sender = (socket: Socket): Sender =>
      new Sender(socket, (error) =>
        listeners.warn(`A message to Jupyter was lost: ${String(error)}`),
      );
    this.senders = {
      iopub: sender(opened.iopub),
      shell: sender(opened.shell),
      control: sender(opened.control),
      stdin: sender(opened.stdin),
      hb: sender(opened.hb),
    };
    void this.listen(opened.shell, (request) => listeners.request(request, 'shell'));
    void this.listen(opened.control, (request) => listeners.request(request, 'control'));
    void this.listen(opened.stdin, (reply) => listeners.inputReply(reply));
    void this.echo(opened.hb);
  }

  /** Opens all sockets at the ports that Jupyter chose; rejects with none of them left open. */
  static async open(root: string, connectionFile: string, listeners: Listeners): Promise<Sockets> {
    const info = JSON.parse(readFileSync(connectionFile, 'utf8')) as ConnectionInfo;
    const zeroMq = loadZeroMq(root);
    const separator = info.transport === 'ipc' ? '-' : ':';

    const sockets: Socket[] = [];

    async function bound(type: keyof ZeroMq, channel: string, options?: object): Promise<Socket> {
      const socket = new zeroMq[type]({ linger: LINGER, ...options });
      sockets.push(socket);
      await socket.bind(`${info.transport}://${info.ip}${separator}${info[`${channel}_port`]}`);
      return socket;
    }

    const binding = [
      bound('Publisher', 'iopub', { sendHighWaterMark: 0 }), // no limit, or output would be lost
      bound('Router', 'shell'),
      bound('Router', 'control'),
      bound('Router', 'stdin'),
      bound('Reply', 'hb'),
    ];
    try {
      const [iopub, shell, control, stdin, hb] = await Promise.all(binding);
      return new Sockets(info.key, listeners, { iopub, shell, control, stdin, hb });
    } catch (error) {
      await Promise.allSettled(binding); // a socket that is being bound cannot be closed
      for (const socket of sockets) socket.close();
      throw error;
    }
  }

  /** Tells all front ends. `content` and `metadata` are JSON texts. */
  publish(parent: Header | undefined, type: string, content: string, metadata?: string): void {
    this.senders.iopub.send(compose(this.key, { parent, type, content, metadata }).frames);
  }

  /** Answers a request on the channel it came by. */
  reply(request: Request, channel: Channel, type: string, content: Content): void {
    const { header: parent, identities } = request;
    const draft = { parent, type, content: JSON.stringify(content), identities };
    this.senders[channel].send(compose(this.key, draft).frames);
  }

  /** Asks the front end that sent `request` for a line of input; returns the question's id. */
  askForInput(request: Request, prompt: string, password: boolean): string {
    const { header: parent, identities } = request;
    const content = JSON.stringify({ prompt, password });
    const composed = compose(this.key, { parent, type: 'input_request', content, identities });
    this.senders.stdin.send(composed.frames);
    return composed.id;
  }

  /** Closes all sockets once everything has been sent; what is sent from now on is dropped. */
  async close(): Promise<void> {
    await Promise.all(Object.values(this.senders).map((sender) => sender.close()));
    for (const socket of this.sockets) socket.close();
  }

  private async listen(socket: Socket, take: (request: Request) => void): Promise<void> {
    for await (const frames of socket as AsyncIterable<Buffer[]>) {
      try {
        take(parse(this.key, frames));
      } catch (error) {
        this.listeners.warn(`A message of Jupyter was refused: ${String(error)}`);
      }
    }
  }

  /** The heartbeat: everything comes back as it is. */
  private async echo(socket: Socket): Promise<void> {
    const { hb } = this.senders;
    for await (const frames of socket as AsyncIterable<Buffer[]>) {
      hb.send(frames);
      await hb.drained();
    }
  }
}
