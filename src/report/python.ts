import { spawn } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';
import * as readline from 'readline';
import { projectRoot } from '../core/paths';
import { InterruptedError } from '../core/errors';

/** How a Python helper ended. */
export interface PythonResult {
  readonly code: number;
  readonly stderr: string;
}

function pythonProgram(): string {
  const root = projectRoot();
  const program =
    process.platform === 'win32'
      ? path.join(root, '.venv', 'Scripts', 'python.exe')
      : path.join(root, '.venv', 'bin', 'python');
  if (!fs.existsSync(program))
    throw new Error('the Python side is not set up (.venv is missing); mend: npm run setup');
  return program;
}

/** Ask a process to end. */
export const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** How a Python helper is run. */
export interface PythonRun {
  /** Gets each line of standard output as it comes. */
  readonly onLine: (line: string) => void;
  /** What it reads from standard input; nothing if left out. */
  readonly input?: string;
  readonly environment?: NodeJS.ProcessEnv;
}

/**
 * Runs one of the helpers in jupyter/ with the project's Python. It has a process group of its own,
 * so Ctrl+C reaches it once, from here, and it can end its kernel in peace; a second Ctrl+C kills
 * it.
 * @throws InterruptedError when it was stopped
 */
export function runPython(
  script: string,
  args: readonly string[],
  { onLine, input = '', environment = {} }: PythonRun,
): Promise<PythonResult> {
  const child = spawn(
    pythonProgram(),
    ['-u', path.join(projectRoot(), 'jupyter', script), ...args],
    {
      cwd: projectRoot(),
      env: { ...process.env, PYTHONWARNINGS: 'ignore', PYTHONUTF8: '1', ...environment },
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
    },
  );
  let stderr = '';
  let stopped = false;
  child.stderr.on('data', (text: Buffer) => {
    stderr = (stderr + text.toString()).slice(-8000);
  });
  child.stdin.on('error', () => {
    // it ended before it read everything: its exit code says so
  });
  child.stdin.end(input);
  const lines = readline.createInterface({ input: child.stdout });
  lines.on('line', onLine);
  const read = new Promise((resolve) => lines.once('close', resolve));
  const stop = (): void => {
    child.kill(stopped ? 'SIGKILL' : 'SIGINT');
    stopped = true;
  };
  for (const signal of SIGNALS) process.on(signal, stop);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      for (const signal of SIGNALS) process.off(signal, stop);
      void read.then(() =>
        stopped ? reject(new InterruptedError('stopped')) : resolve({ code: code ?? 1, stderr }),
      );
    });
  });
}

/** The last line that a program said, which names the error: what stands above it is a trace. */
export function lastLine(said: string): string {
  const lines = said.split('\n').map((line) => line.trim());
  return lines.findLast((line) => line !== '')?.slice(0, 300) ?? 'it said nothing';
}
