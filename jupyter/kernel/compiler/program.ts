import * as fs from 'node:fs';
import { builtinModules } from 'node:module';
import * as path from 'node:path';
import ts from 'typescript';
import { freeStarts } from './freeStarts';
import {
  type InternalChecker,
  type InternalProgram,
  type InternalSourceFile,
  type ResolvedModule,
  internals,
} from './internals';
import { cellOptions } from './options';

/** A cell as the checker sees it: a module of its own. */
export interface CellFile {
  readonly file: InternalSourceFile;
  /** What its imports lead to, by the text of the import. */
  readonly resolved: Map<string, ResolvedModule>;
}

interface Parsed {
  readonly file: ts.SourceFile;
  readonly stamp: string;
}

const inPackage = (file: string): boolean => file.includes('/node_modules/');
const withSlashes = (file: string): string => file.split(path.sep).join('/');

/** Whether a module is a part of Node: it has types, but no file. */
function isOfNode(name: string): boolean {
  // the list is missing while a snapshot is being built
  return name.startsWith('node:') || (builtinModules ?? []).includes(name);
}

function stampOf(file: string): string {
  const found = fs.statSync(file, { throwIfNoEntry: false });
  return found ? `${found.mtimeMs} ${found.size} ${found.ino}` : '';
}

/**
 * One TypeScript program and one checker for a whole session. A cell is bound and checked alone
 * against them, which takes milliseconds; a new program is made only when a file changed or an
 * import leads to a file not seen before.
 */
export class CellProgram {
  readonly options: ts.CompilerOptions;
  readonly host: ts.CompilerHost;
  /**
   * Files of people (not of packages) that were edited or are new, and have not been found right
   * since.
   */
  readonly unchecked = new Set<string>();
  /** The notebook's folder, where the imports of cells begin. */
  folder: string;
  program!: InternalProgram;
  checker!: InternalChecker;
  private readonly root: string;
  private readonly parsed = new Map<string, Parsed>();
  private readonly found = new Map<string, boolean>();
  private readonly roots = new Set<string>();
  private readonly cells = new Map<string, CellFile>();
  private resolutions!: ts.ModuleResolutionCache;
  private warming = false;

  constructor(root: string) {
    this.root = withSlashes(root);
    this.folder = this.root;
    this.options = cellOptions(this.root);
    this.host = this.createHost();
    this.forgetResolutions();
  }

  /**
   * Parses and loads files before the first cell asks for them.
   * @param files relative to the project's root
   */
  warm(files: readonly string[]): void {
    this.warming = true;
    for (const file of files) this.roots.add(path.posix.join(this.root, file));
    this.renew();
    this.warming = false;
  }

  /** Adds a module for a cell and binds it. @param name unique in the session */
  add(name: string, text: string): CellFile {
    const file = this.parse(path.posix.join(withSlashes(this.folder), name), text);
    const cell = { file, resolved: new Map<string, ResolvedModule>() };
    this.cells.set(file.fileName, cell);
    const augments = changesGlobals(file);
    if (augments) this.roots.add(file.fileName);
    if (!this.resolveImports(cell) || augments) this.renew();
    internals.bindSourceFile(file, this.options);
    return cell;
  }

  remove({ file }: CellFile): void {
    this.cells.delete(file.fileName);
    if (this.roots.delete(file.fileName)) this.renew();
  }

  textOf(name: string): string {
    return this.cells.get(path.posix.join(withSlashes(this.folder), name))?.file.text ?? '';
  }

  /** Forgets a cell that no later cell can see anything of. */
  forget(name: string): void {
    this.cells.delete(path.posix.join(withSlashes(this.folder), name));
  }

  /** Forgets files that changed since they were read, and makes a new program if there are any. */
  refresh(): void {
    const changed = [...this.parsed]
      .filter(([file, { stamp }]) => !inPackage(file) && stampOf(file) !== stamp)
      .map(([file]) => file);
    for (const file of [...changed, ...this.importersOf(changed)]) this.unchecked.add(file);
    for (const file of changed) this.parsed.delete(file);
    const findsMore = [...this.unchecked].some((file) => this.findsMore(file));
    if (findsMore) this.found.clear();
    if (changed.length === 0 && !findsMore) return;
    this.forgetResolutions();
    this.renew();
  }

  /** A new checker in place of the old one, which holds everything that it ever looked at. */
  startAnew(): void {
    this.renew();
  }

