'use strict';
// A kernel whose Jupyter server was killed must not live on. The watch runs in a thread of its own, because a cell may
// keep the main thread busy for ever.
const { Worker, isMainThread } = require('worker_threads');

const EVERY = 1000; // milliseconds

exports.watchParent = () => {
  new Worker(__filename, { stdout: false, stderr: false }).unref();
};

if (!isMainThread) {
  const parent = process.ppid;
  setInterval(() => { if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL'); }, EVERY);
}
