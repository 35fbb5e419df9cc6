/**
 * The server thread: owns all sockets, so that a front end is answered while a cell keeps the main
 * thread busy. It has cells run there one after the other, and publishes what they print and show.
 */
import { createRequire } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import type { CompilerProcess } from '../compiler/start';
import { CellOutput } from './cell-output';
import { writeTrouble } from './descriptors';
import { Interrupter } from './guard';
import { History } from './history';
import { removeOldOutput } from './long-output';
import type { Content, Header, Request } from './message';
import { watchParent } from './parent';
import { descendantsOf } from './processes';
import { Questions } from './questions';
import { ExecutionQueue } from './queue';
import { RawOutput } from './raw-output';
import { Requests } from './requests';
import { SharedField } from './shared';
import { type Channel, Sockets } from './sockets';
import type { Marked, ReportedOutcome, RunOrder, ThreadData, ToMain, ToThread } from './wire';
import { messageSize } from './wire-size';

/**
 * Milliseconds that the kernel has for ending in order: long enough for breaking off a cell,
 * shorter than the 2.5 s after which jupyter_client sends a signal.
 */
const SHUTDOWN = 2000;

/**
 * Milliseconds after which a cell that still runs is interrupted once more: a timer may have begun
 * an endless loop after the first interrupt had been noticed.
 */
const SECOND_PRESS = 4000;
/** Milliseconds that child processes have before the cell is told how to go on. */
const NOTICE = 500;
const SIGNALLED =
  'The interrupt was passed on to the child processes of this cell. If it goes on, interrupt ' +
  'once more (they are ended then), or restart the kernel (Kernel > Restart Kernel).\n';
const STUCK =
  'The interrupt waits: the cell is where nothing can break it off, in native code or in a loop ' +
  'after an await. It ends there by itself, or with the kernel (Kernel > Restart Kernel).\n';

class ServerThread {
  private readonly history = new History();
  private readonly comms = new Map<string, string>();
  private readonly output: CellOutput;
  private readonly raw: RawOutput;
  private readonly compiler: CompilerProcess;
  private readonly requests: Requests;
  private readonly interrupter: Interrupter;
  private sockets!: Sockets;
  /** The sockets once they are open; undefined if they could not be opened. */
  private opened: Promise<Sockets | undefined> = Promise.resolve(undefined);
  private queue!: ExecutionQueue;
  private questions!: Questions;
  private ending = false;
  /** Takes the outcome of the cell that the main thread runs. */
  private ran: (outcome: ReportedOutcome) => void = () => {};

  constructor(
    private readonly data: ThreadData,
    private readonly postToMain: (message: ToMain) => void,
  ) {
    const { root, pipes, token, shared } = data;
    this.output = new CellOutput({
      root,
      publish: (parent, type, content) => this.sockets.publish(parent, type, content),
      warn: (text) => this.warn(text),
    });
    this.raw = new RawOutput(pipes, token, (name, text) => this.output.print(name, text));
    this.compiler = lazyCompiler(data);
    const { history, comms, compiler } = this;
    this.requests = new Requests({ root, history, comms, compiler });
    const ask = (asked: number): void => postToMain({ kind: 'asked', asked });
    this.interrupter = new Interrupter(shared, ask, (again) => this.interruptChildren(again));
  }

  async start(): Promise<void> {
    const { root, connectionFile, shared, answers } = this.data;
    watchParent(() => this.kill());
    // starts it, while the sockets open; its errors come with its answers
    void this.compiler.ask('ready').catch(() => {});
    const opening = Sockets.open(root, connectionFile, {
      request: (request, channel) => void this.take(request, channel),
      inputReply: (reply) => this.questions.reply(reply),
      warn: (text) => this.warn(text),
    });
    this.opened = opening.catch(() => undefined);
    this.sockets = await opening;
    const { sockets, output, history } = this;
    this.queue = new ExecutionQueue({
      sockets,
      output,
      history,
      run: (order) => this.run(order),
      warn: (text) => this.warn(text),
    });
    this.questions = new Questions({
      sockets,
      shared,
      answers,
      answer: (id, value) => this.postToMain({ kind: 'input', id, value }),
    });
    this.sockets.publish(undefined, 'status', JSON.stringify({ execution_state: 'starting' }));
    removeOldOutput(root);
  }

  /** A message of the main thread. */
  receive(message: Marked<ToThread>): void {
    Atomics.sub(this.data.shared, SharedField.PENDING, messageSize(message));
    Atomics.notify(this.data.shared, SharedField.PENDING);
    this.raw.stopAt(message.mark);
    this.handle(message);
    this.raw.goOn();
  }

  private handle(message: ToThread): void {
    switch (message.kind) {
      case 'text':
        this.output.print(message.name, message.text, message.parent);
        break;
      case 'publish':
        this.publish(message);
        break;
      case 'ran':
        this.questions.forget();
        this.ran(message.outcome);
        break;
      case 'commDone':
        this.idle(message.parent);
        break;
      case 'ask':
        void this.ask(message.id, message.op, message.args);
        break;
      case 'input':
        if (this.queue.current) this.questions.ask(this.queue.current, message);
        break;
      case 'terminated':
        void this.end(0);
        break;
    }
  }

  private publish(message: Extract<ToThread, { kind: 'publish' }>): void {
    const { comm, parent, type, content, metadata } = message;
    if (comm?.open) this.comms.set(comm.id, comm.target);
    else if (comm) this.comms.delete(comm.id);
    this.output.flush();
    this.sockets.publish(parent, type, content, metadata);
  }

