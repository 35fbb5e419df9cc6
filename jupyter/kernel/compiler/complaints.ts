import ts from 'typescript';
import type { InternalSourceFile } from './internals';

/** Implicit any, also of `this`: allowed in a cell, where a person tries things out. */
const IMPLICIT_ANY = new Set([
  7005, 7006, 7008, 7009, 7010, 7011, 7012, 7013, 7014, 7015, 7016, 7017, 7018, 7019, 7020, 7022,
  7023, 7024, 7025, 7031, 7032, 7033, 7034, 7039, 7041, 7052, 7053, 7055, 7056, 7057, 2683,
]);

/**
 * What concerns how files are put together, not what a cell does: `import x = require()`, `export
 * =`.
 */
const MODULE_FORM = new Set([1202, 1203, 1208, 1286, 1287, 2309]);

/** `point['z']` where there is no z: a mistake, other than `point[name]`. */
const isMissingField = (message: string | ts.DiagnosticMessageChain): boolean =>
  /expression of type '"/.test(ts.flattenDiagnosticMessageText(message, ' '));

/** `load()[0]`: without `await` this is undefined, silently. */
const isOfPromise = (message: string | ts.DiagnosticMessageChain): boolean =>
  ts.flattenDiagnosticMessageText(message, ' ').includes("'Promise<");

/** Whether a complaint of the checker should not stop a cell. */
export function isLenient({ code, messageText }: ts.Diagnostic): boolean {
  if (IMPLICIT_ANY.has(code)) return !isOfPromise(messageText) && !isMissingField(messageText);
  return MODULE_FORM.has(code);
}

/** Whether `// @ts-ignore` or `// @ts-expect-error` stands before a position. */
export function isSwitchedOff(file: InternalSourceFile, position: number): boolean {
  if (!file.commentDirectives?.length) return false;
  const lineOf = (at: number): number => ts.getLineAndCharacterOfPosition(file, at).line;
  const directives = new Set(file.commentDirectives.map(({ range }) => lineOf(range.pos)));
  const starts = file.getLineStarts();
  for (let line = lineOf(position) - 1; line >= 0; line--) {
    if (directives.has(line)) return true;
    const words = file.text.slice(starts[line], starts[line + 1]).trim();
    if (words !== '' && !words.startsWith('//')) return false;
  }
  return false;
}
