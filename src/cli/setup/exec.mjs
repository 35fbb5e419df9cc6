import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { explain } from './explain.mjs';

const supervisor = fileURLToPath(new URL('./child.mjs', import.meta.url));

/**
 * Runs one program of set-up, its output in a log file. Aborting ends the program and all it
 * started.
 * @param {string} what the step, as people know it
 * @param {string[]} command program and arguments
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv, logs: string, signal: AbortSignal, onLine?:
 * (line: string) => void }} options
 * @returns {Promise<string>} the output
 * @throws Failure in plain words if the program fails; Interrupted if aborted
 */
export async function exec(what, command, { cwd, env, logs, signal, onLine }) {
  signal.throwIfAborted();
  fs.mkdirSync(logs, { recursive: true });
  const log = path.join(logs, `${what.replace(/[^a-z0-9]+/gi, '-').toLowerCase()}.log`);
  const file = fs.createWriteStream(log);
  file.on('error', () => {}); // a full disk is found by the program itself
  const child = spawn(process.execPath, [supervisor, ...command], {
    cwd,
    env: { ...process.env, ...env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
      output = (output + text).slice(-200_000);
      file.write(text);
      for (const line of text.split(/[\r\n]+/)) if (onLine && line.trim()) onLine(line.trim());
    });
  }
  const stop = () => endGroup(child.pid);
  signal.addEventListener('abort', stop);
  try {
    const status = await new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', resolve);
    });
    signal.throwIfAborted();
    if (status !== 0) throw explain(what, output, log);
    return output;
  } finally {
    signal.removeEventListener('abort', stop);
    file.end();
  }
}

/** @param {number | undefined} pid head of the group */
function endGroup(pid) {
  if (pid === undefined) return;
  try {
    // all of it writes into places that the next run makes anew, so nothing has to end gently
    process.kill(-pid, 'SIGKILL');
  } catch {
    // it has ended by itself
  }
}
