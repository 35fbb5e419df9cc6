import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { nodeArguments } from '../../src/core/nodeArguments';
import { projectPath } from '../../src/core/paths';
import { temporaryFolder } from '../../src/core/temporaryFolder';

const { temporaryFolder: folderOfCjs } = createRequire(__filename)(
  '../../jupyter/load/files.cjs',
) as { temporaryFolder: (kind: string) => string };
const within = fs.mkdtempSync(path.join(os.tmpdir(), 'temporary-folder-'));
after(() => fs.rmSync(within, { recursive: true, force: true }));

/** Makes a folder in a process that is killed at once, so that nobody removes it. */
function leaveOne(module: string, kind: string): string {
  const code = `
    const { temporaryFolder } = require(${JSON.stringify(projectPath(module))});
    const folder = temporaryFolder(${JSON.stringify(kind)});
    require('node:fs').writeFileSync(folder + '/half', 'made');
    require('node:fs').writeSync(1, folder);
    process.kill(process.pid, 'SIGKILL');
  `;
  const program = path.join(within, 'leave.cjs');
  fs.writeFileSync(program, code);
  const env = { ...process.env, TMPDIR: within };
  const { stdout, signal } = spawnSync(process.execPath, nodeArguments(program), {
    encoding: 'utf8',
    env,
  });
  assert.equal(signal, 'SIGKILL');
  assert.ok(fs.existsSync(path.join(stdout, 'half')), stdout);
  return stdout;
}

test('a folder that a killed process left is removed with the next of its kind', () => {
  const left = leaveOne('src/core/temporaryFolder.ts', 'lab-trial');
  const other = path.join(within, 'lab-trial-not-ours');
  fs.mkdirSync(other);
  const made = temporaryFolder('lab-trial', within);
  assert.deepEqual([fs.existsSync(left), fs.existsSync(other)], [false, true]);
  const next = temporaryFolder('lab-trial', within);
  assert.ok(fs.existsSync(made) && made !== next, 'those of living processes stay');
});

test('the same where no packages are there yet', () => {
  const left = leaveOne('jupyter/load/files.cjs', 'lab-cjs');
  const before = process.env['TMPDIR'];
  process.env['TMPDIR'] = within;
  try {
    const made = folderOfCjs('lab-cjs');
    assert.equal(fs.existsSync(left), false);
    folderOfCjs('lab-cjs');
    assert.ok(fs.existsSync(made));
  } finally {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
  }
});

test('where no folder can be made the error names the place that was to hold it', () => {
  const file = path.join(within, 'file');
  fs.writeFileSync(file, '');
  for (const [place, problem] of [
    [file, 'not a directory'],
    [path.join(within, 'none'), 'no such file or directory'],
  ])
    assert.throws(() => temporaryFolder('lab-trial', place), { message: `${place}: ${problem}` });
});
