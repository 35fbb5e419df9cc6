// What killed commands leave behind is gone after the next start; what living ones use stays.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import net, { type AddressInfo } from 'node:net';
import path from 'node:path';
import { after, test } from 'node:test';
import { importModule, temporaryFolder } from './setup-support';

const root = temporaryFolder();
after(() => fs.rmSync(root, { recursive: true, force: true }));

const inLab = (...parts: string[]): string => path.join(root, '.lab', ...parts);

function write(file: string, text = ''): string {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
  return file;
}

/** The number of a process that is gone. */
function goneProcess(): number {
  return spawnSync(process.execPath, ['-e', '']).pid;
}

async function sweep(): Promise<void> {
  const { removeLeftovers } = await importModule<{
    removeLeftovers: (root: string, at: object, temporary: string) => Promise<void>;
  }>('leftovers.mjs');
  const at = { work: inLab(), store: inLab('js'), compiler: inLab('compiler') };
  await removeLeftovers(root, at, inLab('tmp'));
}

/** Writes a file by `writeWhole` in a process that is killed before it can rename it. */
function leaveHalf(file: string): string {
  const files = path.join(__dirname, '..', '..', 'jupyter', 'load', 'files.cjs');
  const code = `
    const fs = require('node:fs');
    fs.renameSync = () => process.kill(process.pid, 'SIGKILL');
    require(${JSON.stringify(files)}).writeWhole(${JSON.stringify(file)}, 'half');
  `;
  assert.equal(spawnSync(process.execPath, ['-e', code]).signal, 'SIGKILL');
  const [left] = fs.readdirSync(path.dirname(file)).filter((name) => name.endsWith('.tmp'));
  return path.join(path.dirname(file), left);
}

test('half-made files and folders, and locks of processes that are gone', async () => {
  const gone = goneProcess();
  const left = [
    leaveHalf(inLab('js', 'a.js')),
    leaveHalf(inLab('compiler', 'abc', 'bundle.cjs')),
    write(inLab('setup.lock'), String(gone)),
    write(inLab(`setup.lock.${gone}`), String(gone)),
    write(inLab('tmp', 'npm', 'package.json')),
    write(path.join(root, 'dist.tmp', 'index.js')),
    write(path.join(root, 'dist.old.tmp', 'index.js')),
  ];
  const kept = [
    write(inLab('js', 'a.js')),
    write(inLab(`setup.lock.${process.ppid}`)),
    write(path.join(root, 'dist', 'index.js')),
  ];
  await sweep();
  assert.deepEqual(left.filter(fs.existsSync), []);
  assert.deepEqual(kept.filter(fs.existsSync), kept);
});

test('half-made folders that a living set-up is at work on stay', async () => {
  const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)']);
  try {
    write(inLab('setup.lock'), String(child.pid));
    const used = write(inLab('tmp', 'npm', 'package.json'));
    await sweep();
    assert.ok(fs.existsSync(used));
  } finally {
    child.kill();
  }
});

test('tokens of ended servers and keys of ended kernels', async () => {
  const { removeTokens } = await importModule<{
    removeTokens: (folder: string, ended?: number) => Promise<void>;
  }>('../start/tokens.mjs');
  const runtime = path.join(root, 'runtime');
  const server = net.createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  const gone = goneProcess();
  const old = new Date(Date.now() - 120_000);
  const left = [
    write(path.join(runtime, `jpserver-${gone}.json`)),
    write(path.join(runtime, `jpserver-${gone}-open.html`)),
    write(path.join(runtime, 'kernel-a.json'), '{ "shell_port": 1 }'),
    write(path.join(runtime, 'kernel-b.json'), '{'),
  ];
  const kept = [
    write(path.join(runtime, `jpserver-${process.pid}.json`)),
    write(path.join(runtime, 'jupyter_cookie_secret')),
    write(path.join(runtime, 'kernel-c.json'), JSON.stringify({ shell_port: port })),
  ];
  for (const file of [...left, ...kept]) fs.utimesSync(file, old, old);
  const starting = write(path.join(runtime, 'kernel-d.json'), '{ "shell_port": 1 }');
  await removeTokens(runtime);
  server.close();
  assert.deepEqual(left.filter(fs.existsSync), []);
  assert.deepEqual([...kept, starting].filter(fs.existsSync), [...kept, starting]);
  await removeTokens(runtime, process.pid);
  assert.equal(fs.existsSync(kept[0]), false, 'that of the server that has just ended');
  await removeTokens(path.join(root, 'nowhere'));
});