  /**
   * Files that may be wrong because others changed: all that import them, beside the notebook
   * through any number of files, in src through index files alone, where a whole check would take
   * too long (`npm test` makes it).
   */
  private importersOf(changed: readonly string[]): Set<string> {
    const importers = new Set<string>();
    if (changed.length === 0) return importers;
    const graph = this.importerGraph();
    const waiting = [...changed];
    for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
      const goesOn =
        changed.includes(file) || !this.isOfProject(file) || file.endsWith('/index.ts');
      for (const importer of goesOn ? (graph.get(file) ?? []) : []) {
        if (importers.has(importer)) continue;
        importers.add(importer);
        waiting.push(importer);
      }
    }
    return importers;
  }

  /** For each file of people: the files that import it. */
  private importerGraph(): Map<string, string[]> {
    const graph = new Map<string, string[]>();
    for (const file of this.program.getSourceFiles() as readonly InternalSourceFile[]) {
      if (inPackage(file.fileName)) continue;
      for (const literal of file.imports ?? []) {
        const target = this.targetOf(file, literal)?.resolvedFileName;
        if (target) graph.set(target, [...(graph.get(target) ?? []), file.fileName]);
      }
    }
    return graph;
  }

  /** Whether a file has an import that was missing and is there now. */
  private findsMore(name: string): boolean {
    const file = this.program.getSourceFile(name) as InternalSourceFile | undefined;
    return (file?.imports ?? []).some((literal) => {
      if (isOfNode(literal.text) || this.targetOf(file!, literal)) return false;
      // ts.sys, which remembers nothing
      const { resolvedModule } = ts.resolveModuleName(literal.text, name, this.options, ts.sys);
      return resolvedModule !== undefined;
    });
  }

  private isOfProject(file: string): boolean {
    const folders = ['src', 'jupyter', 'benchmarks', 'tests'];
    return folders.some((folder) => file.startsWith(`${this.root}/${folder}/`));
  }

  /** The person's own files that a cell imports, those behind them too; nothing of packages. */
  dependencies(cell: CellFile): string[] {
    const files = new Set<string>();
    const add = (name: string): void => {
      if (files.has(name) || inPackage(name) || name.endsWith('.d.ts') || this.cells.has(name))
        return;
      const file = this.program.getSourceFile(name) as InternalSourceFile | undefined;
      if (!file) return;
      files.add(name);
      for (const literal of file.imports ?? []) {
        const target = this.targetOf(file, literal);
        if (target) add(target.resolvedFileName);
      }
    };
    for (const { resolvedFileName } of cell.resolved.values()) add(resolvedFileName);
    return [...files];
  }

  /** Where an import of a cell leads: beside the notebook, else from the project's root. */
  resolve(name: string): ResolvedModule | undefined {
    const places = [withSlashes(this.folder), this.root];
    for (const place of places) {
      const from = path.posix.join(place, '__cell__.ts');
      const cache = name.startsWith('.') ? undefined : this.resolutions;
      const { resolvedModule } = ts.resolveModuleName(name, from, this.options, this.host, cache);
      if (resolvedModule) return resolvedModule;
    }
    return undefined;
  }

  private createHost(): ts.CompilerHost {
    const host = ts.createCompilerHost(this.options, true);
    const fileExists = host.fileExists.bind(host);
    const directoryExists = host.directoryExists!.bind(host);
    const library = path.posix.join(this.root, 'node_modules', 'typescript', 'lib');
    host.getDefaultLibLocation = () => library;
    host.getDefaultLibFileName = () => path.posix.join(library, 'lib.es2023.d.ts');
    host.getCurrentDirectory = () => this.root;
    host.getModuleResolutionCache = () => this.resolutions;
    host.getSourceFile = (name, options) => this.sourceFile(name, options);
    host.fileExists = (name) => this.remember(name, () => fileExists(name));
    host.directoryExists = (name) => this.remember(`${name}/`, () => directoryExists(name));
    // TypeScript asks this of a file whose resolutions it could take over from the program before
    Object.assign(host, { hasInvalidatedResolutions: (file: string) => this.lacksImport(file) });
    return host;
  }

  /**
   * Packages hardly ever change under a running kernel, and are asked for by the thousand: remember
   * what was found.
   */
  private remember(name: string, look: () => boolean): boolean {
    if (!inPackage(name)) return look();
    const known = this.found.get(name);
    if (known !== undefined) return known;
    const present = look();
    this.found.set(name, present);
    return present;
  }

  private forgetResolutions(): void {
    this.resolutions = ts.createModuleResolutionCache(this.root, (name) => name, this.options);
  }

  private sourceFile(
    name: string,
    options: ts.ScriptTarget | ts.CreateSourceFileOptions,
  ): ts.SourceFile | undefined {
    const cell = this.cells.get(name);
    if (cell) return cell.file;
    const known = this.parsed.get(name);
    if (known) return known.file;
    let text: string;
    try {
      text = fs.readFileSync(name, 'utf8');
    } catch {
      return undefined;
    }
    const given = typeof options === 'object' ? options : { languageVersion: options };
    const jsDocParsingMode = inPackage(name)
      ? ts.JSDocParsingMode.ParseNone
      : ts.JSDocParsingMode.ParseAll;
    const file = ts.createSourceFile(name, text, { ...given, jsDocParsingMode }, true);
    Object.assign(file, { version: '1' });
    if (!inPackage(name) && !this.isOfProject(name)) freeStarts(file);
    if (!this.warming && !inPackage(name)) this.unchecked.add(name);
    this.parsed.set(name, { file, stamp: inPackage(name) ? '' : stampOf(name) });
    return file;
  }

  /**
   * Whether a file has an import that was not found: it is looked for again whenever a new program
   * is made.
   */
  private lacksImport(name: string): boolean {
    const file = this.program?.getSourceFile(name) as InternalSourceFile | undefined;
    if (!file || inPackage(name)) return false;
    return (file.imports ?? []).some(
      (literal) => !isOfNode(literal.text) && !this.targetOf(file, literal),
    );
  }

  private targetOf(file: ts.SourceFile, literal: ts.StringLiteralLike): ResolvedModule | undefined {
    const mode = this.program.getModeForUsageLocation(file, literal);
    return this.program.getResolvedModule(file, literal.text, mode)?.resolvedModule;
  }

  /** A new program that takes over all files that did not change, and a new checker. */
  private renew(): void {
    const program = ts.createProgram({
      rootNames: [...this.roots],
      options: this.options,
      host: this.host,
      oldProgram: this.program,
    }) as InternalProgram;
    const getSourceFile = program.getSourceFile.bind(program);
    const getResolvedModule = program.getResolvedModule.bind(program);
    program.getSourceFile = (name) => this.cells.get(name)?.file ?? getSourceFile(name);
    program.getResolvedModule = (file, name, mode) => {
      const cell = this.cells.get(file.fileName);
      return cell
        ? { resolvedModule: cell.resolved.get(name) }
        : getResolvedModule(file, name, mode);
    };
    this.program = program;
    this.checker = program.getTypeChecker() as InternalChecker;
  }

  private parse(name: string, text: string): InternalSourceFile {
    const file = ts.createSourceFile(
      name,
      text,
      { languageVersion: this.options.target!, setExternalModuleIndicator },
      true,
      ts.ScriptKind.TS,
    ) as InternalSourceFile;
    freeStarts(file);
    return Object.assign(file, {
      path: name,
      resolvedPath: name,
      originalFileName: name,
      version: '1',
      imports: importsOf(file),
      moduleAugmentations: augmentationsOf(file),
      ambientModuleNames: [],
    });
  }

  /**
   * Resolves a cell's imports; false if one of them leads to a file that the program does not have.
   */
  private resolveImports(cell: CellFile): boolean {
    let complete = true;
    for (const { text } of cell.file.imports) {
      if (cell.resolved.has(text)) continue;
      const target = this.resolveInSession(text);
      if (!target) continue;
      cell.resolved.set(text, target);
      const name = target.resolvedFileName;
      if (this.cells.has(name) || this.program.getSourceFile(name)) continue;
      this.roots.add(name);
      complete = false;
    }
    return complete;
  }

  private resolveInSession(text: string): ResolvedModule | undefined {
    if (text.startsWith('./__cell_')) {
      const resolvedFileName = path.posix.join(withSlashes(this.folder), `${text}.ts`);
      return { resolvedFileName, extension: '.ts', isExternalLibraryImport: false };
    }
    const target = this.resolve(text);
    if (target || text.startsWith('node:')) return target;
    this.found.clear(); // not there: perhaps installed since it was last looked for
    this.forgetResolutions();
    return this.resolve(text);
  }
}

