// The three ways to TensorFlow, in a copy of the project that is complete by the wheel way.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import test from 'node:test';
import zlib from 'node:zlib';
import { command, pathWith, Run } from './setup-support';

type Answer = (request: http.IncomingMessage, response: http.ServerResponse) => void;

async function served<T>(answer: Answer, work: (address: string) => Promise<T>): Promise<T> {
  const server = http.createServer(answer).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  try {
    return await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** Sends files as a .tar.gz, packed while it is sent and not made smaller (850 MB). */
function sendTar(response: http.ServerResponse, folder: string, args: readonly string[]): void {
  const tar = spawn('tar', ['-c', '-C', folder, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  tar.stdout.pipe(zlib.createGzip({ level: 0 })).pipe(response);
}

/** A copy whose files are hard links: 850 MB in no time. */
function linkTree(from: string, to: string): void {
  fs.mkdirSync(to, { recursive: true });
  for (const entry of fs.readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [path.join(from, entry.name), path.join(to, entry.name)];
    if (entry.isDirectory()) linkTree(source, target);
    else if (entry.isSymbolicLink()) fs.symlinkSync(fs.readlinkSync(source), target);
    else fs.linkSync(source, target);
  }
}

/** The variables that the package's own installer reads. */
const installerAt = (address: string): NodeJS.ProcessEnv => ({
  TFJS_NODE_CDN_STORAGE: address,
  npm_config_tfjs_binding_binary_host_mirror: address,
});
const unreachable = installerAt('http://127.0.0.1:9/');

/**
 * @param root the complete copy
 * @param LAB_CACHE holds the unpacked library
 * @param base folder for files of the tests
 */
export function tensorflowWays(root: string, LAB_CACHE: string, base: string): void {
  const module = path.join(root, 'node_modules', '@tensorflow', 'tfjs-node');
  const stamp = (): { way?: string; reason?: string } =>
    JSON.parse(fs.readFileSync(path.join(module, '.lab-setup.json'), 'utf8')) as { way?: string };
  const backendLine = async (): Promise<string> =>
    /^. backend +(.*)$/m.exec((await command(root, ['doctor'])).text)?.[1] ?? '';

  test('installer, forced: the real installer runs, from a server on this machine', async () => {
    // links keep the libraries while their place is made anew
    const source = path.join(base, 'native');
    for (const name of ['deps', 'lib']) linkTree(path.join(module, name), path.join(source, name));
    fs.symlinkSync(
      'libtensorflow_cc.so.2',
      path.join(source, 'deps', 'lib', 'libtensorflow.so.2.9.1'),
    );
    const asked: string[] = [];
    const answer: Answer = (request, response) => {
      asked.push(request.url ?? '');
      if (request.url?.includes('libtensorflow-cpu'))
        return sendTar(response, path.join(source, 'deps'), ['.']);
      if (request.url?.includes('napi-v8'))
        return sendTar(response, path.join(source, 'lib'), ['napi-v8']);
      response.writeHead(404).end();
    };
    const before = fs.readFileSync(path.join(module, 'package.json'), 'utf8');
    const { status, text } = await served(answer, (address) =>
      command(root, ['setup'], { LAB_CACHE, LAB_TENSORFLOW: 'installer', ...installerAt(address) }),
    );
    assert.equal(status, 0, text);
    assert.equal(asked.length, 2, asked.join(' '));
    assert.equal(stamp().way, 'installer');
    assert.equal(fs.readFileSync(path.join(module, 'package.json'), 'utf8'), before);
    assert.match(await backendLine(), /^native TensorFlow/);
  });

  test(
    'installer, killed while its server is slow: the package is whole, and what was there ' +
      'still works',
    async () => {
      const before = fs.readFileSync(path.join(module, 'package.json'), 'utf8');
      let asked = false;
      await served(
        () => (asked = true),
        async (address) => {
          fs.rmSync(path.join(module, '.lab-setup.json'));
          const run = new Run(root, ['setup'], {
            LAB_CACHE,
            LAB_TENSORFLOW: 'installer',
            ...installerAt(address),
          });
          await run.until('the request', () => asked);
          run.child.kill('SIGKILL');
          await run.ended;
        },
      );
      assert.equal(fs.readFileSync(path.join(module, 'package.json'), 'utf8'), before);
      assert.equal(fs.existsSync(path.join(module, '.lab-setup.json')), false);
      assert.match(await backendLine(), /^native TensorFlow/);
    },
  );

  test('installer, forced, its server never answers: given up, in one line', async () => {
    const { status, text, seconds } = await served(
      () => undefined,
      (address) =>
        command(root, ['setup'], {
          LAB_CACHE,
          LAB_TENSORFLOW: 'installer',
          ...installerAt(address),
        }),
    );
    assert.equal(status, 1);
    assert.match(
      text,
      /\nthe package's own installer did not succeed: its server does not answer\n$/,
    );
    assert.ok(seconds < 60, `${seconds} s`);
  });

  test('no installer, no compiler: WebAssembly; set-up, doctor and src/tf say why', async () => {
    const PATH = pathWith(path.join(base, 'without-compiler'), [
      'node',
      'npm',
      'python3',
      'sh',
      'git',
      'tar',
    ]);
    const { status, text } = await command(root, ['setup'], {
      LAB_CACHE,
      PATH,
      CXX: '',
      ...unreachable,
    });
    assert.equal(status, 0, text);
    assert.match(text, /installer did not succeed: its server cannot be reached\n/);
    assert.match(text, /no C\+\+ compiler was found; on Debian or Ubuntu: apt install g\+\+/);
    assert.match(text, /WebAssembly is used instead/);
    assert.deepEqual([stamp().way, /no C\+\+ compiler/.test(stamp().reason ?? '')], ['wasm', true]);
    assert.match(await backendLine(), /^WebAssembly [\d.]+ \(no C\+\+ compiler was found;/);
    assert.equal(
      (await command(root, ['setup'], { LAB_TENSORFLOW: 'wasm' })).text,
      'everything is in place; npm start opens the notebooks\n',
    );
  });

  test('a damaged cache is found, and not used', async () => {
    const damaged = path.join(base, 'damaged-cache');
    linkTree(LAB_CACHE, damaged);
    const file = path.join(damaged, fs.readdirSync(damaged)[0], 'libtensorflow_framework.so.2');
    const bytes = fs.readFileSync(file);
    bytes[bytes.length >> 1] = bytes[bytes.length >> 1] ^ 1;
    fs.rmSync(file); // the sound one has the same bytes on disk by another name
    fs.writeFileSync(file, bytes);
    const run = new Run(root, ['setup'], { LAB_CACHE: damaged, ...unreachable });
    await run.until('the damage is found', () => /is damaged: downloading it again/.test(run.text));
    run.child.kill('SIGINT');
    assert.equal((await run.ended).status, 130);
  });

  test('a compiler that has come is a new chance for the native library', async () => {
    const { status, text } = await command(root, ['setup'], { LAB_CACHE, ...unreachable });
    assert.equal(status, 0, text);
    assert.match(text, /the library is taken from .*\n/);
    assert.match(text, /TensorFlow: done in [\d.]+ s \(TensorFlow 2\.21\.0, native\)/);
    assert.equal(stamp().way, 'wheel');
  });

  test('a moved project folder: .venv holds its old path, so it is made anew', async () => {
    const moved = `${root}-moved`;
    fs.renameSync(root, moved);
    const run = new Run(moved, ['setup'], { LAB_CACHE });
    await run.until('Python packages', () => /\[2\/7\] Python packages/.test(run.text));
    run.child.kill('SIGINT');
    const { text } = await run.ended;
    assert.doesNotMatch(text, /npm packages|TensorFlow/);
  });
}
