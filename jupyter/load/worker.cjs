'use strict';
// Start of a worker thread that runs a TypeScript file:
// `new Worker(require.resolve('.../jupyter/load/worker.cjs'), { workerData: { module: FILE } })`.
const { workerData } = require('node:worker_threads');
require('./register.cjs');

/** @type {{ module: string }} */
const { module: file } = workerData;
require(file);
