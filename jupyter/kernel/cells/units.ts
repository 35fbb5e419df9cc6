import * as fs from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import * as vm from 'node:vm';
import { textOf } from './describe';

/** One compiled text: a cell, or one version of a file. */
export interface Unit {
  /** `cell [3]`, or the file relative to the project's root. */
  readonly label: string;
  readonly isCell: boolean;
  /** The text that a person wrote; of a file it is read when it is needed. */
  readonly source?: string;
  /** The source map, or the file that holds it. */
  readonly map?: SourceMapPayload | string;
  /** Lines of the running text (from 1) that hold what a person wrote; without it all of them. */
  readonly written?: { readonly first: number; readonly last: number };
}

export interface SourcePlace {
  readonly unit: Unit;
  /** Counted from 1. */
  readonly line: number;
  readonly column: number;
}

/**
 * The compiled texts that V8 knows by a number, and the way back from a place in them to what a
 * person wrote.
 */
export class CompiledUnits {
  private readonly units: { readonly unit: Unit; readonly lines: number; map?: SourceMap }[] = [];

  /** Registers a unit and returns the comment that makes V8 use its number. */
  add(unit: Unit, text: string): string {
    this.units.push({ unit, lines: text.split('\n').length });
    return `\n//# sourceURL=lab:${this.units.length - 1}`;
  }

  /**
   * A unit that is ready to run.
   * @throws {SyntaxError} with the place that a person wrote, for what the checker lets pass and
   *   Node does not: a cell that switches the checker off
   */
  script(unit: Unit, text: string): vm.Script {
    const number = this.units.length;
    const comment = this.add(unit, text);
    try {
      return new vm.Script(text + comment);
    } catch (error) {
      // V8 puts `FILE:LINE`, the line and a mark below it in front of the stack
      const [, line, mark] = /^.*:(\d+)\n.*\n( *)\^/.exec(textOf(error, 'stack')) ?? [];
      const place = line && this.locate(number, Number(line), mark.length + 1);
      const where = place ? `${unit.label}, line ${place.line}` : unit.label;
      const message = textOf(error, 'message');
      throw Object.assign(error as Error, { stack: `SyntaxError: ${message}\n    at ${where}` });
    }
  }

  /**
   * What a person wrote for a position of the running code (both count from 1), or undefined if
   * nobody wrote that place.
   */
  locate(number: number, line: number, column: number): SourcePlace | undefined {
    const entry = this.units[number];
    const { first = 1, last = entry?.lines ?? 0 } = entry?.unit.written ?? {};
    if (!entry || line < first || line > last) return undefined; // the call that started the unit
    entry.map ??= readMap(entry.unit);
    if (!entry.map) return undefined;
    const { originalLine, originalColumn } = entry.map.findEntry(line - 1, column - 1) as {
      originalLine?: number;
      originalColumn: number;
    };
    if (originalLine === undefined) return undefined; // what the compiler put before it
    return { unit: entry.unit, line: originalLine + 1, column: originalColumn + 1 };
  }

  /** The text of a cell as it was last run under this label. */
  sourceOf(label: string): string | undefined {
    return this.units.findLast(({ unit }) => unit.label === label)?.unit.source;
  }
}

function readMap({ map }: Unit): SourceMap | undefined {
  if (map === undefined) return undefined;
  const payload =
    typeof map === 'string' ? (JSON.parse(fs.readFileSync(map, 'utf8')) as SourceMapPayload) : map;
  return new SourceMap(payload);
}
