import { test } from 'node:test';
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { projectPath } from '../../src/core/paths';

const EXPORT =
  /^export (?:abstract )?(?:async )?(?:function\*?|const|class|interface|type) (\w+)/gm;

/** Every set of exercises has a `check` of its own; a notebook imports one of them. */
const SAME_ON_PURPOSE = ['check'];

/** Names that a folder's files export, each with the files that do. */
function exportedNames(folder: string): Map<string, string[]> {
  const names = new Map<string, string[]>();
  const files = fs
    .readdirSync(projectPath(folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'));
  for (const file of files) {
    const text = fs.readFileSync(path.join(projectPath(folder), file), 'utf8');
    for (const [, name] of text.matchAll(EXPORT)) {
      const before = names.get(name) ?? [];
      names.set(name, [...before.filter((one) => one !== file), file]);
    }
  }
  return names;
}

test('a name that src exports means one thing: no two files export it', () => {
  const twice = [...exportedNames('src')].filter(([, files]) => files.length > 1);
  const wrong = twice.filter(([name]) => !SAME_ON_PURPOSE.includes(name));
  assert.deepEqual(Object.fromEntries(wrong), {});
});
