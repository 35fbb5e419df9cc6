import ts from 'typescript';
import { isLenient, isSwitchedOff } from './complaints';
import {
  type Declared,
  declaredNames,
  exportedNames,
  usingNames,
  type ValueKind,
  waits,
} from './declared';
import { emitCell } from './emit';
import { hintFor } from './hints';
import type { InternalSourceFile } from './internals';
import { type CellFile, CellProgram, setExternalModuleIndicator } from './program';
import { findReferences } from './references';

/** One complaint of the checker about a cell or a file behind it. */
export interface Complaint {
  /** Relative to the project's root; undefined for the cell itself. */
  readonly file?: string;
  /** Counted from 1. */
  readonly line: number;
  readonly column: number;
  readonly message: string;
  /** The text of the line. */
  readonly text: string;
  /** What a person can do about it. */
  readonly hint?: string;
}

export interface CompiledCell {
  readonly serial: number;
  readonly complaints: readonly Complaint[];
  /** Undefined if there are complaints. */
  readonly javascript?: string;
  readonly map?: string;
  readonly isAsync?: boolean;
  /** Names that the cell puts into the notebook's scope while it runs. */
  readonly names: readonly string[];
  /** Modules that the cell imports at its top, in order. */
  readonly imports: readonly string[];
}

/** A value that earlier cells have made. */
interface LiveValue {
  readonly kind: ValueKind;
  readonly runs: boolean;
  /** The cell that made it. */
  readonly serial: number;
}

/** Cells after which a new checker is made: the old one holds everything that it ever looked at. */
const CELLS_A_CHECKER = 250;

/** A value that no later cell sees. */
const OF_CELL_ALONE: Declared = { kind: 'constant', runs: false, hasType: false };

const moduleName = (serial: number): string => `__cell_${serial}__`;

/**
 * Checks and compiles cells one after the other; what `keep` was told of is seen by the cells
 * after.
 */
export class CellCompiler {
  readonly cells: CellProgram;
  private readonly values = new Map<string, LiveValue>();
  /** Types that earlier cells have made, by name: the cell that made them. */
  private readonly types = new Map<string, number>();
  private readonly waiting = new Map<number, Map<string, Declared>>();
  private serial = 0;
  /**
   * Cells that later cells may see something of, and the cells that each of them sees something of.
   */
  private readonly kept = new Map<number, readonly number[]>();

  constructor(private readonly root: string) {
    this.cells = new CellProgram(root);
  }

  /** Says in which folder the notebook lies. */
  open(folder: string): void {
    this.cells.folder = folder;
  }

  compile(typed: string): CompiledCell {
    const source = objectAsExpression(withoutShebang(typed));
    const compiled = this.compileSource(source);
    if (source.length === typed.length) return compiled;
    // the bracket that was put before the cell is none of the person's
    const complaints = compiled.complaints.map((one) => {
      const isMoved = one.line === 1 && !one.file;
      return isMoved ? { ...one, column: one.column - 1, text: typed.split('\n')[0] } : one;
    });
    return { ...compiled, complaints };
  }

  private compileSource(source: string): CompiledCell {
    const serial = ++this.serial;
    const plain = parsePlain(source);
    if (plain.parseDiagnostics.length > 0) {
      const complaints = plain.parseDiagnostics.map((one) => this.complaint(plain, one));
      return { serial, complaints, names: [], imports: [] };
    }
    const own = declaredNames(plain);
    this.cells.refresh();
    const used = new Set(plain.identifiers.keys());
    const cell = this.cells.add(`${moduleName(serial)}.ts`, source + this.tail(plain, own, used));
    const complaints = plain.checkJsDirective?.enabled === false ? [] : this.check(cell, source);
    if (complaints.length > 0) {
      this.cells.remove(cell);
      return { serial, complaints, names: [], imports: [] };
    }
    const names = new Map<string, { readonly runs: boolean }>([...this.values, ...own]);
    const references = findReferences(this.cells.checker, cell.file, source.length, names);
    const isAsync = waits(plain);
    this.waiting.set(serial, own);
    return {
      serial,
      complaints,
      ...emitCell(source, references, isAsync),
      isAsync,
      names: [...own]
        .filter(([name, { runs }]) => runs && !references.types.has(name))
        .map(([name]) => name),
      imports: importedModules(plain, references.types),
    };
  }

  /** Cells compiled with the present checker. */
  private compiled = 0;

