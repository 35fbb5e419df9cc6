import { spawn } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';
import * as readline from 'readline';
import { projectRoot } from './files';

/** How a Python helper ended. */
export interface PythonResult {
  readonly code: number;
  readonly stderr: string;
}

function pythonProgram(): string {
  const root = projectRoot();
  const program = process.platform === 'win32' ? path.join(root, '.venv', 'Scripts', 'python.exe') : path.join(root, '.venv', 'bin', 'python');
  if (!fs.existsSync(program)) throw new Error('the Python side is not set up (.venv is missing); mend: npm run setup');
  return program;
}

/**
 * Runs one of the helpers in jupyter/ with the project's Python.
 * @param onLine gets each line of standard output as it comes.
 * Interrupts are passed on to the helper, so that no kernel outlives the command.
 */
export function runPython(script: string, args: readonly string[], onLine: (line: string) => void, environment: NodeJS.ProcessEnv = {}): Promise<PythonResult> {
  const child = spawn(pythonProgram(), ['-u', path.join(projectRoot(), 'jupyter', script), ...args], {
    cwd: projectRoot(), env: { ...process.env, PYTHONWARNINGS: 'ignore', ...environment }, stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (text: Buffer) => { stderr = (stderr + text.toString()).slice(-8000); });
  const lines = readline.createInterface({ input: child.stdout });
  lines.on('line', onLine);
  const read = new Promise((resolve) => lines.once('close', resolve));
  const stop = (): void => { child.kill('SIGINT'); };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      process.off('SIGINT', stop);
      process.off('SIGTERM', stop);
      void read.then(() => resolve({ code: code ?? 130, stderr }));
    });
  });
}
