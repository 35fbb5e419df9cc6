// What a cell must do, on real kernels: every case of kernel-cases (see run.py there).
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import * as path from 'node:path';
import { test } from 'node:test';
import { root } from './kernel-client';

const folder = path.join(__dirname, 'kernel-cases');
const python = path.join(root, '.venv', 'bin', 'python');

test('every case of what a cell must do holds', () => {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => path.join(folder, name));
  const { status, stdout, stderr } = spawnSync(python, [path.join(folder, 'run.py'), ...files], {
    cwd: root,
    encoding: 'utf8',
  });
  assert.equal(status, 0, `${stdout}\n${stderr}`);
  assert.match(stdout, /^(\d{2,}) of \1 cases hold$/m);
});
