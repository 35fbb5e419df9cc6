import * as path from 'node:path';
import * as vm from 'node:vm';
import { pathToFileURL } from 'node:url';
import type { CompiledCell } from '../compiler/cellCompiler';
import { RUN } from '../compiler/names';
import type { Guard } from '../server/guard';
import type { CellOutcome, Failure } from '../server/wire';
import { propertyOf } from './describe';
import { compileFailure, failureOf, type FailureContext, interruption } from './failures';
import type { CellInterrupts, CellState } from './interrupts';
import { bundleOf, type Format } from './lastValue';
import type { Modules } from './modules';
import { Before, bindImports, createScope } from './scope';
import { resetTensorFlow } from './tensorflow';
import type { CompiledUnits } from './units';

/** The cell compiler, which runs in a process of its own. */
export interface Compiler {
  compile(source: string): Promise<CompiledCell>;
  /**
   * Says that a cell ran, and which of its names it did not come to; the next compilation knows.
   */
  keep(serial: number, missed: readonly string[]): void;
}

/** Marks the time in which SIGINT may break off a script. */
type ScriptMarks = Pick<Guard, 'enter' | 'leave' | 'brokenOff'>;

type CellFunction = (...parameters: unknown[]) => unknown;

/** Runs cells one after the other. All of them share one scope: a name is one variable. */
export class CellRunner {
  guard: ScriptMarks = { enter() {}, leave() {}, brokenOff() {} };
  private readonly scope = createScope();
  /** Calls the callback of a timer in a script, which SIGINT can break off. */
  private readonly callbackScript = new vm.Script(`${RUN}.callback()`, { filename: 'node:timers' });
  private callback: () => void = () => {};
  private readonly parameters: readonly unknown[];

  constructor(
    private readonly root: string,
    private readonly notebook: string,
    private readonly compiler: Compiler,
    private readonly modules: Modules,
    private readonly units: CompiledUnits,
    private readonly interrupts: CellInterrupts,
  ) {
    this.parameters = this.cellParameters();
    // compiled cells hand themselves over by this hidden global
    const entries = {
      run: (cell: CellFunction) => this.inside(() => cell(...this.parameters)),
      callback: () => this.inside(this.callback),
    };
    Object.defineProperty(globalThis, RUN, { value: entries, configurable: true });
    interrupts.timers.callThrough((callback) => this.callBack(callback));
  }

  /** Runs a cell; never rejects. @param label `cell [3]` */
  async run(source: string, label: string): Promise<CellOutcome> {
    return this.interrupts.during(async (state, stopped) => {
      const context = { root: this.root, units: this.units, label, state };
      try {
        return await this.compileAndRun(source, context, stopped);
      } catch (error) {
        return { failure: safeFailure(error, context) };
      }
    });
  }

  private async compileAndRun(
    source: string,
    context: FailureContext,
    stopped: Promise<never>,
  ): Promise<CellOutcome> {
    const { label, state } = context;
    const compiled = await Promise.race([this.compiler.compile(source), stopped]);
    if (compiled.complaints.length > 0)
      return { failure: compileFailure(compiled.complaints, label) };
    this.modules.refresh();
    await Promise.race([this.modules.prepare(compiled.imports), stopped]);
    await this.interrupts.turn(); // an interrupt that came during the compilation
    if (state.interrupted) return { failure: interruption() };
    const before = new Before(this.scope, compiled.names);
    let result: unknown;
    try {
      result = await Promise.race([this.start(compiled, source, label, state), stopped]);
    } catch (error) {
      this.compiler.keep(compiled.serial, before.missed());
      throw error;
    }
    this.compiler.keep(compiled.serial, []);
    const value = Array.isArray(result) ? (result[0] as unknown) : undefined;
    const bundle = await Promise.race([bundleOf(value, () => this.format()), stopped]);
    return bundle ? { bundle } : {};
  }

