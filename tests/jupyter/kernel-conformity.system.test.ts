// What the Jupyter project tests of any kernel.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as path from 'node:path';
import { test } from 'node:test';
import { root } from './kernel-client';
import { projectPath } from '../../src/core/paths';

test('jupyter_kernel_test passes', () => {
  const python = path.join(root, '.venv', 'bin', 'python');
  const script = projectPath('tests/python/kernel_conformity.py');
  const { status, stderr } = spawnSync(python, [script], {
    cwd: path.join(root, 'notebooks'),
    encoding: 'utf8',
  });
  assert.equal(status, 0, stderr);
  assert.match(stderr, /Ran 12 tests/);
  assert.deepEqual(
    stderr.match(/skipped '.*'/g),
    ["skipped 'No code page something'"],
    'a pager belongs to other languages',
  );
});
