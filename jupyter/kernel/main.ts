// The TypeScript kernel of the laboratory: cells run on the main thread; a server thread speaks to
// Jupyter; a process of its own checks and compiles. Started by jupyter/kernel.cjs.
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { store } from '../load/register.cjs';
import { describeValue } from './cells/describe';
import { CellInterrupts } from './cells/interrupts';
import { Modules } from './cells/modules';
import { preload } from './cells/preload';
import { BROKEN_OFF, type Compiler, CellRunner } from './cells/runner';
import { quietWarnings } from './cells/quietWarnings';
import { readableStacks } from './cells/stacks';
import { ownTimers } from './cells/timers';
import { connectTslab } from './cells/tslab';
import { CompiledUnits } from './cells/units';
import type { CompiledCell } from './compiler/cellCompiler';
import { type Evaluated, type Server, startServer } from './server/link';

/**
 * @param root the project's folder
 * @param connectionFile what Jupyter wrote for this kernel
 */
export function startKernel(root: string, connectionFile: string): void {
  const folder = process.cwd();
  let isRunning = false;
  const timers = ownTimers();
  const server: Server = startServer({
    root,
    connectionFile,
    timers,
    compiler: path.join(__dirname, 'compiler', 'start.ts'),
    handlers: {
      run: async ({ code, label }) => {
        isRunning = true;
        const outcome = await runner.run(code, label);
        isRunning = false;
        return outcome;
      },
      interrupt: () => interrupts.interrupt(),
      evaluate: (code) => evaluate(runner, code),
      failCell: (error) => interrupts.fail(error),
    },
  });
  const interrupts = new CellInterrupts(timers);
  const units = new CompiledUnits();
  readableStacks(root, units);
  const modules = new Modules(root, folder, store, units);
  modules.onRequire('tslab', () => connectTslab(root, server.output));
  const compiler: Compiler = {
    compile: (source) => server.ask('compile', source) as Promise<CompiledCell>,
    keep: (serial, missed) => void server.ask('keep', serial, missed).catch(() => {}),
  };
  const runner = new CellRunner(root, notebookIn(folder), compiler, modules, units, interrupts);
  runner.guard = server.guard;
  quietWarnings();
  reportLateErrors(server.output);
  preload(createRequire(__filename), () => isRunning, timers);
}

/**
 * The notebook's file if Jupyter says which it is; else a name in the folder where the kernel was
 * started.
 */
function notebookIn(folder: string): string {
  const named = process.env['JPY_SESSION_NAME'];
  if (named && path.dirname(named) === folder && fs.existsSync(named)) return named;
  return path.join(folder, 'notebook.ipynb');
}

/**
 * Errors that no cell can report: of timers and events, and of promises that nobody waits for. The
 * kernel lives on.
 */
function reportLateErrors(output: Server['output']): void {
  // not process.stderr: a cell can put something that throws in its place
  function report(words: string, error: unknown): void {
    output.print('stderr', `${words} ${describeValue(error)}\n`);
  }
  // not a listener: a cell could remove it, and the next error would end the kernel
  process.setUncaughtExceptionCaptureCallback((error: unknown) => {
    if (error === BROKEN_OFF) return;
    try {
      if (process.emit('uncaughtException', error as Error)) return;
      report('Uncaught error, outside any cell that could report it:', error);
    } catch (another) {
      report('A listener of uncaughtException failed:', another);
    }
  });
  process.on('unhandledRejection', (error) => {
    report('A promise failed and nothing awaited it:', error);
  });
}

async function evaluate(runner: CellRunner, code: string): Promise<Evaluated> {
  const { failure, bundle } = await runner.run(code, 'user expression');
  if (failure) return { status: 'error', ...failure };
  return { status: 'ok', data: bundle ?? { 'text/plain': 'undefined' }, metadata: {} };
}
