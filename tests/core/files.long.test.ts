// Files that are written whole: what a kill, a full disk and a read-only folder leave behind.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { FileError } from '../../src/core/errors';
import { writeFileAtomic } from '../../src/core/files';
import { nodeArguments } from '../../src/core/nodeArguments';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'files-'));
after(() => fs.rmSync(folder, { recursive: true, force: true }));

test('a killed process leaves the old file or the new; the next save tidies up', async () => {
  const own = path.join(folder, 'killed');
  const file = path.join(own, 'a');
  const program = path.join(__dirname, 'files-killed.ts');
  let left = 0;
  for (let kill = 0; kill < 40 && left < 2; kill++) {
    const child = spawn(process.execPath, nodeArguments(program, file));
    await once(child.stdout, 'data'); // it has begun to write
    await sleep(37 * (kill % 6));
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
    left += fs.readdirSync(own).length - 1;
    const content = fs.readFileSync(file);
    assert.equal(content.length, 8_000_000);
    assert.ok(content.every((byte) => byte === content[0]));
  }
  assert.ok(left > 0, 'no kill hit a write: this test shows nothing');
  writeFileAtomic(path.join(own, 'b'), 'b');
  assert.deepEqual(fs.readdirSync(own), ['a', 'b']);
});

test('what a living process writes, and what others named alike, is left alone', () => {
  const own = path.join(folder, 'living');
  const others = ['a.tmp', 'b.host-1-2.tmp', 'notes-1-2-3.tmp', `c.${'x'.repeat(9)}-1-1-0-0.tmp`];
  fs.mkdirSync(own);
  for (const name of others) fs.writeFileSync(path.join(own, name), '');
  writeFileAtomic(path.join(own, 'a'), 'a');
  assert.deepEqual(fs.readdirSync(own).sort(), [...others, 'a'].sort());
});

test('rights, links and long names', () => {
  const own = path.join(folder, 'rights');
  const file = path.join(own, 'a'.repeat(250));
  writeFileAtomic(file, 'old');
  fs.chmodSync(file, 0o640);
  const link = path.join(own, 'link');
  fs.symlinkSync(file, link);
  writeFileAtomic(link, 'new');
  assert.equal(fs.readFileSync(file, 'utf8'), 'new');
  assert.equal(fs.statSync(file).mode & 0o777, 0o640);
  assert.ok(fs.lstatSync(link).isSymbolicLink());
});

test('a folder in the place of the file: refused by name, nothing left', () => {
  const own = path.join(folder, 'taken');
  fs.mkdirSync(path.join(own, 'a', 'deeper'), { recursive: true });
  assert.throws(
    () => writeFileAtomic(path.join(own, 'a'), 'a'),
    (error: FileError) =>
      error instanceof FileError && error.message === `${own}/a: illegal operation on a directory`,
  );
  assert.deepEqual(fs.readdirSync(own), ['a']);
});

/** Runs a function in a small file system of its own; false where this user may mount none. */
function inFileSystem(options: string, use: (at: string) => void): boolean {
  const at = fs.mkdtempSync(path.join(folder, 'disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', at], { stdio: 'ignore' });
  } catch {
    return false;
  }
  try {
    use(at);
  } finally {
    execFileSync('umount', [at]);
  }
  return true;
}

test('a full disk and a read-only one: the old file stays, one line names the file', (context) => {
  const mounted = inFileSystem('size=64k', (at) => {
    const file = path.join(at, 'a');
    writeFileAtomic(file, 'old');
    assert.throws(() => writeFileAtomic(file, Buffer.alloc(100_000)), {
      name: 'FileError',
      message: `${file}: no space left on device`,
    });
    execFileSync('mount', ['-o', 'remount,ro', at]);
    assert.throws(() => writeFileAtomic(file, 'new'), {
      name: 'FileError',
      message: `${file}: read-only file system`,
    });
    assert.deepEqual(fs.readdirSync(at), ['a']);
    assert.equal(fs.readFileSync(file, 'utf8'), 'old');
  });
  if (!mounted) context.skip('this user may not mount a file system');
});
