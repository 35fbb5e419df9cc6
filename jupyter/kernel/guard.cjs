'use strict';
// A thread beside the main one, which a cell may keep busy. It owns the control channel, so that an interrupt or a shutdown
// arrives at any time, and it ends a kernel whose Jupyter server is gone.
//
// An interrupt is first a message: a loop that gives way ends at its next step, in order. Only if the main thread does not
// look at it, SIGINT breaks the running script off. The signal is sent only while a script is inside enter() and leave():
// outside, Node (20 to 26) can lose it, or die of it, in the moment in which vm's own SIGINT handling is put in or out.
const { Worker, isMainThread, parentPort, workerData } = require('worker_threads');

const PATIENCE = 500; // milliseconds for the main thread to look at an interrupt
const SHUTDOWN = 1000; // milliseconds for it to end in order
const PARENT = 1000; // milliseconds between two looks at the parent process
const [STATE, ASKED, ANSWERED] = [0, 1, 2]; // places in the shared memory
const [OUTSIDE, INSIDE, SIGNALLED] = [0, 1, 2]; // values of STATE

/** @param hear { interrupt(), receive(request) } called on the main thread */
exports.startGuard = (root, connectionFile, hear) => {
  const shared = new Int32Array(new SharedArrayBuffer(12));
  const worker = new Worker(__filename, { workerData: { root, connectionFile, shared } });
  worker.unref();
  worker.on('message', ({ asked, request }) => {
    if (request) hear.receive(request);
    else if (asked > Atomics.load(shared, ANSWERED)) {
      Atomics.store(shared, ANSWERED, asked);
      hear.interrupt();
    }
  });
  return {
    reply: (request, type, content) => worker.postMessage({ request, type, content }),
    enter: () => Atomics.store(shared, STATE, INSIDE),
    leave() {
      if (Atomics.compareExchange(shared, STATE, INSIDE, OUTSIDE) === SIGNALLED) for (;;); // until the signal under way is here
    },
    /** To be called after a script was broken off: the interrupts asked for so far have been served. */
    brokenOff() {
      Atomics.store(shared, STATE, OUTSIDE);
      Atomics.store(shared, ANSWERED, Atomics.load(shared, ASKED));
    },
  };
};

async function guard({ root, connectionFile, shared }) {
  const { readInfo, openSocket } = require('./sockets.cjs');
  const { answer, parse } = require('./message.cjs');
  const { createSender } = require('./sender.cjs');
  const info = readInfo(connectionFile);
  const control = await openSocket(root, info, 'Router', 'control');
  const sendControl = createSender(control, (error) => console.error('A message to Jupyter was lost:', error));
  const send = (request, type, content) => sendControl(answer(info.key, request, type, content, request.identities.map((id) => Buffer.from(id))));
  parentPort.on('message', ({ request, type, content }) => send(request, type, content));

  function force(asked) {
    if (Atomics.load(shared, ANSWERED) >= asked) return;
    if (Atomics.compareExchange(shared, STATE, INSIDE, SIGNALLED) === INSIDE) process.kill(process.pid, 'SIGINT');
    else setTimeout(force, 50, asked);
  }
  function interrupt() {
    const impatient = Atomics.load(shared, ANSWERED) < Atomics.load(shared, ASKED); // pressed again
    const asked = Atomics.add(shared, ASKED, 1) + 1;
    parentPort.postMessage({ asked });
    setTimeout(force, impatient ? 0 : PATIENCE, asked);
  }

  for await (const frames of control) {
    let request;
    try { request = parse(info.key, frames); } catch (error) { console.error('A message on control was refused:', error); continue; }
    const type = request.header.msg_type;
    if (type === 'interrupt_request') {
      interrupt();
      send(request, 'interrupt_reply', { status: 'ok' });
      continue;
    }
    if (type === 'shutdown_request') setTimeout(() => process.kill(process.pid, 'SIGKILL'), SHUTDOWN);
    parentPort.postMessage({ request });
  }
}

function watchParent() {
  const parent = process.ppid;
  setInterval(() => { if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL'); }, PARENT);
}

if (!isMainThread) {
  watchParent();
  guard(workerData);
}