  /** A request of a front end. */
  private async take(request: Request, channel: Channel): Promise<void> {
    const { header } = request;
    if (this.ending) return;
    switch (header.msg_type) {
      case 'execute_request':
        this.queue.add(request, channel);
        break;
      case 'comm_open':
      case 'comm_msg':
      case 'comm_close':
        this.passToComm(request);
        break;
      case 'interrupt_request':
        this.interrupt();
        this.answer(request, channel, {});
        break;
      case 'shutdown_request':
        this.answer(request, channel, { restart: request.content.restart === true });
        await this.end(0);
        break;
      default:
        await this.answerOther(request, channel);
    }
  }

  private passToComm({ header, content, metadata }: Request): void {
    const id = String(content.comm_id);
    if (header.msg_type === 'comm_open') this.comms.set(id, String(content.target_name));
    if (header.msg_type === 'comm_close') this.comms.delete(id);
    this.queue.status(header, 'busy');
    this.postToMain({ kind: 'comm', parent: header, content, metadata });
  }

  private async answerOther(request: Request, channel: Channel): Promise<void> {
    let pending: Promise<Content> | Content | undefined;
    try {
      pending = this.requests.answer(request);
      if (pending === undefined) return; // of a newer protocol, or the debugger's
      this.queue.status(request.header, 'busy');
      this.reply(request, channel, { status: 'ok', ...(await pending) });
    } catch (error) {
      const { name, message } = error instanceof Error ? error : new Error(String(error));
      this.reply(request, channel, {
        status: 'error',
        ename: name,
        evalue: message,
        traceback: [],
      });
    }
    this.idle(request.header);
  }

  private answer(request: Request, channel: Channel, content: Content): void {
    this.queue.status(request.header, 'busy');
    this.reply(request, channel, { status: 'ok', ...content });
    this.idle(request.header);
  }

  private reply(request: Request, channel: Channel, content: Content): void {
    const type = request.header.msg_type.replace('_request', '_reply');
    this.sockets.reply(request, channel, type, content);
  }

  /** A request beside the cells has been answered. */
  private idle(header: Header): void {
    this.queue.status(header, 'idle');
    // Front ends take the last status for that of the kernel.
    const { current } = this.queue;
    if (current && !this.ending) this.queue.status(current.header, 'busy');
  }

  private run(order: RunOrder): Promise<ReportedOutcome> {
    return new Promise((resolve) => {
      this.ran = resolve;
      this.postToMain({ kind: 'run', ...order });
    });
  }

  private async ask(id: number, op: string, args: unknown[]): Promise<void> {
    try {
      const result = await this.compiler.ask(op, ...args);
      this.postToMain({ kind: 'answered', id, result });
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      this.postToMain({ kind: 'answered', id, error: text });
    }
  }

  private interrupt(): void {
    if (this.questions.interrupt()) return;
    this.interrupter.interrupt();
    const cell = this.queue.current;
    setTimeout(() => {
      if (cell && this.queue.current === cell) this.interrupter.interrupt();
    }, SECOND_PRESS);
  }

  /**
   * The main thread does not notice an interrupt. As with Ctrl+C in a terminal, child processes get
   * the signal too, for the cell may wait for one (execSync); at the second time they are ended.
   */
  private interruptChildren(again: boolean): void {
    const children = descendantsOf(process.pid).filter((pid) => pid !== this.compiler.pid);
    for (const pid of children) {
      try {
        process.kill(pid, again ? 'SIGKILL' : 'SIGINT');
      } catch {
        // it has ended meanwhile, or is another user's
      }
    }
    const cell = this.queue?.current;
    if (!cell) return;
    const notice = children.length > 0 ? SIGNALLED : STUCK;
    setTimeout(() => {
      if (this.queue.current === cell) this.output.print('stderr', notice);
    }, NOTICE);
  }

  /**
   * Ends the kernel: everything is sent, the sockets are closed, then the main thread ends the
   * process. A cell that keeps it busy is interrupted first.
   */
  async end(code: number): Promise<void> {
    if (this.ending) return;
    this.ending = true;
    setTimeout(() => this.interruptChildren(false), SHUTDOWN / 2);
    setTimeout(() => this.kill(), SHUTDOWN);
    this.compiler.stop();
    const sockets = await this.opened;
    await sockets?.close();
    this.postToMain({ kind: 'end', code });
    if (sockets) this.interrupt();
  }

  private kill(): void {
    this.compiler.stop();
    process.kill(process.pid, 'SIGKILL');
  }

  private warn(text: string): void {
    writeTrouble(this.data.stderr, text);
  }
}

/** The compiler's process, started when it is first asked. */
function lazyCompiler({ root, compiler: file }: ThreadData): CompilerProcess {
  let started: CompilerProcess | undefined;
  function start(): CompilerProcess {
    if (file === undefined) throw new Error('The kernel was started without a compiler.');
    const compiler = createRequire(file)(file) as typeof import('../compiler/start');
    return compiler.startCompiler(root);
  }
  return {
    ask: async (op, ...args) => (started ??= start()).ask(op, ...args),
    stop: () => started?.stop(),
    get pid() {
      return started?.pid;
    },
  };
}

function main(): void {
  const port = parentPort!;
  const data = workerData as ThreadData;
  const thread = new ServerThread(data, (message) => port.postMessage(message));
  process.on('uncaughtException', (error) => {
    writeTrouble(data.stderr, `An error in the kernel's server thread: ${error.stack ?? error}`);
  });
  port.on('message', (message: Marked<ToThread>) => thread.receive(message));
  thread.start().catch((error: unknown) => {
    writeTrouble(data.stderr, `The kernel cannot listen to Jupyter: ${String(error)}`);
    void thread.end(1);
  });
}

main();
