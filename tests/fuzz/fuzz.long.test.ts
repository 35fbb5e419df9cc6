import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fuzz } from './harness';
import { kinds } from './kinds';

const INPUTS = 1000;
const SEED = 1;

test('every kind that a file of this folder holds is drawn', () => {
  const files = readdirSync(__dirname).map((name) =>
    readFileSync(path.join(__dirname, name), 'utf8'),
  );
  const held = files.filter((text) => /^export const \w+: FuzzKind</m.test(text));
  assert.equal(Object.keys(kinds).length, held.length);
});

for (const [name, load] of Object.entries(kinds)) {
  test(`${INPUTS} ${name}: each is used as meant, or refused in one clear line`, async () => {
    const kind = await load();
    const { used, refused, failure } = await fuzz(kind, { seed: SEED, inputs: INPUTS });
    await kind.end?.();
    assert.equal(failure, null, `${failure?.input}\n${failure?.message}`);
    assert.ok(used >= INPUTS / 100, `only ${used} of ${INPUTS} were used: too few are right`);
    assert.ok(refused >= INPUTS / 10, `only ${refused} of ${INPUTS} were refused`);
  });
}
