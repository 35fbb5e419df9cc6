'use strict';
// The ZeroMQ sockets of a kernel: the control channel belongs to guard.cjs, the others to the main thread.
const fs = require('fs');
const path = require('path');
const { createRequire } = require('module');
const { answer, parse } = require('./message.cjs');
const { createSender } = require('./sender.cjs');

/** What Jupyter wrote for this kernel: transport, address, ports, key. */
exports.readInfo = (connectionFile) => JSON.parse(fs.readFileSync(connectionFile, 'utf8'));

/** Opens one socket; `type` is a class of the package zeromq, `name` the channel. */
exports.openSocket = async (root, info, type, name, options) => {
  const zmq = createRequire(path.join(root, 'node_modules', 'tslab', 'package.json'))('zeromq');
  const socket = new zmq[type](options);
  await socket.bind(`${info.transport}://${info.ip}${info.transport === 'ipc' ? '-' : ':'}${info[`${name}_port`]}`);
  return socket;
};

/** Opens the main thread's sockets. @param receive called with each request on the shell channel */
exports.openSockets = async (root, connectionFile, receive) => {
  const info = exports.readInfo(connectionFile);
  const open = (...args) => exports.openSocket(root, info, ...args);
  const [iopub, shell, heartbeat] = await Promise.all([
    open('Publisher', 'iopub', { sendHighWaterMark: 0 }), // 0: no limit, or a long output would lose lines
    open('Router', 'shell'),
    open('Reply', 'hb'),
    open('Router', 'stdin'),
  ]);
  const lost = (error) => console.error('A message to Jupyter was lost:', error);

  (async () => {
    for await (const frames of shell) {
      try { receive(parse(info.key, frames)); } catch (error) { console.error('A message on shell was refused:', error); }
    }
  })();
  (async () => { for await (const frames of heartbeat) await heartbeat.send(frames); })();

  const sendIopub = createSender(iopub, lost);
  const sendShell = createSender(shell, lost);
  return {
    publish: (parent, type, content) => sendIopub(answer(info.key, parent, type, content)),
    reply: (request, type, content) => sendShell(answer(info.key, request, type, content, request.identities)),
  };
};
