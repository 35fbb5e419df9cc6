import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { projectPath } from '../../../src/core/paths';

const VERSION = '2.9.6';

/** The program inside the npm package, which has one for each system. */
function program(folder: string): string | undefined {
  const packages = path.join(folder, 'node_modules', '@deno');
  if (!fs.existsSync(packages)) return undefined;
  const candidates = fs.readdirSync(packages).map((name) => path.join(packages, name, 'deno'));
  return candidates.find((file) => fs.existsSync(file));
}

/** Deno in .lab/, installed from its npm package if it is not there. */
export function installDeno(): string {
  const folder = projectPath(`.lab/deno-${VERSION}`);
  const found = program(folder);
  if (found) return found;
  fs.mkdirSync(folder, { recursive: true });
  const args = [
    'install',
    '--prefix',
    folder,
    '--no-save',
    '--no-package-lock',
    '--ignore-scripts',
    `deno@${VERSION}`,
  ];
  execFileSync('npm', args, { stdio: ['ignore', 'ignore', 'inherit'] });
  const installed = program(folder);
  if (!installed)
    throw new Error(`the npm package deno ${VERSION} has no program for this machine`);
  fs.chmodSync(installed, 0o755);
  return installed;
}
