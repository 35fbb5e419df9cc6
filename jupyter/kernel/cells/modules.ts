import * as fs from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import * as path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import * as vm from 'node:vm';
import type { Store } from '../../load/store.cjs';
import { asNamespace } from './bindings';
import { resolveInNewProcess } from './resolveInNewProcess';
import { stampOf } from './stamp';
import type { CompiledUnits } from './units';

interface LoadedModule {
  exports: unknown;
  readonly id: string;
  readonly filename: string;
  /** Files that import this one: they run again when it changes. */
  readonly importers: Set<string>;
  readonly stamp: string;
  loaded: boolean;
}

const ENDINGS = ['.ts', '.tsx', '.mts', '.cts', '.js', '.mjs', '.cjs', '.jsx', '.json'];
const OWN = new Set(ENDINGS);
/** An import of what will be JavaScript may stand for the TypeScript that it is made of. */
const TYPESCRIPT_OF: Readonly<Record<string, string>> = {
  '.js': '.ts',
  '.mjs': '.mts',
  '.cjs': '.cts',
  '.jsx': '.tsx',
};

const isFile = (file: string): boolean =>
  fs.statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
const isPath = (id: string): boolean => /^\.{1,2}(?:\/|$)/.test(id) || path.isAbsolute(id);

/**
 * The modules of people: the project's src, and what lies beside a notebook. They run from stored
 * JavaScript. One that changed runs again at its next import, and so does every module that imports
 * it. Packages are Node's.
 */
export class Modules {
  /**
   * `require` as cells have it: a path counts from the notebook's folder, else from the project's
   * root.
   */
  readonly require: NodeRequire;
  private readonly loaded = new Map<string, LoadedModule>();
  /** Packages that are ES modules alone, imported before the cell that needs them runs. */
  private readonly esModules = new Map<string, unknown>();
  private readonly places: readonly string[];
  private readonly onFirst = new Map<string, () => void>();

  constructor(
    root: string,
    folder: string,
    private readonly store: Store,
    private readonly units: CompiledUnits,
  ) {
    this.places = [...new Set([folder, root])];
    this.require = this.requireFor(
      this.places.map((place) => path.join(place, '__cell__.ts')),
      true,
    );
  }

  /** Calls a function before a package is required for the first time. */
  onRequire(name: string, prepare: () => void): void {
    this.onFirst.set(name, prepare);
  }

  /** Imports what a cell needs and `require` cannot load; the rest is loaded by the cell itself. */
  async prepare(imports: readonly string[]): Promise<void> {
    for (const id of imports) {
      if (isPath(id) || isBuiltin(id) || this.esModules.has(id) || !this.isEsModule(id)) continue;
      this.esModules.set(id, await this.importNatively(id));
    }
  }

  /** What a module exports, for an import statement of a cell. */
  load(id: string): unknown {
    return this.esModules.has(id) ? this.esModules.get(id) : this.require(id);
  }

  /** `await import(id)` in a cell. */
  async import(id: string): Promise<unknown> {
    this.refresh(); // the cell may have written the module itself
    const plain = id.startsWith('file:') ? fileURLToPath(id) : id;
    if (isPath(plain) || isBuiltin(plain)) return asNamespace(this.require(plain));
    await this.prepare([plain]);
    return asNamespace(this.load(plain));
  }

  /** Forgets what was edited since it ran. */
  refresh(): void {
    for (const [file, { stamp }] of [...this.loaded]) {
      if (stampOf(file) !== stamp) this.forget(file);
    }
  }

  private forget(file: string): void {
    const module = this.loaded.get(file);
    if (!module) return;
    this.loaded.delete(file);
    for (const importer of module.importers) this.forget(importer);
  }

  /** The file of people that an import leads to, or undefined if it is Node's to find. */
  private find(folder: string, id: string): string | undefined {
    if (!isPath(id)) return undefined;
    const base = path.resolve(folder, id);
    const ending = path.extname(base);
    const typescript = TYPESCRIPT_OF[ending];
    const candidates = [
      ...(OWN.has(ending) ? [base] : []),
      ...(typescript ? [base.slice(0, -ending.length) + typescript] : []),
      ...ENDINGS.map((one) => base + one),
      ...ENDINGS.map((one) => path.join(base, `index${one}`)),
    ];
    const found = candidates.find(isFile);
    return found?.includes(`${path.sep}node_modules${path.sep}`) ? undefined : found;
  }