  /** The cell ran: later cells see its names, except those that it did not come to. */
  keep(serial: number, missed: readonly string[] = []): void {
    const own = this.waiting.get(serial);
    this.waiting.delete(serial);
    for (const [name, { kind, runs, hasType }] of own ?? []) {
      if (missed.includes(name)) continue;
      if (kind !== 'none') this.values.set(name, { kind, runs, serial });
      if (hasType) this.types.set(name, serial);
    }
    this.forgetUnseen(serial);
  }

  /**
   * Forgets cells that no later cell can see anything of, and now and then the checker, which
   * remembers all it has seen.
   */
  private forgetUnseen(latest: number): void {
    const text = this.cells.textOf(`${moduleName(latest)}.ts`);
    this.kept.set(
      latest,
      [...text.matchAll(/'\.\/__cell_(\d+)__'/g)].map(([, serial]) => Number(serial)),
    );
    const seen = new Set<number>();
    const waiting = [
      ...[...this.values.values()].map(({ serial }) => serial),
      ...this.types.values(),
    ];
    for (let serial = waiting.pop(); serial !== undefined; serial = waiting.pop()) {
      if (seen.has(serial)) continue;
      seen.add(serial);
      waiting.push(...(this.kept.get(serial) ?? []));
    }
    for (const serial of [...this.kept.keys()].filter((one) => !seen.has(one))) {
      this.kept.delete(serial);
      this.cells.forget(`${moduleName(serial)}.ts`);
    }
    if (++this.compiled < CELLS_A_CHECKER) return;
    this.compiled = 0;
    this.cells.startAnew();
  }

  /** A cell as it is being typed, after everything that earlier cells made. */
  view<T>(source: string, look: (file: InternalSourceFile) => T): T {
    const plain = parsePlain(source);
    const tail = this.tail(plain, declaredNames(plain));
    this.cells.refresh();
    const cell = this.cells.add(`${moduleName(++this.serial)}.ts`, source + closing(source) + tail);
    try {
      return look(cell.file);
    } finally {
      this.cells.remove(cell);
    }
  }

  /**
   * What follows a cell in its module: the names of earlier cells that it uses, and its own names
   * for later cells. It stands behind the cell, so that every position is the one that the person
   * sees.
   */
  private tail(
    plain: InternalSourceFile,
    own: ReadonlyMap<string, Declared>,
    used?: ReadonlySet<string>,
  ): string {
    const lines = ['export {};'];
    const ofCell = usingNames(plain);
    for (const name of new Set([...this.values.keys(), ...this.types.keys()])) {
      if (used && !used.has(name)) continue;
      const declared = own.get(name) ?? (ofCell.has(name) ? OF_CELL_ALONE : undefined);
      lines.push(...this.earlier(name, declared));
    }
    const exported = exportedNames(plain);
    const names = [...own.keys()].filter((name) => !exported.has(name));
    if (names.length > 0) lines.push(`export { ${names.join(', ')} };`);
    return `\n${lines.join(' ')}`;
  }

  /**
   * How a name of earlier cells is declared in a new one, which may declare its value or its type
   * anew.
   */
  private earlier(name: string, own: Declared | undefined): string[] {
    const value = own && own.kind !== 'none' ? undefined : this.values.get(name);
    const type = own?.hasType ? undefined : this.types.get(name);
    const from = (serial: number): string => `'./${moduleName(serial)}'`;
    const isImportable = value?.kind !== 'variable' && !own;
    if (
      value &&
      isImportable &&
      (type === undefined ? value.kind === 'alias' : type === value.serial)
    ) {
      return [`import { ${name} } from ${from(value.serial)};`];
    }
    const lines: string[] = [];
    if (value) {
      const word = value.kind === 'variable' ? 'let' : 'const';
      lines.push(`declare ${word} ${name}: typeof import(${from(value.serial)}).${name};`);
    }
    // an import has type parameters, which a type of the same name would need spelt out
    if (type !== undefined && !value && !own) lines.push(`import { ${name} } from ${from(type)};`);
    else if (type !== undefined) lines.push(`type ${name} = import(${from(type)}).${name};`);
    return lines;
  }

  private check(cell: CellFile, source: string): Complaint[] {
    const { file } = cell;
    const complaints = this.diagnosticsOf(file)
      .filter((one) => (one.start ?? 0) <= source.length)
      .filter((one) => !isLenient(one) && !isSwitchedOff(file, one.start ?? 0))
      .map((one) => this.complaint(file, one));
    for (const name of this.cells.unchecked.size > 0 ? this.cells.dependencies(cell) : []) {
      if (this.cells.unchecked.has(name)) complaints.push(...this.checkFile(name));
    }
    return complaints;
  }

