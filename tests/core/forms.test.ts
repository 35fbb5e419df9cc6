import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { parseValue } from '../../src/core/validation';

const text = z.union([z.string(), z.array(z.string())]);
const part = z.discriminatedUnion('kind', [
  z.looseObject({ kind: z.literal('note'), text }),
  z.looseObject({ kind: z.enum(['run', 'rerun']), seed: z.int().min(0) }),
]);
const schema = z.object({ parts: z.array(part) });

test('of several forms an error tells the one that the value says it has', () => {
  const cases: readonly (readonly [unknown, string])[] = [
    [{ kind: 'x' }, "parts[0].kind: got \"x\", expected one of 'note', 'run', 'rerun'"],
    [{}, "parts[0].kind: got undefined, expected one of 'note', 'run', 'rerun'"],
    [{ kind: 'rerun', seed: 'x' }, 'parts[0].seed: got "x", expected a whole number of at least 0'],
    [{ kind: 'note', text: 5 }, 'parts[0].text: got 5, expected a text or a list'],
    [{ kind: 'note', text: ['a', 5] }, 'parts[0].text[1]: got 5, expected a text'],
  ];
  for (const [value, message] of cases)
    assert.throws(() => parseValue('', schema, { parts: [value] }), { message });
});

test('a field whose name is no word stands in quotes', () => {
  const bundle = z.record(z.string(), z.string());
  assert.throws(() => parseValue('data', bundle, { 'image/png': 5 }), {
    message: 'data["image/png"]: got 5, expected a text',
  });
});
