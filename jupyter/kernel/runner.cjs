'use strict';
// Compiles and runs one cell after the other, keeping their variables and declarations.
const vm = require('vm');
const failures = require('./failures.cjs');
const { mendTensorFlow } = require('./tensorflow.cjs');

/** The object that compiled cells write their variables to. TypeScript defines imports by getters; cells may redefine them. */
function createScope() {
  const scope = {};
  return new Proxy(scope, {
    defineProperty(_, name, { get, value }) {
      if (name !== '__esModule') scope[name] = get ? get() : value;
      return true;
    },
  });
}

class CellRunner {
  constructor({ root, compiler, units, modules, interrupts }) {
    Object.assign(this, { root, compiler, units, modules, interrupts });
    this.declarations = '';
    this.scope = createScope();
    // Cells get at their variables through one hidden global, which the code below names.
    Object.defineProperty(globalThis, '__lab_cell__', { value: { scope: this.scope, require: modules.require, run: (cell) => this.inside(cell) } });
  }

  /** Runs a cell: { value } of its last expression, or { failure: { ename, evalue, traceback } }. Never rejects. */
  async run(source, label) {
    return this.interrupts.during(async (state, stopped) => {
      const context = { root: this.root, units: this.units, source, label, state };
      try {
        const compiled = this.compiler.compile(this.declarations, source, label);
        if (compiled.sideOutputs) this.modules.update(compiled.sideOutputs);
        if (compiled.diagnostics.length > 0) return { failure: failures.ofCompile(compiled.diagnostics, context) };
        await this.interrupts.turn(); // an interrupt during the compilation
        if (state.interrupted) return { failure: failures.interrupted() };
        if (compiled.output) await Promise.race([this.start(compiled, state), stopped]);
        this.declarations = compiled.declOutput ?? '';
        return { value: this.take(compiled.lastExpressionVar) };
      } catch (error) {
        return { failure: failures.ofThrown(error, context) };
      }
    });
  }

  /**
   * Starts a compiled cell; resolves when it has ended. SIGINT breaks off what runs inside the script below: the cell up
   * to its first real wait. That covers `for (;;) await loss.data()`, whose promises resolve without a turn of the event
   * loop, because the script also runs the promise jobs. For that it must not itself be one: hence setImmediate.
   */
  start({ output, hasToplevelAwait }, state) {
    const cell = `(${hasToplevelAwait ? 'async ' : ''}function (exports, require) { ${output}\n})`;
    const script = new vm.Script(`__lab_cell__.run(${cell})`);
    return new Promise((resolve, reject) => {
      this.interrupts.timers.setImmediate(() => {
        try {
          resolve(script.runInThisContext({ breakOnSigint: true, displayErrors: false }));
        } catch (error) {
          reject(error); // first: whatever fails below, the cell has ended
          if (error?.code === 'ERR_SCRIPT_EXECUTION_INTERRUPTED') {
            state.interrupted = true;
            this.guard.brokenOff();
            mendTensorFlow();
            this.interrupts.tellBus(); // the interrupt was used up by breaking the cell off
          }
        }
      });
    });
  }

  /** The body of the script that `start` makes. */
  inside(cell) {
    this.guard.enter();
    try {
      const promise = cell(this.scope, this.modules.require);
      if (promise instanceof Promise) {
        promise.catch(() => {}); // the runner reports it
        process._tickCallback?.(); // the promise jobs of the cell's first stretch
      }
      return promise;
    } finally {
      this.guard.leave();
    }
  }

  take(name) {
    if (!name) return undefined;
    const value = this.scope[name];
    delete this.scope[name];
    return value;
  }
}

exports.CellRunner = CellRunner;
