/** The main thread's side of the server: starts the server thread and does what it asks for. */
import * as path from 'node:path';
import { MessageChannel, Worker } from 'node:worker_threads';
import type { KernelApi } from '../../../src/notebook/kernel';
import { describeValue, isError, textOf } from '../cells/describe';
import { KernelComms } from './comms';
import { captureDescriptors, Descriptors, writeTrouble } from './descriptors';
import { protectFromExit } from './exit';
import { Guard } from './guard';
import { Input, Timers } from './input';
import { OutputRouter } from './output';
import { createShared } from './shared';
import type {
  CellOutcome,
  CellRequest,
  DisplayData,
  Failure,
  ReportedOutcome,
  RunOrder,
  ThreadData,
  ToMain,
  ToThread,
} from './wire';
import { waitForRoom } from './wire-size';

/** The value of one of a request's user_expressions. */
export type Evaluated = ({ status: 'ok' } & DisplayData) | ({ status: 'error' } & Failure);

/** What the server needs of the rest of the kernel. */
export interface Handlers {
  /** Runs one cell. Never rejects. */
  run(request: CellRequest): Promise<CellOutcome>;
  /** An interrupt that came as a message: the main thread was looking. */
  interrupt(): void;
  /** Evaluates one of the user_expressions. Never rejects. */
  evaluate(code: string): Promise<Evaluated>;
  /** Ends the running cell with this error. */
  failCell(error: Error): void;
}

export interface ServerOptions {
  readonly root: string;
  readonly connectionFile: string;
  readonly handlers: Handlers;
  readonly timers: Timers;
  /** Absolute path of a module that exports `startCompiler(root): Compiler` (see requests.ts). */
  readonly compiler?: string;
}

export interface Server {
  /** Asks the compiler's process. */
  ask(op: string, ...args: unknown[]): Promise<unknown>;
  /** The marks around a running script. */
  readonly guard: Guard;
  readonly output: OutputRouter;
  /** Writes a line about the kernel itself where the Jupyter server shows it. */
  warn(text: string): void;
}

const KERNEL = Symbol.for('neural-memory-lab.kernel');

/** An answer of the compiler that is waited for. */
interface Waiting {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

class Link implements Server {
  readonly guard: Guard;
  readonly output: OutputRouter;
  private readonly shared = createShared();
  private readonly descriptors: Descriptors;
  private readonly exit: (code: number) => void;
  private readonly comms: KernelComms;
  private readonly input: Input;
  private readonly worker: Worker;
  private readonly waiting = new Map<number, Waiting>();
  private lastQuestion = 0;

  constructor(private readonly options: ServerOptions) {
    this.descriptors = captureDescriptors();
    this.exit = protectFromExit();
    this.guard = new Guard(this.shared);
    const { port1: answers, port2: forThread } = new MessageChannel();
    this.worker = this.startThread(forThread);

    const { shared } = this;
    const { timers, handlers } = options;
    const post = (message: ToThread): void => this.post(message);
    const failCell = (error: Error): void => handlers.failCell(error);
    this.output = new OutputRouter(post);
    this.comms = new KernelComms(this.output, post);
    const { output } = this;
    this.input = new Input({ output, shared, answers, timers, post, failCell });
    this.publishApi();
    process.on('SIGTERM', this.terminated);
  }

