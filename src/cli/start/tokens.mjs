import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { isRunning, readJson } from '../setup/files.mjs';

/** A server's files hold its token: `jpserver-4711.json`, `jpserver-4711-open.html`. */
const OF_SERVER = /^jpserver-(\d+)(-open\.html|\.json)$/;
/** A kernel's file holds the key of its connection. */
const OF_KERNEL = /^kernel-.*\.json$/;
/** A kernel that is just being started listens only after a while, in milliseconds. */
const STARTING = 60_000;

/**
 * Removes what ended servers and kernels have left of tokens and keys.
 * @param {string} folder Jupyter's runtime folder
 * @param {number} [ended] process number of a server that has ended just now
 */
export async function removeTokens(folder, ended) {
  for (const name of fs.existsSync(folder) ? fs.readdirSync(folder) : []) {
    const file = path.join(folder, name);
    const server = OF_SERVER.exec(name)?.[1];
    const isLeft = server
      ? Number(server) === ended || !isRunning(Number(server))
      : OF_KERNEL.test(name) && (await isOfNoKernel(file));
    if (isLeft) fs.rmSync(file, { force: true });
  }
}

/** Whether nobody listens where a connection file says. @param {string} file */
async function isOfNoKernel(file) {
  const age = Date.now() - (fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
  const port = readJson(file)?.shell_port;
  return age > STARTING && !(Number.isInteger(port) && (await listens(port)));
}

/** @param {number} port of this machine @returns {Promise<boolean>} */
function listens(port) {
  return new Promise((resolve) => {
    const socket = net.connect({ port, host: '127.0.0.1' });
    const answer = (/** @type {boolean} */ is) => {
      socket.destroy();
      resolve(is);
    };
    socket.once('connect', () => answer(true)).once('error', () => answer(false));
  });
}
