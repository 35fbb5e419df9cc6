'use strict';
// Starts the TypeScript kernel (jupyter/kernel/main.ts) for Jupyter, which calls it through
// jupyter/tslab/launch.cjs: node jupyter/kernel.cjs CONNECTION_FILE
const path = require('node:path');

const root = path.dirname(__dirname);
process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '3'; // TensorFlow's start-up notes are not for a notebook
Object.assign(process, { noDeprecation: true }); // nor are deprecations inside dependencies

require('./load/requirements.cjs').checkPackages(root);
require('./load/register.cjs');
const { startKernel } = require('./kernel/main.ts');
startKernel(root, process.argv[2]);
