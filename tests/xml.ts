import { spawnSync } from 'child_process';
import * as path from 'path';
import { projectPath } from '../src/core/paths';

const root = projectPath('');
const python = path.join(
  root,
  '.venv',
  process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python',
);

/**
 * What a strict XML parser (Python's expat) says against the documents: nothing, if each is
 * well-formed.
 */
export function xmlComplaints(documents: readonly string[]): string[] {
  const run = spawnSync(python, [path.join(__dirname, 'python', 'parse_xml.py')], {
    input: JSON.stringify(documents),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (run.status !== 0) throw new Error(`${python} could not parse: ${run.stderr || run.error}`);
  return JSON.parse(run.stdout) as string[];
}