  /**
   * @param importers the file that imports; for a cell, one in each place where its paths may begin
   */
  private requireFor(importers: readonly string[], isCell = false): NodeRequire {
    const natives = importers.map((importer) => createRequire(importer));
    const native = natives[0];
    const own = (id: string): unknown => {
      if (typeof id !== 'string') return native(id);
      for (const importer of importers) {
        const file = this.find(path.dirname(importer), id);
        if (file) return this.loadFile(file, isCell ? undefined : importer).exports;
      }
      this.onFirst.get(id)?.();
      this.onFirst.delete(id);
      const able = natives.find((one) => canResolve(one, id));
      return able ? able(id) : native(resolveInNewProcess(id, importers) ?? id);
    };
    const { cache, main, extensions } = native;
    const resolve = Object.assign((id: string) => this.resolve(id, importers), native.resolve);
    return Object.assign(own, { resolve, cache, main, extensions });
  }

  /** `require.resolve`: the file that an import leads to. */
  private resolve(id: string, importers: readonly string[]): string {
    const own = importers
      .map((importer) => this.find(path.dirname(importer), id))
      .find((file) => file);
    if (own) return own;
    const natives = importers.map((importer) => createRequire(importer));
    const able = natives.find((one) => canResolve(one, id)) ?? natives[0];
    return able.resolve(id);
  }

  private loadFile(file: string, importer: string | undefined): LoadedModule {
    const module = this.loaded.get(file) ?? this.run(file);
    if (importer) module.importers.add(importer);
    return module;
  }

  private run(file: string): LoadedModule {
    const module: LoadedModule = {
      exports: {},
      id: file,
      filename: file,
      importers: new Set(),
      stamp: stampOf(file),
      loaded: false,
    };
    this.loaded.set(file, module); // before it runs, so that circular imports end
    try {
      if (file.endsWith('.json')) module.exports = readJson(file);
      else this.runCode(file, module);
      module.loaded = true;
    } catch (error) {
      this.loaded.delete(file);
      throw error;
    }
    return module;
  }

  private runCode(file: string, module: LoadedModule): void {
    const compiled = this.store.compile(file);
    const { code, label } = compiled;
    const unit = { label, isCell: false, map: compiled.mapFile ?? (compiled.map() as never) };
    const wrapped = `(function (exports, require, module, __filename, __dirname) { ${code}\n})`;
    const run = vm.runInThisContext(wrapped + this.units.add(unit, wrapped), {
      filename: file,
    }) as (this: unknown, ...parameters: unknown[]) => void;
    const ownRequire = this.requireFor([file]);
    run.call(module.exports, module.exports, ownRequire, module, file, path.dirname(file));
  }

  /** Whether a package can be had by `import()` alone. */
  private isEsModule(id: string): boolean {
    for (const place of this.places) {
      const { resolve } = createRequire(path.join(place, '__cell__.ts'));
      try {
        return isEsModuleFile(resolve(id));
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code === 'ERR_PACKAGE_PATH_NOT_EXPORTED') return true; // for `import` alone
      }
    }
    return false;
  }

  private async importNatively(id: string): Promise<unknown> {
    let failure: unknown;
    for (const place of this.places) {
      try {
        return await importFrom(place, id);
      } catch (error) {
        failure = error;
        if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
      }
    }
    throw failure;
  }
}

/** `import(id)` as a file in a folder would do it. */
async function importFrom(folder: string, id: string): Promise<unknown> {
  const { constants } = vm as unknown as {
    constants?: { USE_MAIN_CONTEXT_DEFAULT_LOADER?: unknown };
  };
  const loader = constants?.USE_MAIN_CONTEXT_DEFAULT_LOADER;
  const options = {
    filename: path.join(folder, '__cell__.js'),
    importModuleDynamically: loader,
  } as object;
  const load = vm.compileFunction('return import(id)', ['id'], options);
  if (loader) return (load as (id: string) => Promise<unknown>)(id);
  const { resolve } = createRequire(path.join(folder, '__cell__.js')); // Node before 20.12
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- esbuild makes import() a require
  const native = new Function('id', 'return import(id)') as (id: string) => Promise<unknown>;
  return native(String(pathToFileURL(resolve(id))));
}

function canResolve(from: NodeRequire, id: string): boolean {
  if (isBuiltin(id)) return true;
  try {
    from.resolve(id);
    return true;
  } catch {
    return false;
  }
}

function isEsModuleFile(file: string): boolean {
  if (file.endsWith('.mjs')) return true;
  if (!file.endsWith('.js')) return false;
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    const description = path.join(folder, 'package.json');
    if (isFile(description)) {
      const { type } = JSON.parse(fs.readFileSync(description, 'utf8')) as { type?: string };
      return type === 'module';
    }
    if (folder === path.dirname(folder)) return false;
  }
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch (error) {
    // eslint-disable-next-line preserve-caught-error -- all of it is in the message
    throw new SyntaxError(`${path.basename(file)}: ${(error as Error).message}`);
  }
}
