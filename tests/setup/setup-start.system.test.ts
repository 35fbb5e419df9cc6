// `npm start`: JupyterLab on the notebooks, for this machine and its token only, ended by one
// Ctrl+C.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import net, { type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { command, project, Run, temporaryFolder } from './setup-support';
import { pattern } from '../pattern';

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const connects = (host: string, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = net.connect(port, host, () => resolve(true));
    socket.on('connect', () => socket.destroy()).on('error', () => resolve(false));
  });

test('npm start -- --no-browser --port N: loopback and token only; one Ctrl+C ends', async () => {
  const port = await freePort();
  const run = new Run(project, ['start', '--no-browser', '--port', String(port)]);
  try {
    await run.until('the address', () => /token=\w+/.test(run.text));
    const address = new RegExp(
      `http://127\\.0\\.0\\.1:${port}/lab/tree/notebooks\\?token=(\\w+)`,
    ).exec(run.text);
    assert.ok(address, run.text);
    assert.equal((await fetch(`http://127.0.0.1:${port}/api/contents`)).status, 403);
    const contents = await fetch(`http://127.0.0.1:${port}/api/contents`, {
      headers: { Authorization: `token ${address[1]}` },
    });
    const names = ((await contents.json()) as { content: { name: string }[] }).content.map(
      ({ name }) => name,
    );
    assert.ok(names.includes('notebooks') && names.includes('src'), names.join(', '));
    const kernels = await fetch(`http://127.0.0.1:${port}/api/kernelspecs`, {
      headers: { Authorization: `token ${address[1]}` },
    });
    assert.ok('tslab' in ((await kernels.json()) as { kernelspecs: object }).kernelspecs);
    for (const { family, internal, address: host } of Object.values(os.networkInterfaces()).flatMap(
      (list) => list ?? [],
    )) {
      if (!internal && family === 'IPv4')
        assert.equal(await connects(host, port), false, `open to the network on ${host}`);
    }
    assert.equal(/You are root/.test(run.text), process.getuid?.() === 0);
  } finally {
    run.child.kill('SIGINT');
  }
  const { status, text } = await run.ended;
  assert.equal(status, 0, text);
  assert.equal(await connects('127.0.0.1', port), false, 'nothing listens any more');
});

/** Files of JupyterLab that hold a token. */
function tokens(): string[] {
  const runtime = path.join(project, '.lab', 'jupyter', 'runtime');
  return fs.readdirSync(runtime).filter((name) => name.startsWith('jpserver-'));
}

for (const signal of ['SIGINT', 'SIGHUP', 'SIGTERM'] as const) {
  test(`${signal}: no token is left, and nothing of Jupyter in the home folder`, async () => {
    const home = temporaryFolder();
    const before = tokens();
    const words = ['start', '--no-browser', '--port', String(await freePort())];
    const run = new Run(project, words, { HOME: home });
    try {
      await run.until('the address', () => /token=\w+/.test(run.text));
      assert.equal(tokens().length, before.length + 2, 'a token, and a page that leads to it');
    } finally {
      run.child.kill(signal);
    }
    await run.ended;
    assert.deepEqual(tokens(), before);
    const left = fs.readdirSync(home).filter((name) => name !== '.npm'); // npm's own log
    fs.rmSync(home, { recursive: true, force: true });
    assert.deepEqual(left, []);
  });
}

test('a home folder that cannot be written stops nothing', async () => {
  const words = ['start', '--no-browser', '--port', String(await freePort())];
  const run = new Run(project, words, { HOME: '/dev/null/nobody' });
  try {
    await run.until('the address', () => /token=\w+/.test(run.text));
  } finally {
    run.child.kill('SIGINT');
  }
  const { text } = await run.ended;
  assert.doesNotMatch(text, /Traceback|PermissionError|\n {4}at /);
});

test('folders of Jupyter that a person has named and that cannot be written', async () => {
  const { status, text } = await command(project, ['start', '--no-browser'], {
    JUPYTER_RUNTIME_DIR: '/dev/null/runtime',
  });
  assert.equal(status, 1);
  assert.match(
    text,
    pattern(
      /JupyterLab's folder \/dev\/null\/runtime: expected a folder that can be written to, /,
      /or can be made; name others in JUPYTER_RUNTIME_DIR, JUPYTER_DATA_DIR and /,
      /JUPYTER_CONFIG_DIR, then run the same command again\n$/,
    ),
  );
});
