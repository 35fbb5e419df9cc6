// The laboratory under every Node.js it promises: the library, polars and a notebook, on the real
// programs (npm carries them as packages).
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { promisify } from 'node:util';
import { nodeArguments } from '../../src/core/nodeArguments';
import { cleanEnvironment, project, Run, temporaryFolder } from '../setup/setup-support';

const call = promisify(execFile);
const base = temporaryFolder();
test.after(() => fs.rmSync(base, { recursive: true, force: true }));

/** The node program of a version: from npm's own cache if it was fetched before. */
async function nodeProgram(version: string): Promise<string> {
  const folder = path.join(base, version);
  fs.mkdirSync(folder);
  const name = `node-${process.platform}-${process.arch}@${version}`;
  await call('npm', ['pack', name, '--pack-destination', folder, '--silent', '--prefer-offline'], {
    cwd: project,
    env: cleanEnvironment(),
  });
  await call('tar', ['-xzf', fs.readdirSync(folder)[0], 'package/bin/node'], {
    cwd: folder,
  });
  return path.join(folder, 'package', 'bin', 'node');
}

for (const version of ['20.20.2', '22.23.3', '24.21.0', '26.10.0']) {
  test(`Node ${version}: native TensorFlow trains, polars adds, set-up is done`, async () => {
    const node = await nodeProgram(version);
    const { stdout } = await call(
      node,
      nodeArguments(path.join('tests', 'cli', 'node-versions-probe.ts')),
      { cwd: project, env: cleanEnvironment() },
    );
    const answer = JSON.parse(stdout.trim().split('\n').at(-1) as string) as Record<
      string,
      string | number
    >;
    assert.deepEqual(
      [answer['node'], answer['backend'], answer['sum']],
      [version, 'tensorflow', 42],
      String(answer['reason']),
    );
    assert.ok(
      (answer['last'] as number) < 0.2 * (answer['first'] as number),
      `loss ${answer['first']} became ${answer['last']}`,
    );
    // Each Node needs a snapshot of its own; the test below makes one.
    const { status, text } = await new Run(project, ['setup'], { LAB_SNAPSHOT: 'off' }, node).ended;
    assert.deepEqual(
      [status, text],
      [0, 'everything is in place; npm start opens the notebooks\n'],
    );
  });
}

for (const version of ['20.20.2', '24.21.0']) {
  test(`Node ${version}: a notebook runs on a kernel under it`, async () => {
    const folder = path.join(base, version);
    const from = path.join(folder, 'notebooks');
    fs.mkdirSync(from);
    const notebook = JSON.parse(
      fs.readFileSync(path.join(project, 'notebooks', '01-config.ipynb'), 'utf8'),
    ) as { cells: object[] };
    notebook.cells.push({
      cell_type: 'code',
      id: 'version',
      execution_count: null,
      metadata: {},
      outputs: [],
      source: 'console.log(process.version)',
    });
    fs.writeFileSync(path.join(from, '01-config.ipynb'), JSON.stringify(notebook));
    const { status, text } = await new Run(
      project,
      ['notebooks', '--from', from],
      {},
      path.join(folder, 'package', 'bin', 'node'),
    ).ended;
    assert.equal(status, 0, text);
    const cells = (
      JSON.parse(fs.readFileSync(path.join(from, '01-config.ipynb'), 'utf8')) as {
        cells: { outputs?: unknown }[];
      }
    ).cells;
    assert.ok(
      JSON.stringify(cells.at(-1)?.outputs).includes(`v${version}`),
      JSON.stringify(cells.at(-1)),
    );
  });
}

test('Node 18 is refused in one line', async () => {
  const { status, text } = await new Run(project, ['test'], {}, await nodeProgram('18.20.8')).ended;
  assert.deepEqual(
    [status, text],
    [
      1,
      'Node.js 18.20.8 is too old: 20 or newer is needed; install it from nodejs.org or with a ' +
        'version manager such as nvm, then run the same command again\n',
    ],
  );
});
