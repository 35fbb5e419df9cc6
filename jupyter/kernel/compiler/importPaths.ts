import * as fs from 'node:fs';
import * as path from 'node:path';
import { builtinModules } from 'node:module';

const MODULE_FILE = /\.(?:d\.ts|[cm]?tsx?|[cm]?jsx?|json)$/;
/** The text of an import that is being typed: its quote, then everything up to the cursor. */
const OPEN_IMPORT = /(?:\bfrom|\bimport|\bimport\s*\(|\brequire\s*\()\s*(['"])([^'"\n]*)$/;

/** The import path that ends at a position, or undefined if none is being typed there. */
export function importPathAt(source: string, position: number): string | undefined {
  return OPEN_IMPORT.exec(source.slice(0, position))?.[2];
}

function entriesOf(folder: string): fs.Dirent[] {
  try {
    return fs.readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

/** Modules and folders in a folder, as an import names them. */
function modulesIn(folder: string): string[] {
  return entriesOf(folder)
    .filter(
      ({ name }) => !name.startsWith('.') && name !== 'node_modules' && name !== '__pycache__',
    )
    .filter((one) => one.isDirectory() || MODULE_FILE.test(one.name))
    .map((one) =>
      one.isDirectory() || one.name.endsWith('.json')
        ? one.name
        : one.name.replace(MODULE_FILE, ''),
    );
}

function packagesOf(root: string): string[] {
  try {
    const description = fs.readFileSync(path.join(root, 'package.json'), 'utf8');
    const { dependencies, devDependencies } = JSON.parse(description) as Record<string, object>;
    return Object.keys({ ...dependencies, ...devDependencies }).filter(
      (name) => !name.startsWith('@types/'),
    );
  } catch {
    return [];
  }
}

/**
 * What an import path can go on with: paths that count from the notebook's folder or the project's
 * root, packages, parts of Node.
 */
export function importPaths(typed: string, folder: string, root: string): string[] {
  if (typed.startsWith('.')) {
    const begun = typed.slice(0, typed.lastIndexOf('/') + 1) || './';
    const found = [folder, root].flatMap((place) => modulesIn(path.resolve(place, begun)));
    return [...new Set(found)]
      .map((name) => begun + name)
      .filter((name) => name.startsWith(typed))
      .sort();
  }
  const nodeModules = builtinModules
    .filter((name) => !name.startsWith('_'))
    .map((name) => `node:${name}`);
  const names = ['./src/', ...packagesOf(root), ...nodeModules];
  return names.filter((name) => name.startsWith(typed));
}
