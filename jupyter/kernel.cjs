'use strict';
// The TypeScript kernel of the laboratory: tslab's compiler, with our own running, errors, interrupts and protocol.
// Usage: node jupyter/kernel.cjs CONNECTION_FILE (Jupyter starts it through jupyter/tslab/launch.cjs).
const path = require('path');

const root = path.dirname(__dirname);
process.chdir(root);
process.env.TF_CPP_MIN_LOG_LEVEL ??= '3'; // TensorFlow's start-up notes are not for a notebook
process.noDeprecation = true; // nor are deprecations inside dependencies

require('./kernel/requirements.cjs').check(root);

const { createInterrupts } = require('./kernel/interrupts.cjs');
const { ownTimers } = require('./kernel/timers.cjs');
const { createUnits } = require('./kernel/units.cjs');
const { readableStacks } = require('./kernel/stacks.cjs');
const { createCompiler } = require('./kernel/compiler.cjs');
const { createModules } = require('./kernel/modules.cjs');
const { CellRunner } = require('./kernel/runner.cjs');
const { KernelServer } = require('./kernel/server.cjs');

const interrupts = createInterrupts(ownTimers());
const units = createUnits();
readableStacks(root, units);
const compiler = createCompiler(root, units);
const runner = new CellRunner({ root, compiler, units, modules: createModules(root), interrupts });
new KernelServer({ root, compiler, runner, interrupts }).listen(process.argv[2]);
