// A copy of the project in a temporary folder, and set-up runs in it that can be watched and
// stopped.
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { projectPath } from '../../src/core/paths';

export const project = projectPath('');

/** Everything under version control, and new files that are not ignored. */
export function copyProject(to: string): string {
  const list = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], {
    cwd: project,
    encoding: 'utf8',
  });
  for (const file of list
    .split('\0')
    .filter((name) => name && fs.existsSync(path.join(project, name)))) {
    fs.mkdirSync(path.dirname(path.join(to, file)), { recursive: true });
    fs.copyFileSync(path.join(project, file), path.join(to, file));
  }
  return to;
}

/** import(): written out, TypeScript makes it a require(), which loads no .mjs file on Node 20. */
// eslint-disable-next-line @typescript-eslint/no-implied-eval -- the only import() that stays one
const importFile = new Function('file', 'return import(file)') as (file: string) => unknown;

/** A module of set-up. @param name its file in src/cli/setup */
export async function importModule<Module>(name: string): Promise<Module> {
  return (await importFile(path.join(project, 'src', 'cli', 'setup', name))) as Module;
}

export function temporaryFolder(): string {
  return fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'lab-setup-')));
}

/**
 * The environment of a person's terminal: nothing of npm, of this test run, or of a choice made for
 * it.
 */
export function cleanEnvironment(extra: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(npm_|LAB_|TS_NODE_|NODE_TEST_CONTEXT|NODE_OPTIONS|INIT_CWD)/.test(name),
  );
  return { ...Object.fromEntries(own), ...extra };
}

export interface Ended {
  readonly status: number | null;
  readonly text: string;
  readonly seconds: number;
}

/** A command of the laboratory in `root`, as npm would start it. */
export class Run {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  text = '';

  constructor(
    root: string,
    args: readonly string[],
    env: NodeJS.ProcessEnv = {},
    node = process.execPath,
  ) {
    const start = Date.now();
    this.child = spawn(node, [path.join('src', 'cli', 'main.mjs'), ...args], {
      cwd: root,
      env: cleanEnvironment(env),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.child.stdout, this.child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => (this.text += text));
    this.ended = new Promise((resolve, reject) => {
      this.child.on('error', reject);
      this.child.on('close', (status) =>
        resolve({ status, text: this.text, seconds: (Date.now() - start) / 1000 }),
      );
    });
  }

  /** Waits until the condition holds; an error with the output if the run ends before. */
  async until(what: string, condition: () => boolean): Promise<void> {
    while (!condition()) {
      if (this.child.exitCode !== null)
        throw new Error(`the run ended before ${what}:\n${this.text}`);
      await pause(50);
    }
  }
}

/** Runs a command to its end. */
export const command = (
  root: string,
  args: readonly string[],
  env?: NodeJS.ProcessEnv,
): Promise<Ended> => new Run(root, args, env).ended;

export const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Processes that work inside a folder: what a stopped set-up must not leave. */
export function processesIn(folder: string): string[] {
  if (!fs.existsSync('/proc/self'))
    return execFileSync('ps', ['-axo', 'command'], { encoding: 'utf8' })
      .split('\n')
      .filter((line) => line.includes(folder));
  return fs
    .readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return `${fs.readlinkSync(`/proc/${pid}/cwd`)}/`.startsWith(`${folder}/`);
      } catch {
        return false;
      }
    });
}

/** A folder to use as PATH: links to the named programs and nothing else. */
export function pathWith(folder: string, programs: readonly string[]): string {
  fs.mkdirSync(folder, { recursive: true });
  for (const name of programs) {
    const real =
      name === 'node'
        ? process.execPath
        : execFileSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim();
    fs.symlinkSync(real, path.join(folder, name));
  }
  return folder;
}

/** Writes a program that a shell runs. */
export function script(file: string, text: string): void {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, `#!/bin/sh\n${text}\n`, { mode: 0o755 });
}
