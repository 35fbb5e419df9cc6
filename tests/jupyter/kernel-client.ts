// A real kernel for tests: started by jupyter_client from .venv (tests/python/kernel_bridge.py),
// spoken to in JSON lines.
import { ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import * as path from 'node:path';
import { createInterface } from 'node:readline';
import { CellResult, Content, joined, Message, summary } from './kernel-result';
import { projectPath } from '../../src/core/paths';

export const root = projectPath('');
const python = path.join(
  root,
  '.venv',
  process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python',
);

interface Event extends Message {
  event: string;
  id?: number;
  msg_id?: string;
  pid?: number;
  alive?: boolean;
  message?: string;
}

export class Kernel {
  pid = 0;
  /** Every message of the kernel so far, for outputs that come after their cell has ended. */
  readonly all: Message[] = [];
  private readonly child: ChildProcess;
  private readonly waiting = new Set<() => void>();
  private readonly sent = new Map<number, string>();
  private readonly alive = new Map<number, boolean>();
  private ready = 0;
  private failure: string | undefined;
  private nextId = 0;

  private constructor() {
    if (!existsSync(python))
      throw new Error(`${python} is missing. Run "npm start" once: it makes .venv.`);
    this.child = spawn(python, [projectPath('tests/python/kernel_bridge.py')], {
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let trouble = '';
    this.child.stderr!.on('data', (chunk) => {
      trouble = (trouble + String(chunk)).slice(-4000);
    });
    this.child.on('exit', () => {
      this.failure ??= `the bridge ended\n${trouble}`;
      this.wake();
    });
    createInterface({ input: this.child.stdout! }).on('line', (line) =>
      this.take(JSON.parse(line) as Event),
    );
  }

  /** Starts a kernel in a folder; `env` replaces the environment. */
  static async start(cwd = path.join(root, 'notebooks'), env?: NodeJS.ProcessEnv): Promise<Kernel> {
    const kernel = new Kernel();
    kernel.tell({ op: 'start', cwd, env });
    await kernel.until(() => kernel.ready === 1, 'the kernel to start', 90_000);
    return kernel;
  }

  private take(event: Event): void {
    if (event.event === 'message') this.all.push(event);
    if (event.event === 'sent') this.sent.set(event.id!, event.msg_id!);
    if (event.event === 'alive') this.alive.set(event.id!, event.alive!);
    if (event.event === 'ready') {
      this.ready++;
      this.pid = event.pid!;
    }
    if (event.event === 'failed') this.failure = event.message;
    this.wake();
  }

  private wake(): void {
    for (const look of [...this.waiting]) look();
  }

  private tell(command: object): void {
    this.child.stdin!.write(`${JSON.stringify(command)}\n`);
  }

  /** Waits until a condition on what has arrived holds. */
  async until(holds: () => boolean, what: string, ms = 60_000): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const end = (error?: Error): void => {
        this.waiting.delete(look);
        clearTimeout(timer);
        if (error) reject(error);
        else resolve();
      };
      const look = (): void => {
        if (holds()) end();
        else if (this.failure) end(new Error(`waited for ${what}: ${this.failure}`));
      };
      const timer = setTimeout(() => end(new Error(`waited ${ms / 1000} s for ${what}`)), ms);
      this.waiting.add(look);
      look();
    });
  }

  /** Sends a request and returns its message id at once. */
  async send(type: string, content: Content, channel = 'shell'): Promise<string> {
    const id = this.nextId++;
    this.tell({ op: 'send', channel, type, content, id });
    await this.until(() => this.sent.has(id), 'the request to be sent');
    return this.sent.get(id)!;
  }

  /** The messages of a request, once its reply and its idle status are there. */
  async finished(id: string, ms?: number): Promise<Message[]> {
    const own = (): Message[] => this.all.filter((m) => m.parent === id);
    await this.until(
      () => {
        const messages = own();
        return (
          messages.some((m) => m.type.endsWith('_reply')) &&
          messages.some((m) => m.type === 'status' && m.content.execution_state === 'idle')
        );
      },
      'a reply',
      ms,
    );
    return own();
  }

  /** A request's reply: { type, content }. */
  async ask(type: string, content: Content = {}, channel = 'shell'): Promise<Message> {
    const messages = await this.finished(await this.send(type, content, channel));
    return messages.find((m) => m.type.endsWith('_reply'))!;
  }

  /** Sends a cell without waiting; pass the id to `cell`. */
  submit(code: string, options: Content = {}): Promise<string> {
    return this.send('execute_request', {
      code,
      silent: false,
      store_history: true,
      user_expressions: {},
      allow_stdin: false,
      stop_on_error: true,
      ...options,
    });
  }

  async cell(id: string, ms?: number): Promise<CellResult> {
    return summary(await this.finished(id, ms));
  }

  async run(code: string, options?: Content): Promise<CellResult> {
    return this.cell(await this.submit(code, options));
  }

  /** Waits until a running cell has printed a text. */
  async printed(id: string, text: string): Promise<void> {
    await this.until(
      () =>
        joined(
          this.all.filter((m) => m.parent === id),
          'stdout',
        ).includes(text),
      `the cell to print ${text}`,
    );
  }

  /** Waits until a running cell has shown its error; its reply may come later. */
  async failed(id: string): Promise<void> {
    await this.until(
      () => this.all.some((m) => m.parent === id && m.type === 'error'),
      'the cell to fail',
    );
  }

  interrupt(): void {
    this.tell({ op: 'interrupt' });
  }

  async restart(): Promise<void> {
    const before = this.ready;
    this.tell({ op: 'restart' });
    await this.until(() => this.ready === before + 1, 'the restart', 90_000);
    this.all.length = 0; // the new client counts its message ids from the beginning again
  }

  async isAlive(): Promise<boolean> {
    const id = this.nextId++;
    this.tell({ op: 'alive', id });
    await this.until(() => this.alive.has(id), 'the state of the kernel');
    return this.alive.get(id)!;
  }

  /** Kills the kernel's parent, as when a Jupyter server crashes. */
  crashParent(): void {
    this.child.kill('SIGKILL');
  }

  /** Ends the kernel and the bridge. */
  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.stdin!.end();
    await ended;
  }
}
