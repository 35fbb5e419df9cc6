import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { temporaryFolder as newFolder } from '../../src/core/temporaryFolder';
import type { Hello, BenchOrder } from './protocol';

/** How a contestant's process is started. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

const running = new Set<ChildProcess>();
const folders = new Set<string>();

/** A folder for what is passed on and for caches, gone at the end. */
export function temporaryFolder(): string {
  const folder = newFolder('neural-memory-bench');
  folders.add(folder);
  return folder;
}

/** Ends every process that is still there, with all it started, and removes the folders. */
export function endAll(): void {
  running.forEach(endGroup);
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  folders.clear();
}

/**
 * A process that stays alive and answers one JSON line with another. It ends by itself if this
 * process does: its standard input closes then.
 */
export class Child {
  private readonly process: ChildProcess;
  private readonly waiting: {
    readonly resolve: (line: string) => void;
    readonly reject: (error: Error) => void;
  }[] = [];
  private ended: Error | undefined;
  private noise = '';

  private constructor({ program, args, env }: Command) {
    // A process group of its own, so that compilers it has started end with it.
    const child = (this.process = spawn(program, args, {
      stdio: ['pipe', 'ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
      detached: true,
    }));
    running.add(child);
    child.stderr?.on(
      'data',
      (text: Buffer) => (this.noise = (this.noise + text.toString()).slice(-4000)),
    );
    child.stdin?.on('error', () => undefined); // it died: 'close' tells
    createInterface({ input: child.stdio[3] as Readable }).on('line', (line) =>
      this.waiting.shift()?.resolve(line),
    );
    const end = (error: Error): void => {
      running.delete(child);
      this.ended ??= error;
      for (const one of this.waiting.splice(0)) one.reject(error);
    };
    child.on('error', end);
    child.on('close', (code, signal) =>
      end(new Error(`its process ended (${signal ?? `exit ${code}`})${lastLine(this.noise)}`)),
    );
  }

  /**
   * Starts a process and waits until its libraries are loaded.
   * @throws Error if it cannot be started
   */
  static async start(command: Command): Promise<{ child: Child; hello: Hello }> {
    const child = new Child(command);
    return { child, hello: (await child.receive()) as Hello };
  }

  /** @throws Error with what the process says, or if it has ended */
  async ask<R extends object>(order: BenchOrder): Promise<R> {
    this.process.stdin?.write(`${JSON.stringify(order)}\n`);
    const reply = await this.receive();
    if ('error' in reply) throw new Error(String(reply.error));
    return reply as R;
  }

  end(): void {
    endGroup(this.process);
  }

  private async receive(): Promise<object> {
    if (this.ended) throw this.ended;
    return JSON.parse(
      await new Promise<string>((resolve, reject) => this.waiting.push({ resolve, reject })),
    ) as object;
  }
}

function endGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // it has ended by itself
  }
}

function lastLine(text: string): string {
  const line = text.trim().split('\n').pop();
  return line ? `: ${line}` : '';
}