  /**
   * Starts a compiled cell; resolves when it has ended. SIGINT breaks off what runs inside the
   * script below: the cell up to its first real wait. That covers `for (;;) await loss.data()`,
   * whose promises resolve without a turn of the event loop, because the script also runs the
   * promise jobs. For that it must not itself be one: hence setImmediate.
   */
  private start(
    { javascript, map }: CompiledCell,
    source: string,
    label: string,
    state: CellState,
  ): Promise<unknown> {
    const text = `(() => { ${javascript!}\n})()`;
    const unit = {
      label,
      isCell: true,
      source,
      map: JSON.parse(map!) as never,
      written: writtenLines(text),
    };
    const script = this.units.script(unit, text);
    return new Promise((resolve, reject) => {
      this.interrupts.timers.setImmediate(() => {
        try {
          resolve(script.runInThisContext({ breakOnSigint: true, displayErrors: false }));
        } catch (error) {
          const thrown = error as Error;
          reject(thrown); // first: whatever fails below, the cell has ended
          if (!isBrokenOff(error)) return;
          state.interrupted = true;
          this.afterBreak();
          this.interrupts.notifyBus(); // the interrupt was used up by breaking the cell off
        }
      });
    });
  }

  /** Calls the callback of a timer of a cell. */
  private callBack(callback: () => void): void {
    this.callback = callback;
    try {
      this.callbackScript.runInThisContext({ breakOnSigint: true, displayErrors: false });
    } catch (error) {
      if (!isBrokenOff(error)) throw error;
      this.afterBreak();
      this.interrupts.brokenOff();
    }
  }

  /** Brings everything in order that a script was in the middle of. */
  private afterBreak(): void {
    this.guard.brokenOff();
    endCallbacks(BROKEN_OFF);
    resetTensorFlow();
  }

  /**
   * What runs inside a script: a cell up to its first wait, or a callback of a timer, with the
   * promise jobs that follow.
   */
  private inside(body: () => unknown): unknown {
    this.guard.enter();
    try {
      const result = body();
      if (result instanceof Promise) result.catch(() => {}); // the runner reports it
      runWaitingCallbacks();
      return result;
    } finally {
      this.guard.leave();
    }
  }

  /** The values of the names in compiler/names.ts, in their order. */
  private cellParameters(): unknown[] {
    const { notebook, modules, scope } = this;
    const folder = path.dirname(notebook);
    const module = { exports: {}, id: notebook, filename: notebook, loaded: false };
    const meta = {
      dirname: folder,
      filename: notebook,
      url: String(pathToFileURL(notebook)),
      main: true,
      resolve: (id: string) => addressOf(modules.require.resolve(id)),
    };
    const load = (id: string, names: Record<string, string>): void =>
      bindImports(scope, modules.load(id), names);
    const importOne = (id: unknown): Promise<unknown> => modules.import(String(id));
    return [
      scope,
      importOne,
      load,
      meta,
      modules.require,
      module,
      module.exports,
      folder,
      notebook,
    ];
  }

  private format(): Format {
    const { bundleFor } = this.modules.load(path.join(this.root, 'src', 'notebook', 'format')) as {
      bundleFor: Format;
    };
    return bundleFor;
  }
}

/** Stands for an interrupt where Node is told of an uncaught error; nobody is to see it. */
export const BROKEN_OFF = Symbol('a script was broken off');

/** What Node has inside and the kernel cannot do without. */
interface InnerProcess {
  _tickCallback?(): void;
  _fatalException?(error: unknown): boolean;
}

/**
 * Runs the promise jobs of a cell's first stretch. A process.nextTick callback that throws is no
 * error of the cell.
 */
function runWaitingCallbacks(): void {
  try {
    (process as unknown as InnerProcess)._tickCallback?.();
  } catch (error) {
    endCallbacks(error);
  }
}

/**
 * Lets Node do what it does after an uncaught error: otherwise it goes on counting callbacks as
 * running that have ended, and dies of it.
 */
function endCallbacks(error: unknown): void {
  (process as unknown as InnerProcess)._fatalException?.(error);
}

const isBrokenOff = (error: unknown): boolean =>
  propertyOf(error, 'code') === 'ERR_SCRIPT_EXECUTION_INTERRUPTED';

/** As import.meta.resolve gives it: a part of Node by its name, everything else as an address. */
const addressOf = (file: string): string =>
  path.isAbsolute(file) ? String(pathToFileURL(file)) : file;

/** The lines inside the function that a cell is compiled to. */
function writtenLines(text: string): { first: number; last: number } {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => line.includes(`${RUN}.run(`));
  return { first: start + 2, last: lines.length - 2 };
}

/** A failure even for a value that fights every look at it. */
function safeFailure(error: unknown, context: FailureContext): Failure {
  try {
    return failureOf(error, context);
  } catch {
    const evalue = 'something was thrown that cannot be shown: looking at it fails';
    return {
      ename: 'ThrownValue',
      evalue,
      traceback: [`ThrownValue: ${evalue}`, `    in ${context.label}`],
    };
  }
}
