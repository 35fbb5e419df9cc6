// The end of a kernel: asked for, by a signal, or because its server is gone. It ends in time, with
// exit code 0, and writes nothing into the terminal of the server.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { lives } from '../../jupyter/kernel/server/processes';
import { projectPath } from '../../src/core/paths';
import { root } from './kernel-client';

const scratch = mkdtempSync(path.join(tmpdir(), 'kernel-end-'));
after(() => rmSync(scratch, { recursive: true, force: true }));

const python = path.join(root, '.venv', 'bin', 'python');
const kernelFile = path.join(root, 'jupyter', 'kernel.cjs');

/** See tests/python/kernel_ends.py. */
interface Case {
  readonly code?: string;
  readonly busy?: boolean;
  readonly how: 'shutdown' | 'restart' | 'flood' | 'SIGTERM';
  readonly wait?: number;
}

interface Ended {
  readonly exit: number;
  readonly stderr: string;
  readonly seconds: number;
}

function endings(cases: readonly Case[]): Ended[] {
  const script = projectPath('tests/python/kernel_ends.py');
  const { stdout, stderr } = spawnSync(python, [script, JSON.stringify(cases)], {
    cwd: path.join(root, 'notebooks'),
    encoding: 'utf8',
  });
  const lines = stdout.split('\n').filter((line) => line !== '');
  assert.equal(lines.length, cases.length, stderr);
  return lines.map((line) => JSON.parse(line) as Ended);
}

/** The kernels end with exit code 0, silently, within some seconds. */
function endWell(cases: readonly Case[], seconds: number): void {
  for (const [index, ended] of endings(cases).entries()) {
    const { how, code } = cases[index];
    const words = `${how} of ${code ?? 'a kernel that ran nothing'}`;
    assert.deepEqual([ended.exit, ended.stderr], [0, ''], words);
    assert.ok(ended.seconds < seconds, `${words} took ${ended.seconds} s`);
  }
}

const TENSORFLOW = "import { ready, tf } from './src/tf';\nawait ready();\ntf.ones([2]).dataSync()";

test('a kernel that waits ends at once, with and without TensorFlow', () => {
  endWell(
    [
      { how: 'shutdown' },
      { how: 'restart', code: TENSORFLOW },
      { how: 'flood' },
      { how: 'SIGTERM', code: TENSORFLOW },
      { how: 'flood', code: 'setInterval(() => console.log("tick"), 1);' },
    ],
    1.5,
  );
});

test('a kernel in the middle of a cell breaks it off and ends', () => {
  const cells = [
    'console.log("running");\nfor (;;) {}',
    'for (;;) console.log("running");',
    'console.log("running");\nawait new Promise(() => {});',
    'console.log("running");\nprompt("name?")',
    'for (;;) {\n  console.log("running");\n  await new Promise((r) => setImmediate(r));\n}',
  ];
  const cases = cells.map((code, index): Case => {
    const how = index % 2 === 0 ? 'shutdown' : 'flood';
    return { code, busy: true, how };
  });
  endWell(cases, 4);
});

test('SIGTERM ends a kernel in the middle of a cell, too, silently', () => {
  const [ended] = endings([
    { code: 'console.log("running");\nfor (;;) {}', busy: true, how: 'SIGTERM' },
  ]);
  assert.deepEqual([ended.exit, ended.stderr], [-15, '']);
});

/** A connection file; `port` stands for the shell's, the others are free ones. */
async function connectionFile(name: string, port?: number): Promise<string> {
  const file = path.join(scratch, `${name}.json`);
  const channels = ['shell', 'iopub', 'stdin', 'control', 'hb'];
  const servers = channels.map(() => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  for (const server of servers) server.close();
  if (port !== undefined) ports[0] = port;
  const entries = channels.map((channel, index) => [`${channel}_port`, ports[index]] as const);
  const connection = {
    ...Object.fromEntries(entries),
    transport: 'tcp',
    ip: '127.0.0.1',
    key: 'key',
    signature_scheme: 'hmac-sha256',
  };
  writeFileSync(file, JSON.stringify(connection));
  return file;
}

test('a port that is in use: one line, exit code 1', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const file = await connectionFile('in-use', (server.address() as AddressInfo).port);
  const { status, stderr } = spawnSync(process.execPath, [kernelFile, file], {
    encoding: 'utf8',
    timeout: 30_000,
  });
  server.close();
  assert.match(stderr, /^The kernel cannot listen to Jupyter: Error: Address already in use\n$/);
  assert.equal(status, 1);
});

/**
 * Starts a kernel as a server does, and kills that server.
 * @param wrapped whether a shell stands between the two, which lives on
 * @returns the milliseconds until the kernel was gone; Infinity if it lived on
 */
async function orphaned(name: string, delay: number, wrapped: boolean): Promise<number> {
  const file = await connectionFile(name);
  const command = wrapped
    ? ['sh', '-c', `"$0" "$1" "$2" & echo $!; wait`, process.execPath, kernelFile, file]
    : [process.execPath, kernelFile, file];
  const server = spawn(process.execPath, ['-e', SERVER, JSON.stringify(command)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const pid = await firstNumber(server);
  await sleep(delay);
  server.kill('SIGKILL');
  const start = Date.now();
  while (lives(pid) && Date.now() < start + 8000) await sleep(20);
  if (!lives(pid)) return Date.now() - start;
  process.kill(pid, 'SIGKILL');
  return Infinity;
}

/** Starts what it is told to, as jupyter_client does, and prints its process number. */
const SERVER = `
const [program, ...rest] = JSON.parse(process.argv[1]);
const env = { ...process.env, JPY_PARENT_PID: String(process.pid) };
const isKernel = program !== 'sh';
const stdio = ['ignore', isKernel ? 'ignore' : 'inherit', 'ignore'];
const child = require('node:child_process').spawn(program, rest, { env, stdio, detached: true });
if (isKernel) console.log(child.pid);
setInterval(() => {}, 1000);
`;

async function firstNumber({ stdout }: ChildProcess): Promise<number> {
  const [chunk] = (await once(stdout!, 'data')) as [Buffer];
  return Number.parseInt(String(chunk), 10);
}

test('a kernel does not outlive its server, whenever that dies', async () => {
  const delays = [0, 50, 200, 1000, 3000];
  const direct = delays.map((delay) => orphaned(`direct-${delay}`, delay, false));
  const lived = await Promise.all([...direct, orphaned('wrapped', 1500, true)]);
  const words = `milliseconds until the kernel was gone: ${lived.join(', ')}`;
  assert.ok(Math.max(...lived) < 6000, words);
});
