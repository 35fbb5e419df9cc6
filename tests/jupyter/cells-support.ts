// Cells in this process, without Jupyter: the compiler and the runner as the kernel puts them
// together.
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { CellInterrupts } from '../../jupyter/kernel/cells/interrupts';
import { Modules } from '../../jupyter/kernel/cells/modules';
import { CellRunner } from '../../jupyter/kernel/cells/runner';
import { readableStacks } from '../../jupyter/kernel/cells/stacks';
import { ownTimers } from '../../jupyter/kernel/cells/timers';
import { CompiledUnits } from '../../jupyter/kernel/cells/units';
import { CellCompiler } from '../../jupyter/kernel/compiler/cellCompiler';
import type { CellOutcome } from '../../jupyter/kernel/server/wire';
import { createStore } from '../../jupyter/load/store.cjs';
import { projectPath } from '../../src/core/paths';

export const root = projectPath('');
const WARM = ['jupyter/kernel/compiler/globals.d.ts', 'src/config/index.ts', 'src/plots/index.ts'];

/** A compiler for cells in a folder of their own. */
export function compilerIn(folder: string): CellCompiler {
  const compiler = new CellCompiler(root);
  compiler.open(folder);
  compiler.cells.warm(WARM);
  return compiler;
}

export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'cells-')));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A notebook whose cells run in this process. */
export class Notebook {
  readonly folder = temporaryFolder();
  private readonly runner: CellRunner;
  private count = 0;

  constructor() {
    const units = new CompiledUnits();
    readableStacks(root, units);
    const compiler = compilerIn(this.folder);
    const modules = new Modules(root, this.folder, createStore(root), units);
    const asked = {
      compile: (source: string) => Promise.resolve(compiler.compile(source)),
      keep: (serial: number, missed: readonly string[]) => compiler.keep(serial, missed),
    };
    const notebook = path.join(this.folder, 'notebook.ipynb');
    this.runner = new CellRunner(
      root,
      notebook,
      asked,
      modules,
      units,
      new CellInterrupts(ownTimers()),
    );
  }

  run(source: string): Promise<CellOutcome> {
    return this.runner.run(source, `cell [${++this.count}]`);
  }

  /** What the last line of a cell shows as text; a failure throws with its traceback. */
  async text(source: string): Promise<string | undefined> {
    const { failure, bundle } = await this.run(source);
    if (failure) throw new Error(failure.traceback.join('\n'));
    return bundle?.['text/plain'] as string | undefined;
  }

  /** The traceback of a cell that must fail. */
  async failure(source: string): Promise<string> {
    const { failure } = await this.run(source);
    if (!failure) throw new Error(`the cell did not fail: ${source}`);
    return failure.traceback.join('\n');
  }
}
