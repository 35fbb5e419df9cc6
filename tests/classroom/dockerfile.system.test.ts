// The image for Binder and JupyterHub, built without Docker: each step runs in a folder that stands
// for the image's home. Packages are only looked up, and the user is made in a root of its own.
import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { after, test } from 'node:test';
import { projectPath } from '../../src/core/paths';
import { readDockerfile } from './dockerfile';

const HOME = '/home/jovyan';
const steps = readDockerfile(projectPath('.binder/Dockerfile'));
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'image-'));
const home = path.join(scratch, 'home');
const lab = path.join(home, 'lab');
const hasApt = spawnSync('apt-get', ['--version']).status === 0;
const options = {
  timeout: 10 * 60_000,
  skip: hasApt ? false : 'the image is Debian: this machine has no apt-get',
};

after(() => fs.rmSync(scratch, { recursive: true, force: true }));

const inScratch = (text: string): string => text.replaceAll(HOME, home);

/** The environment that the steps so far have set. */
const environment: Record<string, string | undefined> = {
  ...process.env,
  LAB_ROOT: undefined,
  HOME: home,
  LAB_CACHE: process.env.LAB_CACHE ?? path.join(os.homedir(), '.cache', 'neural-memory-lab'),
};

/** A command of the image as it can be run anywhere. */
function harmless(command: string): string {
  return inScratch(command)
    .replace(/apt-get update &&/, '')
    .replace(/apt-get install -y/, 'apt-get install --simulate')
    .replace(/&& rm -rf \/var\/lib\/apt\/lists\/\*/, '')
    .replace(/\(userdel node \|\| true\) &&/, '')
    .replace(/useradd --create-home/, `useradd --prefix ${scratch} --no-create-home`)
    .replace(/^chown jovyan .*$/, 'true');
}

/** The files of the project, as they are now, where COPY puts them. */
function copyProject(): void {
  const listed = ['ls-files', '--cached', '--others', '--exclude-standard', '-z'];
  const files = execFileSync('git', listed, { cwd: projectPath(''), encoding: 'utf8' });
  for (const file of files.split('\0').filter((name) => name !== '')) {
    const from = projectPath(file);
    if (!fs.existsSync(from)) continue;
    fs.mkdirSync(path.dirname(path.join(lab, file)), { recursive: true });
    fs.copyFileSync(from, path.join(lab, file));
  }
}

function perform(name: string, words: string): void {
  if (name === 'COPY') copyProject();
  if (name === 'ENV') {
    const [variable, value] = words.split('=');
    if (variable !== 'HOME') environment[variable] = inScratch(value).replace('$PATH', PATH());
  }
  if (name !== 'RUN') return;
  const ran = spawnSync('bash', ['-c', harmless(words)], {
    cwd: lab,
    env: environment,
    encoding: 'utf8',
  });
  assert.equal(ran.status, 0, `RUN ${words}\n${ran.stdout.slice(-2000)}${ran.stderr.slice(-2000)}`);
}

const PATH = (): string => environment.PATH ?? '';

test('the image has a Node that the project allows, and copies nothing that is built', () => {
  const { engines } = JSON.parse(fs.readFileSync(projectPath('package.json'), 'utf8'));
  const [, major] = /^node:(\d+)-/.exec(steps[0].words) ?? [];
  assert.equal(steps[0].name, 'FROM');
  assert.ok(Number(major) >= Number(/\d+/.exec(engines.node)![0]), steps[0].words);
  const ignored = fs.readFileSync(projectPath('.dockerignore'), 'utf8').split('\n');
  for (const folder of ['.git', '.lab', '.venv', 'node_modules', 'dist'])
    assert.ok(ignored.includes(folder), `${folder} would be copied into the image`);
});

test('every step of the image runs, and its server offers the kernel', options, async () => {
  fs.mkdirSync(path.join(scratch, 'etc'), { recursive: true });
  fs.mkdirSync(lab, { recursive: true });
  for (const file of ['passwd', 'group', 'shadow', 'gshadow', 'login.defs'])
    fs.writeFileSync(path.join(scratch, 'etc', file), '');
  for (const { name, words } of steps) perform(name, words);
  const hub = spawnSync('jupyterhub-singleuser', ['--version'], {
    env: environment,
    encoding: 'utf8',
  });
  assert.match(hub.stdout, /^\d+\.\d+\.\d+/, hub.stderr);
  assert.deepEqual(await kernelsOfServer(), ['tslab']);
});

/** Starts the image's command on a free port and asks for its kernels. */
async function kernelsOfServer(): Promise<string[]> {
  const command = JSON.parse(steps.at(-1)!.words) as string[];
  const port = 20_000 + (process.pid % 20_000);
  const words = command.slice(1).filter((word) => !/^--(ip|port)=/.test(word));
  const own = [
    '--ip=127.0.0.1',
    `--port=${port}`,
    '--IdentityProvider.token=image',
    '--allow-root',
  ];
  const server = spawn(command[0], [...words, ...own], {
    cwd: lab,
    env: { ...environment, JUPYTER_RUNTIME_DIR: path.join(scratch, 'runtime') },
    stdio: 'ignore',
  });
  try {
    for (let tries = 0; tries < 120; tries++) {
      await new Promise((resolve) => setTimeout(resolve, 500));
      const url = `http://127.0.0.1:${port}/api/kernelspecs?token=image`;
      const answer = await fetch(url).catch(() => undefined);
      if (!answer?.ok) continue;
      const { kernelspecs } = (await answer.json()) as { kernelspecs: Record<string, unknown> };
      return Object.keys(kernelspecs).filter((name) => name !== 'python3');
    }
    throw new Error('the server did not answer within a minute');
  } finally {
    server.kill('SIGTERM');
    await new Promise((resolve) => server.once('exit', resolve));
  }
}
