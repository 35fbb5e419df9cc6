import { spawn } from 'node:child_process';
import path from 'node:path';

/**
 * Runs the program that a command is about, with our own terminal, until it ends. Kernels started below it use the Node that runs now.
 * @param {string} program @param {string[]} args
 * @param {NodeJS.ProcessEnv} [env] added to the environment
 * @returns {Promise<number>} its exit status
 */
export function launch(program, args, env = {}) {
  const PATH = `${path.dirname(process.execPath)}${path.delimiter}${process.env['PATH'] ?? ''}`;
  const child = spawn(program, args, { stdio: 'inherit', env: { ...process.env, PATH, ...env } });
  // On a terminal Ctrl+C reaches the child by itself; twice would mean "at once".
  /** @param {NodeJS.Signals} signal */
  const pass = (signal) => void (signal === 'SIGINT' && process.stdin.isTTY ? undefined : child.kill(signal));
  const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
  for (const signal of signals) process.on(signal, pass);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => {
      for (const signal of signals) process.off(signal, pass);
      resolve(status ?? 130);
    });
  });
}

/** Runs a TypeScript file of the project. @param {string} root @param {string} file @param {string[]} args */
export function launchTypeScript(root, file, args) {
  return launch(process.execPath, ['-r', 'ts-node/register', file, ...args], { TS_NODE_TRANSPILE_ONLY: '1', LAB_ROOT: root });
}
