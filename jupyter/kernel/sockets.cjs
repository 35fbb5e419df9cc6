'use strict';
// The five ZeroMQ sockets of a kernel.
const fs = require('fs');
const path = require('path');
const { createRequire } = require('module');
const { answer, parse } = require('./message.cjs');

/**
 * Opens the sockets that the connection file names.
 * @param receive called with (channel, message), channel 'shell' or 'control'
 */
exports.openSockets = async (root, connectionFile, receive) => {
  const zmq = createRequire(path.join(root, 'node_modules', 'tslab', 'package.json'))('zeromq');
  const info = JSON.parse(fs.readFileSync(connectionFile, 'utf8'));
  const sockets = {
    iopub: new zmq.Publisher({ sendHighWaterMark: 0 }), // 0: no limit, or a long output would lose lines
    shell: new zmq.Router(),
    control: new zmq.Router(),
    stdin: new zmq.Router(),
    hb: new zmq.Reply(),
  };
  const unavailable = (error) => console.error('A message to Jupyter was lost:', error);
  const join = info.transport === 'ipc' ? '-' : ':';
  await Promise.all(Object.entries(sockets).map(([name, socket]) => socket.bind(`${info.transport}://${info.ip}${join}${info[`${name}_port`]}`)));

  async function listen(channel) {
    for await (const frames of sockets[channel]) {
      try {
        receive(channel, parse(info.key, frames));
      } catch (error) {
        console.error(`A message on ${channel} was refused:`, error);
      }
    }
  }
  listen('shell');
  listen('control');
  (async () => { for await (const frames of sockets.hb) await sockets.hb.send(frames); })();

  return {
    publish: (parent, type, content) => { sockets.iopub.send(answer(info.key, parent, type, content)).catch(unavailable); },
    reply: (channel, request, type, content) => {
      sockets[channel].send(answer(info.key, request, type, content, request.identities)).catch(unavailable);
    },
    close: () => Object.values(sockets).forEach((socket) => socket.close()),
  };
};
