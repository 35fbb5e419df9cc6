import { type ChildProcess, spawn } from 'node:child_process';
import { compilerFiles } from '../../load/compiler.cjs';

/**
 * A cell that the compiler was told to keep: it is compiled again when the compiler has to be
 * started again.
 */
interface Kept {
  readonly source: string;
  readonly missed: readonly string[];
}

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** Deaths in a row after which the compiler is given up. */
const MOST_DEATHS = 3;
/** How much of what the process printed is kept for an error message. */
const LAST_WORDS = 2000;

/** The compiler process, seen from the kernel: started at once, started again if it dies. */
export class CompilerClient {
  private child: ChildProcess;
  private readonly waiting = new Map<number, Waiting>();
  private readonly kept: Kept[] = [];
  private readonly sources = new Map<number, string>();
  private lastId = 0;
  private lastWords = '';
  private isEnding = false;
  /** Waited for before anything new is asked of a process that was started again. */
  private replayed: Promise<void> = Promise.resolve();
  /** How often the process died without having answered anything since. */
  private deaths = 0;

  /** @param folder the notebook's, where imports begin */
  constructor(
    private readonly root: string,
    private readonly folder: string,
  ) {
    this.child = this.start();
    this.send('open', folder).catch(() => {});
  }

  /** Asks for an operation of service.ts. Rejects if the process dies meanwhile. */
  async ask(op: string, ...args: unknown[]): Promise<unknown> {
    if (op === 'keep') {
      const [serial, missed] = args as [number, string[]];
      this.kept.push({ source: this.sources.get(serial) ?? '', missed });
      this.sources.delete(serial);
    }
    await this.replayed;
    const result = await this.send(op, ...args);
    if (op === 'compile')
      this.sources.set((result as { serial: number }).serial, args[0] as string);
    return result;
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  stop(): void {
    this.isEnding = true;
    this.child.kill('SIGKILL');
  }

  private start(): ChildProcess {
    const { bundle, blob } = compilerFiles(this.root);
    const args = blob ? ['--snapshot-blob', blob, 'compiler'] : [bundle];
    const child = spawn(process.execPath, args, {
      cwd: this.root,
      env: { ...process.env, LAB_COMPILER_ROOT: this.root, NODE_OPTIONS: '' },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.lastWords = (this.lastWords + text).slice(-LAST_WORDS);
    });
    child.on('message', (message) =>
      this.receive(message as { id?: number; result?: unknown; error?: string }),
    );
    child.on('error', (error) => this.died(error.message));
    child.on('exit', (code, signal) => this.died(`it ended with ${signal ?? code}`));
    return child;
  }

  private send(op: string, ...args: unknown[]): Promise<unknown> {
    const id = ++this.lastId;
    if (this.deaths > MOST_DEATHS) return Promise.reject(this.givenUp());
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.child.send({ id, op, args });
    });
  }

  private receive({ id, result, error }: { id?: number; result?: unknown; error?: string }): void {
    const waiting = id === undefined ? undefined : this.waiting.get(id);
    if (!waiting) return;
    this.deaths = 0;
    this.waiting.delete(id!);
    if (error === undefined) waiting.resolve(result);
    else waiting.reject(new Error(`The cell compiler failed: ${error}`));
  }

  /**
   * Starts the process again with everything that earlier cells had made; what was asked for
   * meanwhile fails.
   */
  private died(reason: string): void {
    if (this.isEnding) return;
    this.deaths++;
    const error = this.deaths > MOST_DEATHS ? this.givenUp() : this.restarted(reason);
    const waiting = [...this.waiting.values()];
    this.waiting.clear();
    for (const request of waiting) request.reject(error);
    if (this.deaths > MOST_DEATHS) return;
    this.child = this.start();
    this.send('open', this.folder).catch(() => {});
    this.replayed = this.replay().catch(() => {});
  }

  /** Compiles all that ran so far once more, so that later cells see it. */
  private async replay(): Promise<void> {
    for (const { source, missed } of [...this.kept]) {
      const { serial } = (await this.send('compile', source)) as { serial: number };
      await this.send('keep', serial, missed);
    }
  }

  private restarted(reason: string): Error {
    const words = `The cell compiler died (${reason}). It starts again: run the cell once more.`;
    return new Error(`${words} ${this.lastWords}`);
  }

  private givenUp(): Error {
    const words = 'The cell compiler cannot start. Run "npm run setup", then restart the kernel.';
    return new Error(`${words} ${this.lastWords}`);
  }
}
