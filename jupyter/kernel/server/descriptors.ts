/**
 * Puts named pipes in the place of descriptors 1 and 2, so that what child processes, libraries
 * and raw writes print can be read by the server thread and shown in the cell. Node cannot make
 * a pipe or duplicate a descriptor; but POSIX gives a newly opened file the lowest free number.
 */
import { spawn, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { createToken, markText } from './marks';

// kept, so that cells may replace functions of fs
const { closeSync, openSync, writeSync } = fs;
const { O_NONBLOCK, O_RDONLY, O_WRONLY } = fs.constants;

export interface Descriptors {
  /** Descriptors to read from, for 1 and for 2; undefined: could not be redirected. */
  readonly pipes: readonly [number, number] | undefined;
  /** The real stderr; undefined: there is none. */
  readonly stderr: number | undefined;
  readonly token: string;
  /** Writes the next mark into both pipes and returns it. */
  mark(): number;
}

/** Writes a line about the kernel's own troubles to the real stderr. Never throws. */
export function writeTrouble(stderr: number | undefined, text: string): void {
  if (stderr === undefined) return;
  try {
    writeSync(stderr, text.endsWith('\n') ? text : `${text}\n`);
  } catch {
    // nobody reads it
  }
}

/** A second descriptor for the present stderr. */
function duplicateOfStderr(): number | undefined {
  for (const file of ['/proc/self/fd/2', '/dev/fd/2']) {
    try {
      return openSync(file, 'a');
    } catch {
      // there is no such file system, or stderr is a socket, which cannot be opened again
    }
  }
  return relayToStderr();
}

/** Has a small process pass on what is written to its input; undefined if it cannot be started. */
function relayToStderr(): number | undefined {
  const relay = spawn('cat', { stdio: ['pipe', 2, 2] });
  relay.on('error', () => {}); // there is no cat
  relay.unref();
  const input = relay.stdin as Socket & { readonly _handle: { readonly fd: number } | null };
  input.on('error', () => {});
  input.unref();
  return relay.pid === undefined ? undefined : input._handle?.fd;
}

/** Opens `file` for writing under exactly this number, which is in use until now. */
function openAs(wanted: number, file: string): void {
  const wrong: number[] = [];
  closeSync(wanted);
  for (let attempt = 0; attempt < 10; attempt++) {
    const number = openSync(file, O_WRONLY);
    if (number === wanted) break;
    wrong.push(number);
  }
  for (const number of wrong) closeSync(number);
  fs.fstatSync(wanted); // throws if it could not be had
}

function makePipes(folder: string): [string, string] {
  const files: [string, string] = [path.join(folder, 'stdout'), path.join(folder, 'stderr')];
  const { status, error, stderr } = spawnSync('mkfifo', files, { encoding: 'utf8' });
  if (error) throw error;
  if (status !== 0) throw new Error(`mkfifo: ${stderr.trim()}`);
  return files;
}

/** To be called before anything else opens files. */
export function captureDescriptors(): Descriptors {
  const token = createToken();
  const stderr = duplicateOfStderr();
  let folder: string | undefined;
  try {
    folder = fs.mkdtempSync(path.join(tmpdir(), 'lab-kernel-'));
    const [out, err] = makePipes(folder);
    const pipes: [number, number] = [
      openSync(out, O_RDONLY | O_NONBLOCK),
      openSync(err, O_RDONLY | O_NONBLOCK),
    ];
    // Descriptors of our own: a child process may make 1 and 2 non-blocking for all who have them.
    const markers = [openSync(out, O_WRONLY), openSync(err, O_WRONLY)];
    openAs(1, out);
    openAs(2, err);
    let last = 0;
    const mark = (): number => {
      last++;
      const text = markText(token, last);
      for (const marker of markers) writeSync(marker, text);
      return last;
    };
    return { pipes, stderr, token, mark };
  } catch (error) {
    const lost = 'What child processes and native libraries print is not shown in cells';
    writeTrouble(stderr, `${lost}: ${error instanceof Error ? error.message : String(error)}`);
    return { pipes: undefined, stderr, token, mark: () => 0 };
  } finally {
    if (folder) fs.rmSync(folder, { recursive: true, force: true });
  }
}
