// The programs in examples/ run, and print what the comment at their end says.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { promisify } from 'node:util';
import { nodeArguments } from '../../src/core/nodeArguments';
import { projectPath } from '../../src/core/paths';

const folder = projectPath('examples');
const names = fs.readdirSync(folder).filter((name) => name.endsWith('.ts'));
const elsewhere = fs.mkdtempSync(path.join(os.tmpdir(), 'lab-examples-'));
test.after(() => fs.rmSync(elsewhere, { recursive: true, force: true }));

/** What the comment at the end of a program says that it prints. */
function promised(text: string): string {
  const [, lines = ''] = text.split('\n// prints:\n');
  return lines.replace(/^\/\/ /gm, '');
}

for (const name of names) {
  const file = path.join(folder, name);
  const text = fs.readFileSync(file, 'utf8');

  test(`${name} prints what it says`, async () => {
    const { stdout } = await promisify(execFile)(process.execPath, nodeArguments(file), {
      cwd: elsewhere,
    });
    assert.notEqual(stdout, '');
    assert.equal(stdout, promised(text));
  });

  test(`${name} can be copied into any other project`, () => {
    const imports = [...text.matchAll(/ from '([^']+)'/g)].map(([, from]) => String(from));
    const strangers = imports.filter((from) => !/^(node:|neural-memory-lab(\/|$))/.test(from));
    assert.deepEqual(strangers, []);
  });
}

test('the figure is saved in the folder that the program was started in', () => {
  const svg = fs.readFileSync(path.join(elsewhere, 'forgetting.svg'), 'utf8');
  assert.match(svg, /^<svg[^]*Replay keeps the first task[^]*<\/svg>\s*$/);
});
