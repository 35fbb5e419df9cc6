// What the compiler of cells answers while a person types: completion, inspection, whether a cell
// is whole.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { before, test } from 'node:test';
import type { CellCompiler } from '../../jupyter/kernel/compiler/cellCompiler';
import { complete } from '../../jupyter/kernel/compiler/complete';
import { inspectAt } from '../../jupyter/kernel/compiler/inspect';
import { isComplete } from '../../jupyter/kernel/compiler/isComplete';
import { compilerIn, temporaryFolder } from './cells-support';

let compiler: CellCompiler;
let folder: string;

/** Runs nothing: compiles a cell and says that it ran. */
function ran(source: string): void {
  const { serial, complaints } = compiler.compile(source);
  assert.deepEqual(complaints, []);
  compiler.keep(serial);
}

before(() => {
  folder = temporaryFolder();
  compiler = compilerIn(folder);
  ran('/** Slots of the *bank*.\n * @example slotCount + 1 */\nconst slotCount: number = 128;');
  ran(
    "import { learningCurve } from './src/plots';\nclass Bank { rows(): number { return " +
      'slotCount; } }\nconst bank = new Bank();',
  );
});

/** Completions at the mark | of a text. */
function names(marked: string): string[] {
  return complete(compiler, marked.replace('|', ''), marked.indexOf('|')).entries.map(
    ({ name }) => name,
  );
}

test('completion knows earlier cells, members, and the middle of a word', () => {
  assert.deepEqual(names('bank.ro|'), ['rows']);
  assert.equal(names('const x = slotC| + 1')[0], 'slotCount');
  assert.ok(names('"text".|').includes('toUpperCase'));
  assert.equal(names('learningC|')[0], 'learningCurve');
  assert.deepEqual(complete(compiler, 'bank.rows', 7), {
    start: 5,
    end: 7,
    entries: [{ name: 'rows', kind: 'method' }],
  });
  assert.ok(
    !names('__|').some((name) => name.startsWith('__cell')),
    'nothing of the kernel itself',
  );
});

test(
  'completion goes on inside import paths: beside the notebook, in src, packages and parts of ' +
    'Node',
  () => {
    writeFileSync(path.join(folder, 'helper.ts'), 'export const h = 1;');
    assert.deepEqual(names("import { h } from './hel|"), ['./helper']);
    assert.deepEqual(names("import { x } from './src/plots/fig|"), ['./src/plots/figure']);
    assert.ok(names("import { x } from './src/|").includes('./src/metrics'));
    assert.deepEqual(names("import pl from 'nodejs-pol|"), ['nodejs-polars']);
    assert.ok(names("await import('node:f|").includes('node:fs'));
  },
);

test('inspection gives the signature and the doc comment as Markdown', () => {
  assert.deepEqual(inspectAt(compiler, 'slotCount', 3), {
    signature: 'const slotCount: number',
    documentation: 'Slots of the *bank*.\n\n*@example* \n```typescript\nslotCount + 1\n```',
  });
  assert.match(
    inspectAt(compiler, 'bank.rows()', 11)!.signature,
    /Bank\.rows\(\): number/,
    'behind the bracket',
  );
  assert.match(
    inspectAt(compiler, 'learningCurve(', 14)!.documentation,
    /Lines over steps[^]*@throws/,
  );
  assert.equal(inspectAt(compiler, '   ', 1), undefined);
});

test('a package is asked for its doc comments only when somebody looks', () => {
  assert.match(inspectAt(compiler, 'Math.max', 6)!.documentation, /Returns the larger/);
});

test('a whole cell, one that goes on, one that is wrong', () => {
  for (const whole of ['const a = 1;', 'await f()', 'for (;;) {}', '', '// words'])
    assert.equal(isComplete(whole).status, 'complete', whole);
  for (const open of ['function f() {', '[1, 2', '`a', '/* open', 'f(', 'if (x)', 'const a ='])
    assert.equal(isComplete(open).status, 'incomplete', open);
  for (const wrong of ['const = 3;', 'a b', ')'])
    assert.equal(isComplete(wrong).status, 'invalid', wrong);
});

test('an edit of a file is seen, in files behind it too, also one that mends it', () => {
  const write = (text: string): void => writeFileSync(path.join(folder, 'edited.ts'), text);
  write('export const n: number = 1;');
  ran("import { n } from './edited';\nn.toFixed()");
  write('export const n: string = "one";');
  ran("import { n } from './edited';\nn.toUpperCase()");
  write('export const n: string = 5;');
  assert.match(
    compiler.compile("import { n } from './edited';").complaints[0].message,
    /not assignable to type 'string'/,
  );
  write('export const n: string = "two";');
  ran("import { n } from './edited';");
});

test('the parts of TypeScript that the compiler leans on are there', async () => {
  const { internals } = await import('../../jupyter/kernel/compiler/internals');
  assert.equal(typeof internals.bindSourceFile, 'function');
  assert.equal(typeof internals.getTouchingPropertyName, 'function');
  assert.equal(typeof internals.getModuleInstanceState, 'function');
  assert.equal(typeof internals.Completions.getCompletionsAtPosition, 'function');
  assert.equal(
    typeof internals.SymbolDisplay.getSymbolDisplayPartsDocumentationAndSymbolKind,
    'function',
  );
});