  /** Checks a file behind a cell; one that is right is not checked again until it changes. */
  private checkFile(name: string): Complaint[] {
    const file = this.cells.program.getSourceFile(name) as InternalSourceFile;
    const isOurs = name.startsWith(`${this.root}/src/`);
    const wrong = this.diagnosticsOf(file).filter(
      (one) => !isSwitchedOff(file, one.start ?? 0) && (isOurs || !isLenient(one)),
    );
    if (wrong.length === 0) this.cells.unchecked.delete(name);
    const label = name.startsWith(`${this.root}/`) ? name.slice(this.root.length + 1) : name;
    return wrong.map((one) => ({ ...this.complaint(file, one), file: label }));
  }

  private diagnosticsOf(file: InternalSourceFile): readonly ts.Diagnostic[] {
    if (file.parseDiagnostics.length > 0) return file.parseDiagnostics;
    const found = [...file.bindDiagnostics, ...this.cells.checker.getDiagnostics(file)];
    return found.filter((one) => one.file === file && one.category === ts.DiagnosticCategory.Error);
  }

  private complaint(file: InternalSourceFile, one: ts.Diagnostic): Complaint {
    const { line, character } = ts.getLineAndCharacterOfPosition(file, one.start ?? 0);
    const message = ts.flattenDiagnosticMessageText(one.messageText, '\n');
    const text = file.text.split('\n')[line] ?? '';
    const { checker } = this.cells;
    const hint = hintFor({ file, checker, earlier: this.values.keys() }, one, message);
    return { line: line + 1, column: character + 1, message, text, ...(hint ? { hint } : {}) };
  }
}

function parsePlain(source: string): InternalSourceFile {
  const options = { languageVersion: ts.ScriptTarget.ES2024, setExternalModuleIndicator };
  return ts.createSourceFile('cell.ts', source, options, true) as InternalSourceFile;
}

const CLOSERS: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/**
 * A first line that says how to run a file, as pasted scripts have it, becomes a comment as long.
 */
const withoutShebang = (source: string): string => source.replace(/^#!/, '//');

/**
 * The brackets that a cell, as it is being typed, still has open: without them what follows it
 * would become a part of it.
 */
function closing(source: string): string {
  const scanner = ts.createScanner(
    ts.ScriptTarget.ES2024,
    true,
    ts.LanguageVariant.Standard,
    source,
  );
  const open: string[] = [];
  for (let token = scanner.scan(); token !== ts.SyntaxKind.EndOfFileToken; token = scanner.scan()) {
    const text = scanner.getTokenText();
    if (text in CLOSERS) open.unshift(CLOSERS[text]);
    else if (text === open[0]) open.shift();
  }
  return open.length > 0 ? ` ${open.join('')}` : '';
}

/**
 * A cell that is nothing but `{ a: 1 }` means the object, as in every console; read as a block it
 * would show nothing.
 */
function objectAsExpression(source: string): string {
  const bare = source.trim();
  if (!bare.startsWith('{') || !bare.endsWith('}')) return source;
  const inBrackets = `(${source}\n)`;
  const { parseDiagnostics, statements } = parsePlain(inBrackets);
  return parseDiagnostics.length === 0 && statements.length === 1 ? inBrackets : source;
}

/**
 * The modules that a cell imports by statements at its top, without those that give it types alone.
 */
function importedModules(file: ts.SourceFile, types: ReadonlySet<string>): string[] {
  const modules: string[] = [];
  for (const statement of file.statements) {
    if (!ts.isImportDeclaration(statement)) continue;
    const { importClause: clause, moduleSpecifier } = statement;
    if (clause?.isTypeOnly) continue;
    const bindings = clause?.namedBindings;
    const names = [
      ...(clause?.name ? [clause.name.text] : []),
      ...(bindings && ts.isNamespaceImport(bindings) ? [bindings.name.text] : []),
      ...(bindings && ts.isNamedImports(bindings)
        ? bindings.elements.map(({ name }) => name.text)
        : []),
    ];
    const isNeeded = names.length === 0 || names.some((name) => !types.has(name));
    if (isNeeded) modules.push((moduleSpecifier as ts.StringLiteral).text);
  }
  return modules;
}
