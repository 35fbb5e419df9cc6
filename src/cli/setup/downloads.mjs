import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { offlineFailure } from './explain.mjs';
import { readJson } from './files.mjs';
import { progress } from './report.mjs';

const call = promisify(execFile);

/** Where nothing came within this time of the first failed download, there is no network. */
const AFTER_FAILURE = 6_000;
/** Where npm says nothing for so long, its server is called from here, in milliseconds. */
const SILENCE = 8_000;
/** A server that does not take a call within this time is out of reach, in milliseconds. */
const CALL = 3_000;

/** @typedef {{ os?: string[], cpu?: string[], libc?: string[], version: string }} Locked */

/**
 * How many packages of package-lock.json npm brings to this machine, each version once.
 * @param {string} root
 */
export function packageCount(root) {
  /** @type {Record<string, Locked>} */
  const locked = readJson(path.join(root, 'package-lock.json')).packages;
  const { glibcVersionRuntime } = /** @type {{ header: { glibcVersionRuntime?: string } }} */ (
    process.report.getReport()
  ).header;
  const libc = glibcVersionRuntime ? 'glibc' : 'musl';
  const wanted = Object.entries(locked).filter(
    ([place, one]) =>
      place !== '' &&
      (one.os?.includes(process.platform) ?? true) &&
      (one.cpu?.includes(process.arch) ?? true) &&
      (process.platform !== 'linux' || (one.libc?.includes(libc) ?? true)),
  );
  return new Set(
    wanted.map(([place, { version }]) => `${place.split('node_modules/').at(-1)} ${version}`),
  ).size;
}

/**
 * Watches what npm says (at --loglevel=http): counts the packages that have come, and ends it where
 * there is no network. npm itself tries each package again and again, for minutes.
 * @param {string} root
 * @param {string[]} npm its program and arguments, to ask for its settings
 * @param {AbortSignal} stopped by Ctrl+C
 * @returns {{ signal: AbortSignal, onLine: (line: string) => void, end: () => void }} `signal`:
 * aborted with a Failure in plain words
 */
export function watchDownloads(root, npm, stopped) {
  const total = packageCount(root);
  const got = new Set();
  const start = Date.now();
  /** @type {number | undefined} time of the first failure, while nothing has come */
  let failed;
  let heard = false;
  let called = false;
  const watch = new AbortController();
  const abort = () => watch.abort(offlineFailure('npm packages'));
  const timer = setInterval(() => {
    if (heard) return;
    if (failed !== undefined && Date.now() - failed > AFTER_FAILURE) abort();
    if (failed !== undefined || called || Date.now() - start < SILENCE) return;
    called = true;
    void serverAnswers(root, npm).then((answers) => {
      if (!answers && !heard) abort();
    });
  }, 500);
  return {
    signal: AbortSignal.any([stopped, watch.signal]),
    end: () => clearInterval(timer),
    onLine(line) {
      if (/ attempt \d+ failed with /.test(line)) failed ??= Date.now();
      else if (/ http (fetch GET \d|cache)/.test(line)) heard = true;
      const [file] = /\S+\.tgz\b/.exec(line) ?? [];
      if (!heard || file === undefined || / failed with /.test(line)) return;
      got.add(file);
      progress(`${Math.min(got.size, total)} of ${total} packages`);
    },
  };
}

/**
 * Whether the server that npm loads from, or the proxy in front of it, takes a call.
 * @param {string} root @param {string[]} npm
 */
async function serverAnswers(root, [program = '', ...words]) {
  try {
    const options = { cwd: root, timeout: CALL };
    const { stdout } = await call(program, [...words, 'config', 'list', '--json'], options);
    const { registry, proxy, 'https-proxy': httpsProxy } = JSON.parse(stdout);
    const { hostname, port, protocol } = new URL(httpsProxy ?? proxy ?? registry);
    return await takesCall(hostname, Number(port) || (protocol === 'http:' ? 80 : 443));
  } catch {
    return true; // it could not be asked: npm has the last word
  }
}

/** Ends with 0 if the server at the host and port takes a call. */
const CALLER = `
const [host, port] = process.argv.slice(1);
const socket = require('node:net').connect({ host, port });
socket.once('connect', () => process.exit(0)).once('error', () => process.exit(1));
`;

/**
 * In a process of its own: one that waits for a name server cannot end.
 * @param {string} host @param {number} port
 */
async function takesCall(host, port) {
  const words = ['-e', CALLER, host, String(port)];
  try {
    await call(process.execPath, words, { timeout: CALL, killSignal: 'SIGKILL' });
    return true;
  } catch {
    return false;
  }
}