  ask(op: string, ...args: unknown[]): Promise<unknown> {
    const id = ++this.lastQuestion;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.post({ kind: 'ask', id, op, args });
    });
  }

  warn(text: string): void {
    writeTrouble(this.descriptors.stderr, text);
  }

  /**
   * SIGTERM ends the kernel in order. Not while a cell runs: it may keep this thread busy, and a
   * signal that waits for it would end nothing. Then the signal does what it does to any process.
   */
  private readonly terminated = (): void => this.post({ kind: 'terminated' });

  private startThread(answers: ThreadData['answers']): Worker {
    const { root, connectionFile, compiler } = this.options;
    const { pipes, token, stderr } = this.descriptors;
    const workerData: ThreadData = {
      module: path.join(__dirname, 'thread.ts'),
      root,
      connectionFile,
      compiler,
      shared: this.shared,
      pipes,
      token,
      stderr,
      answers,
    };
    const start = path.join(root, 'jupyter', 'load', 'worker.cjs');
    const worker = new Worker(start, {
      workerData,
      transferList: [answers],
      stdout: true, // not to the notebook
      stderr: true,
    });
    worker.on('message', (message: ToMain) => this.receive(message));
    worker.on('error', (error) => {
      this.warn(`The kernel's server thread failed: ${error.stack ?? error}`);
      this.exit(1);
    });
    return worker;
  }

  /** What src and notebooks reach the kernel by. */
  private publishApi(): void {
    const { output, comms } = this;
    const api: KernelApi = {
      display: output.display.bind(output),
      clearOutput: (wait: boolean) => output.clear(wait),
      comms: {
        open: comms.open.bind(comms),
        register: comms.register.bind(comms),
      },
    };
    Object.defineProperty(globalThis, KERNEL, { value: api, configurable: true });
  }

  private post(message: ToThread): void {
    const marked = { ...message, mark: this.descriptors.mark() };
    waitForRoom(this.shared, marked);
    this.worker.postMessage(marked);
  }

  private receive(message: ToMain): void {
    switch (message.kind) {
      case 'run':
        void this.run(message);
        break;
      case 'comm':
        void this.comms.receive(message.parent, message.content, message.metadata);
        break;
      case 'asked':
        this.interrupt(message.asked);
        break;
      case 'answered':
        this.answered(message);
        break;
      case 'input':
        this.input.answered(message.id, message.value);
        break;
      case 'end':
        this.exit(message.code);
        break;
    }
  }

  private interrupt(asked: number): void {
    if (!this.guard.answer(asked)) return;
    this.options.handlers.interrupt();
    this.input.interrupt();
    this.comms.interrupt();
  }

  private answered({ id, result, error }: Extract<ToMain, { kind: 'answered' }>): void {
    const waiting = this.waiting.get(id);
    this.waiting.delete(id);
    if (error !== undefined) waiting?.reject(new Error(error));
    else waiting?.resolve(result);
  }

  private async run(order: RunOrder): Promise<void> {
    const { request, parent, allowsInput } = order;
    this.output.begin(parent, request.cell, request.silent);
    this.comms.closeOf([request.cell, ...order.deletedCells]);
    this.input.begin(allowsInput);
    process.off('SIGTERM', this.terminated);
    let outcome: ReportedOutcome;
    try {
      outcome = await this.outcome(order);
      // here, where what cannot be sent can still be told
      outcome = JSON.parse(JSON.stringify(outcome)) as ReportedOutcome;
    } catch (error) {
      outcome = { failure: unexpected(error), expressions: {} };
    }
    process.on('SIGTERM', this.terminated);
    this.input.end();
    this.output.end();
    this.post({ kind: 'ran', outcome });
  }

  private async outcome(order: RunOrder): Promise<ReportedOutcome> {
    const { handlers } = this.options;
    const { failure, bundle } = await handlers.run(order.request);
    if (failure) return { failure, expressions: {} };
    const expressions: Record<string, unknown> = {};
    for (const [name, code] of Object.entries(order.expressions)) {
      expressions[name] =
        typeof code === 'string' ? await handlers.evaluate(code) : noCode(name, code);
    }
    return { result: bundle && { data: bundle, metadata: {} }, expressions };
  }
}

/** The value of a user expression that is no text. */
function noCode(name: string, code: unknown): Evaluated {
  const ename = 'TypeError';
  const evalue = `user_expressions.${name}: got ${describeValue(code)}, expected code`;
  return { status: 'error', ename, evalue, traceback: [`${ename}: ${evalue}`] };
}

/** The failure of a cell whose result could not be sent: a `toJSON` that throws, a circle. */
function unexpected(error: unknown): Failure {
  const ename = (isError(error) && textOf(error, 'name')) || 'Error';
  const message = (isError(error) && textOf(error, 'message')) || describeValue(error);
  const evalue = `the result cannot be sent: ${message.split('\n')[0]}`;
  return { ename, evalue, traceback: [`${ename}: ${evalue}`] };
}

/** Starts the server. To be called before anything else opens files or prints. */
export function startServer(options: ServerOptions): Server {
  return new Link(options);
}