/** Makes TypeScript take a text for a module, in which `await` may stand at the top. */
export function setExternalModuleIndicator(file: ts.SourceFile): void {
  (file as unknown as { externalModuleIndicator: unknown }).externalModuleIndicator ??= file;
}

const isAugmentation = (node: ts.Node): node is ts.ModuleDeclaration =>
  ts.isModuleDeclaration(node) &&
  (ts.isStringLiteral(node.name) || (node.flags & ts.NodeFlags.GlobalAugmentation) !== 0);

function augmentationsOf(file: ts.SourceFile): ts.Node[] {
  return file.statements.filter(isAugmentation).map(({ name }) => name);
}

/** Whether a cell changes the types of all others: `declare global`, `declare module 'x'`. */
const changesGlobals = (file: ts.SourceFile): boolean => file.statements.some(isAugmentation);

/** Every text in a file that names a module. */
function importsOf(file: ts.SourceFile): ts.StringLiteralLike[] {
  const names: ts.StringLiteralLike[] = [];
  const add = (node: ts.Node | undefined): void => {
    if (node && ts.isStringLiteralLike(node)) names.push(node);
  };
  function visit(node: ts.Node): void {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
      add(node.moduleSpecifier);
    } else if (ts.isExternalModuleReference(node)) {
      add(node.expression);
    } else if (ts.isImportTypeNode(node)) {
      if (ts.isLiteralTypeNode(node.argument)) add(node.argument.literal);
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      add(node.arguments[0]);
    }
    ts.forEachChild(node, visit);
  }
  visit(file);
  return names;
}
