// Ctrl+C ends a fuzz as its end does: no folder is left.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { nodeArguments } from '../../src/core/nodeArguments';
import { projectPath } from '../../src/core/paths';

test('an interrupted fuzz removes the folders of its kinds', async () => {
  const temporary = fs.mkdtempSync(path.join(os.tmpdir(), 'interrupt-'));
  const own = (): string[] => fs.readdirSync(temporary).filter((name) => name.includes('fuzz'));
  const words = ['--minutes', '1', '--kinds', 'notebooks,command lines'];
  const child = spawn(
    process.execPath,
    nodeArguments(projectPath('tests/fuzz/main.ts'), ...words),
    {
      env: { ...process.env, TMPDIR: temporary },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  try {
    await once(child.stdout, 'data'); // the first round is over
    assert.equal(own().length, 2, own().join());
    child.kill('SIGINT');
    const [status] = (await once(child, 'exit')) as [number | null];
    assert.equal(status, 130);
    assert.deepEqual(own(), []);
  } finally {
    child.kill('SIGKILL');
    fs.rmSync(temporary, { recursive: true, force: true });
  }
});
