// Stack traces a person can follow: `cell [3], line 4` and `src/agent/x.ts:57:9`, nothing of Node's
// or the kernel's inside, and one line for a passage through a package.
import * as path from 'node:path';
import { withoutScope } from './names';
import type { CompiledUnits } from './units';

const UNIT = /lab:(\d+):(\d+):(\d+)/;
/**
 * Files that stand between a call and TensorFlow.js, and have nothing to do with what went wrong.
 */
const WRAPPERS = ['src/tf/shapesInErrors.ts', 'src/tf/assign.ts'];
const PACKAGE = /node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/:)]+)[^()]*(?=\)|$)/g;

/** One call of a stack, as V8 writes it. */
type CallSite = NodeJS.CallSite & { toString(): string };

/** Makes every `error.stack` of this process readable. */
export function readableStacks(root: string, units: CompiledUnits): void {
  Error.stackTraceLimit = 60; // a TensorFlow operation alone uses more than Node's ten
  const folders = [path.join(root, 'jupyter'), path.join(root, 'node_modules', 'tslab')];
  const hidden = ['node:', ...folders.map((folder) => folder + path.sep)];

  function place(text: string): string | undefined {
    const [whole, unit, line, column] = UNIT.exec(text)!;
    const found = units.locate(Number(unit), Number(line), Number(column));
    if (!found) return undefined;
    const { label, isCell } = found.unit;
    const where = isCell
      ? `${label}, line ${found.line}`
      : `${label}:${found.line}:${found.column}`;
    return withoutScope(text.replace(whole, where));
  }

  function frames(sites: readonly CallSite[]): string[] {
    const lines: string[] = [];
    let inPackage = false;
    for (const site of sites) {
      const text = site.toString();
      if (text === '<anonymous>' || hidden.some((part) => text.includes(part))) continue;
      if (UNIT.test(text)) {
        const found = place(text);
        if (found && WRAPPERS.some((file) => found.includes(file))) continue;
        if (found) lines.push(found);
        inPackage = false;
      } else if (text.includes('node_modules')) {
        // of several calls inside packages the last one, which our code called, says most
        if (inPackage) lines.pop();
        lines.push(text.replace(root + path.sep, '').replace(PACKAGE, 'node_modules/$1'));
        inPackage = true;
      } else {
        lines.push(text.replaceAll(root + path.sep, ''));
        inPackage = false;
      }
    }
    return withoutRepeats(lines);
  }

  Error.prepareStackTrace = (error, sites) => {
    let head: string;
    try {
      head = withoutScope(Error.prototype.toString.call(error));
    } catch {
      head = 'Error';
    }
    return [head, ...frames(sites).map((line) => `    at ${line}`)].join('\n');
  };
}

/**
 * A function that calls itself without end fills a stack with one line: it is written once, with a
 * count.
 */
function withoutRepeats(lines: readonly string[]): string[] {
  const kept: string[] = [];
  for (let i = 0; i < lines.length;) {
    let end = i;
    while (lines[end] === lines[i]) end++;
    const times = end - i;
    kept.push(lines[i]);
    if (times === 2) kept.push(lines[i]);
    if (times > 2) kept.push(`${lines[i]}, ${times - 1} more times`);
    i = end;
  }
  return kept;
}
