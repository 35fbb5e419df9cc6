// Starting and ending the kernel: where it finds the project, what it says when it cannot run, and
// that it never outlives its server.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Kernel, root } from './kernel-client';

const scratch = mkdtempSync(path.join(tmpdir(), 'lab-kernel-'));
after(() => rmSync(scratch, { recursive: true, force: true }));

const launcher = path.join(root, 'jupyter', 'tslab', 'launch.cjs');
const withoutRoot = (): NodeJS.ProcessEnv => {
  const env = { ...process.env };
  delete env.LAB_ROOT;
  return env;
};

/** Starts the launcher where it must refuse, and returns what it says. */
function refusal(file: string, cwd: string, env: NodeJS.ProcessEnv = withoutRoot()): string {
  const { status, stderr } = spawnSync(process.execPath, [file, 'no-connection-file'], {
    cwd,
    env,
    encoding: 'utf8',
    timeout: 20_000,
  });
  assert.equal(status, 1);
  return stderr;
}

/** A copy of jupyter/ in a folder of its own, with a made-up tslab. */
function copy(name: string, tslab?: string): string {
  const folder = path.join(scratch, name);
  cpSync(path.join(root, 'jupyter'), path.join(folder, 'jupyter'), { recursive: true });
  if (tslab) {
    mkdirSync(path.join(folder, 'node_modules', 'tslab'), { recursive: true });
    writeFileSync(
      path.join(folder, 'node_modules', 'tslab', 'package.json'),
      JSON.stringify({ version: tslab }),
    );
  }
  return folder;
}

test("the kernel is installed where the project looks for it, and runs the project's code", () => {
  const jupyter = path.join(root, '.venv', 'bin', 'jupyter');
  const { kernelspecs } = JSON.parse(
    execFileSync(jupyter, ['kernelspec', 'list', '--json'], { encoding: 'utf8' }),
  );
  const spec = kernelspecs.tslab;
  assert.ok(spec, 'jupyter kernelspec list has tslab');
  assert.ok(
    spec.resource_dir.startsWith(path.join(root, '.venv')),
    'in .venv, not in the home of the user',
  );
  assert.equal(spec.spec.language, 'typescript');
});

test(
  'a kernel started in a nested folder finds the project, and two kernels do not disturb each ' +
    'other',
  async () => {
    const nested = path.join(root, 'notebooks', `scratch-${process.pid}`, 'deep');
    mkdirSync(nested, { recursive: true });
    const kernels = await Promise.all([
      Kernel.start(nested, withoutRoot()),
      Kernel.start(scratch, { ...process.env, LAB_ROOT: root }),
    ]);
    try {
      const codes = ['const who = "nested";', 'const who = "outside";'];
      await Promise.all(kernels.map((kernel, i) => kernel.run(codes[i])));
      const cells = await Promise.all(
        kernels.map((kernel) =>
          kernel.run(
            'import { memoryConfig } from "./src/config";\n[who, process.cwd(), typeof ' +
              'memoryConfig].join()',
          ),
        ),
      );
      const found = cells.map((cell) => cell.result ?? cell.error?.evalue);
      assert.deepEqual(
        found,
        [`nested,${nested},function`, `outside,${scratch},function`],
        "the working folder is the notebook's, and src is found from anywhere",
      );
      assert.notEqual(kernels[0].pid, kernels[1].pid);
    } finally {
      await Promise.all(kernels.map((kernel) => kernel.stop()));
      rmSync(path.dirname(nested), { recursive: true, force: true });
    }
  },
);

test('a launcher that finds no project says what to do', () => {
  const alone = path.join(scratch, 'launch.cjs');
  cpSync(launcher, alone);
  assert.match(refusal(alone, scratch), /No laboratory found above .*LAB_ROOT/);
  assert.match(
    refusal(launcher, root, { ...process.env, LAB_ROOT: scratch }),
    /LAB_ROOT is .* has no jupyter\/kernel\.cjs/,
  );
});

test('missing packages and another version of tslab are refused with the mend', () => {
  const bare = copy('bare');
  assert.match(
    refusal(path.join(bare, 'jupyter/tslab/launch.cjs'), bare),
    /has no tslab\. Run "npm start"/,
  );
  const other = copy('other', '1.0.23');
  assert.match(
    refusal(path.join(other, 'jupyter/tslab/launch.cjs'), other),
    /tslab is 1\.0\.23, but this kernel is written for exactly 1\.0\.22\. Run "npm start"/,
  );
});

test('a kernel whose server is killed ends too, even in the middle of a loop', async () => {
  const kernel = await Kernel.start();
  const id = await kernel.submit('console.log("running"); for (;;) {}');
  await kernel.printed(id, 'running');
  kernel.crashParent();
  const living = (): boolean => {
    try {
      process.kill(kernel.pid, 0);
      return true;
    } catch {
      return false;
    }
  };
  for (let i = 0; i < 50 && living(); i++) await sleep(100);
  const orphan = living();
  if (orphan) process.kill(kernel.pid, 'SIGKILL');
  assert.equal(orphan, false);
});

test('a shutdown request ends the kernel, whatever its cells left running', async () => {
  const kernel = await Kernel.start();
  try {
    await kernel.run('setInterval(() => {}, 1000); 1');
    const reply = await kernel.ask('shutdown_request', { restart: false }, 'control');
    assert.deepEqual(reply.content, { status: 'ok', restart: false });
    for (let i = 0; i < 30 && (await kernel.isAlive()); i++) await sleep(100);
    assert.equal(await kernel.isAlive(), false);
  } finally {
    await kernel.stop();
  }
});
