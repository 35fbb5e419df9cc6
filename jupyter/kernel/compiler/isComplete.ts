import ts from 'typescript';
import type { InternalSourceFile } from './internals';
import { setExternalModuleIndicator } from './program';

/**
 * Whether a text is a whole cell, one that goes on, or one that nothing typed after it can make
 * right.
 */
export interface Completeness {
  readonly status: 'complete' | 'incomplete' | 'invalid';
  /** How far the next line is to be moved in; only for `incomplete`. */
  readonly indent?: string;
}

const OPEN_TEXT = /Unterminated template|'\*\/' expected/;

export function isComplete(source: string): Completeness {
  const options = { languageVersion: ts.ScriptTarget.ES2024, setExternalModuleIndicator };
  const file = ts.createSourceFile('cell.ts', source, options, false) as InternalSourceFile;
  const faults = file.parseDiagnostics;
  if (faults.length === 0) return { status: 'complete' };
  const end = source.trimEnd().length;
  const message = (one: ts.Diagnostic): string =>
    ts.flattenDiagnosticMessageText(one.messageText, ' ');
  const goesOn = faults.some((one) => (one.start ?? 0) >= end || OPEN_TEXT.test(message(one)));
  return goesOn ? { status: 'incomplete', indent: indentAfter(source) } : { status: 'invalid' };
}

/** As far in as the last line, and two blanks more where it opens a bracket. */
function indentAfter(source: string): string {
  const last = source.trimEnd().split('\n').at(-1) ?? '';
  const indent = /^\s*/.exec(last)![0];
  return /[([{]$/.test(last) ? `${indent}  ` : indent;
}
