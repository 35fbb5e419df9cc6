// Compiled training under Node's own profiler.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { nodeArguments } from '../../src/core/nodeArguments';

const call = promisify(execFile);

test('compiled training runs to its end under --cpu-prof, which writes a profile', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'profiled-'));
  try {
    // ten times as many samples as by default: interrupted as often as can be
    const profiler = ['--cpu-prof', '--cpu-prof-interval', '100', '--cpu-prof-dir', folder];
    const program = nodeArguments(path.join(__dirname, 'profiled.ts'));
    const { stdout } = await call(process.execPath, [...profiler, ...program]);
    assert.equal(stdout, 'losses fell: true\n');
    const [file] = readdirSync(folder);
    const text = readFileSync(path.join(folder, file), 'utf8');
    const { samples, nodes } = JSON.parse(text) as {
      samples: unknown[];
      nodes: { callFrame: { functionName: string } }[];
    };
    assert.ok(samples.length > 1000, `${samples.length} samples`);
    assert.ok(nodes.some(({ callFrame }) => callFrame.functionName === 'update'));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
