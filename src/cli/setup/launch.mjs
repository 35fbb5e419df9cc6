import { spawn } from 'node:child_process';
import Module, { createRequire } from 'node:module';
import path from 'node:path';

/**
 * Runs the program that a command is about, with our own terminal, until it ends. Kernels started
 * below it use the Node that runs now.
 * @param {string} program
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [env] added to the environment
 * @param {(pid: number | undefined) => void} [started] told the number of its process
 * @returns {Promise<number>} its exit status
 */
export function launch(program, args, env = {}, started = () => {}) {
  const child = spawn(program, args, {
    stdio: 'inherit',
    env: { ...process.env, PATH: pathWithThisNode(), ...env },
  });
  started(child.pid);
  // On a terminal Ctrl+C reaches the child by itself; twice would mean "at once".
  /** @param {NodeJS.Signals} signal */
  const pass = (signal) =>
    void (signal === 'SIGINT' && process.stdin.isTTY ? undefined : child.kill(signal));
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

/**
 * Runs a file of the project, and all that it requires, with TypeScript understood, as a program
 * of its own.
 * @param {string} root @param {string} file @param {string[]} args
 */
export function launchTypeScript(root, file, args) {
  const register = path.join(root, 'jupyter', 'load', 'register.cjs');
  return launch(process.execPath, ['-r', register, file, ...args], { LAB_ROOT: root });
}

/**
 * Goes on as a TypeScript program of the project, in this process: a second one would take longer
 * to start than many commands take to do their work. The program sets the exit status.
 * @param {string} root @param {string} file @param {string[]} args
 */
export function becomeTypeScript(root, file, args) {
  process.env['LAB_ROOT'] = root;
  process.env['PATH'] = pathWithThisNode();
  process.argv = [process.execPath, file, ...args];
  const require = createRequire(import.meta.url);
  require(path.join(root, 'jupyter', 'load', 'register.cjs'));
  loadProgram(file);
}

/** Loads a file as `node FILE` does: `require.main` is its module. @param {string} file */
function loadProgram(file) {
  /** @typedef {{ _load(request: string, parent: undefined, isMain: boolean): unknown }} Loader */
  /** @type {Loader} */ (/** @type {unknown} */ (Module))._load(file, undefined, true);
}

/** PATH with the Node that runs now in front: kernels started below a command run on it. */
function pathWithThisNode() {
  return `${path.dirname(process.execPath)}${path.delimiter}${process.env['PATH'] ?? ''}`;
}
