import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { argumentError } from '../core/arguments';
import { FileError, fileError } from '../core/errors';
import { type FileLock, tryFileLock, withFileLock } from '../core/fileLock';
import { writeFileAtomic } from '../core/files';
import { sha256 } from '../core/hash';
import { readJsonFile } from '../core/jsonFile';
import { errorMessage } from '../core/text';
import { type Column, decodeRows, encodeRows } from './runRows';
import { readSealedParquet } from '../core/sealedParquet';

/** Columns of rows; of rows of several kinds all. */
type ColumnsOf<Row> = Row extends object ? keyof Row & string : never;

/** What a store of runs is made with. */
export interface RunStoreOptions<Run extends object, Key extends keyof Run & string, Row> {
  /** The Parquet file of all runs. */
  readonly file: string;
  /** Columns of the file, those of the identity among them. Any value may be null. */
  readonly columns: Readonly<Record<ColumnsOf<Row>, Column>>;
  /** Fields that tell a run from every other. Each is a field of the run and a column. */
  readonly identity: readonly Key[];
  /** The rows of a run, at least one. */
  readonly toRows: (run: Run) => readonly Row[];
  /** The run that some rows are of, in the order in which they were stored. */
  readonly fromRows: (rows: readonly [Row, ...Row[]]) => Run;
}

/** Runs that are finished, in a file. Several processes may add to one store at once. */
export interface RunStore<Run extends object, Key extends object = Run> {
  readonly file: string;
  /** The same text for the same run, whatever the order of names inside a field. */
  readonly name: (key: Key) => string;
  /**
   * All runs, in the order in which they were stored; none if there is no file.
   * @throws FileError naming the file if a byte of it was changed, or if it holds something else
   */
  read(): Run[];
  /**
   * Adds a run, in place of the one with its identity. The file of all runs is not touched.
   * @throws RangeError naming the column of a value that it cannot hold; FileError naming the file
   */
  append(run: Run): void;
  /** Takes runs out. */
  forget(keys: readonly Key[]): void;
  /**
   * Merges what was added and forgotten since into the file of all runs. Does nothing if there was
   * nothing, or while another process does so.
   * @param order runs of this plan come last, in its order: the same runs make the same file
   */
  compact(order?: readonly Key[]): void;
  /** Writes the file of all runs anew, with these alone; without any there is no file. */
  replace(runs: readonly Run[]): void;
}

/** An order to forget, as a part holds it. */
const forgetSchema = z.strictObject({
  forgotten: z.array(z.string()),
  /** Of the list as JSON. */
  sha256: z.string(),
});

/** What a part changes. */
interface Change<Run> {
  readonly added: readonly Run[];
  readonly forgotten: readonly string[];
}

/**
 * A store of runs. The runs of `NAME.parquet` are in that file and in the folder `NAME.parts`
 * beside it, where each run that is added becomes a small file of its own, and so do runs that are
 * to be forgotten. So an addition costs the same however many runs there are, and a process that is
 * killed loses nothing that it had added. Files of the folder count in the order of their names.
 * Each file holds a checksum of all its bytes.
 * @example
 * const store = runStore({
 *   file: 'data/runs.parquet',
 *   columns: { method: 'text', seed: 'integer', step: 'integer', loss: 'real' },
 *   identity: ['method', 'seed'],
 *   toRows: ({ losses, ...key }) => losses.map((loss, step) => ({ ...key, step, loss })),
 *   fromRows: (rows) => ({ ...rows[0], losses: rows.map(({ loss }) => loss) }),
 * });
 */
export function runStore<Run extends object, Key extends keyof Run & string, Row extends object>({
  file,
  columns,
  identity,
  toRows,
  fromRows,
}: RunStoreOptions<Run, Key, Row>): RunStore<Run, Pick<Run, Key>> {
  const folder = `${file.replace(/\.parquet$/, '')}.parts`;
  const lock = path.join(folder, 'merge.lock');

  const name = (key: Pick<Run, Key>): string => identityText(key, identity);

  function readFile(from: string): Run[] {
    try {
      const rows = decodeRows(readSealedParquet(from), columns) as Row[];
      return byRun(rows).map(fromRows);
    } catch (error) {
      if (error instanceof FileError && error.cause !== undefined) throw error; // not readable
      const problem = error instanceof FileError ? error.problem : errorMessage(error);
      const hint = 'delete it and make its runs again';
      throw new FileError(from, `not a file of runs (${problem}); ${hint}`, { cause: error });
    }
  }

  function byRun(rows: readonly Row[]): [Row, ...Row[]][] {
    const runs = new Map<string, [Row, ...Row[]]>();
    for (const row of rows) {
      const fields = new Map<string, unknown>(Object.entries(row));
      const own = JSON.stringify(identity.map((field) => inOrder(fields.get(field))));
      const known = runs.get(own);
      if (known) known.push(row);
      else runs.set(own, [row]);
    }
    return [...runs.values()];
  }

  function writeFile(to: string, runs: readonly Run[]): void {
    const rows = runs.flatMap((run) => {
      const own = toRows(run);
      if (own.length === 0) throw argumentError('run', 'no rows', 'at least one');
      return own;
    });
    writeFileAtomic(to, encodeRows(rows, columns));
  }

  function parts(): string[] {
    const names = namesIn(folder).filter((part) => /\.(parquet|json)$/.test(part));
    return names.sort().map((part) => path.join(folder, part));
  }

  function readPart(part: string): Change<Run> {
    return part.endsWith('.json')
      ? { added: [], forgotten: readForgotten(part) }
      : { added: readFile(part), forgotten: [] };
  }

  /** The runs of the file, with what the parts change. Parts are read first: they may be merged. */
  function readAll(from: readonly string[]): Run[] {
    const changes = from.map(readPart);
    const runs = new Map(
      (fs.existsSync(file) ? readFile(file) : []).map((run) => [name(run), run]),
    );
    for (const { added, forgotten } of changes) {
      for (const one of [...forgotten, ...added.map(name)]) runs.delete(one);
      for (const run of added) runs.set(name(run), run);
    }
    return [...runs.values()];
  }

  function read(): Run[] {
    for (;;) {
      const from = parts();
      const isWhole = (): boolean => from.every((part) => fs.existsSync(part));
      try {
        const runs = readAll(from);
        if (isWhole()) return runs;
      } catch (error) {
        if (isWhole()) throw error;
      }
      // another process has merged a part into the file of all runs meanwhile
    }
  }

  /** Writes the file of all runs and removes the parts that are in it. Under the lock only. */
  function merge(runs: readonly Run[], merged: readonly string[]): void {
    if (runs.length > 0) writeFile(file, runs);
    else fs.rmSync(file, { force: true });
    for (const part of merged) fs.rmSync(part, { force: true });
  }

  /** Takes the lock for merging, unless another process has it or has just removed the folder. */
  function takeLock(): FileLock | null {
    try {
      return tryFileLock(lock);
    } catch (error) {
      if (isNotThere(error)) return null;
      throw fileError(file, error);
    }
  }

  /** Removes the folder of parts once nothing is in it. */
  function removeFolder(): void {
    try {
      fs.rmdirSync(folder);
    } catch {
      // another process has added a run, or has removed the folder
    }
  }

  function compact(order: readonly Pick<Run, Key>[] = []): void {
    const held = parts().length === 0 ? null : takeLock();
    if (held === null) return;
    try {
      const merged = parts();
      merge(inPlan(readAll(merged), order.map(name)), merged);
    } finally {
      held.release();
      removeFolder();
    }
  }

  function replace(runs: readonly Run[]): void {
    try {
      withFileLock(file, () => merge(runs, parts()), lock);
    } finally {
      removeFolder();
    }
  }

  function inPlan(runs: readonly Run[], plan: readonly string[]): Run[] {
    const place = new Map(plan.map((one, i) => [one, i]));
    const placeOf = (run: Run): number => place.get(name(run)) ?? -1;
    return [...runs].sort((a, b) => placeOf(a) - placeOf(b));
  }

  return {
    file,
    name,
    read,
    append: (run) => inFolder(() => writeFile(newPart(folder, 'parquet'), [run])),
    forget(keys) {
      if (keys.length === 0 || !(fs.existsSync(file) || fs.existsSync(folder))) return;
      const forgotten = keys.map(name);
      const content = { forgotten, sha256: sha256(JSON.stringify(forgotten)) };
      inFolder(() => writeFileAtomic(newPart(folder, 'json'), JSON.stringify(content)));
    },
    compact,
    replace,
  };
}

/** @throws FileError naming the file if it was changed, or holds something else */
function readForgotten(part: string): readonly string[] {
  const { forgotten, sha256: sum } = readJsonFile(part, forgetSchema);
  if (sha256(JSON.stringify(forgotten)) !== sum)
    throw new FileError(part, 'the checksum is another: the file was changed');
  return forgotten;
}

let partsMade = 0;
let lastTime = 0;

/** A name that comes after those that this process gave before, and that no other process gives. */
function newPart(folder: string, ending: string): string {
  lastTime = Math.max(lastTime, Date.now()); // a clock may be set back
  const time = String(lastTime).padStart(14, '0');
  const count = String(partsMade++).padStart(8, '0');
  return path.join(folder, `${time}-${count}-${randomUUID().slice(0, 8)}.${ending}`);
}

/** What is in a folder; nothing if there is none. */
function namesIn(folder: string): string[] {
  try {
    return fs.readdirSync(folder);
  } catch (error) {
    if (isNotThere(error)) return [];
    throw fileError(folder, error);
  }
}

/** Writes into a folder, again where another process removes it, empty, at that moment. */
function inFolder<T>(write: () => T): T {
  for (let tries = 1; ; tries++) {
    try {
      return write();
    } catch (error) {
      if (!isNotThere(error) || tries === 100) throw error;
    }
  }
}

function isNotThere(error: unknown): boolean {
  const { code } = ((error instanceof FileError ? error.cause : error) ?? {}) as { code?: unknown };
  return code === 'ENOENT';
}

/** The same text for the same values of some fields, whatever the order of names inside them. */
export function identityText<Key extends object>(
  key: Key,
  identity: readonly (keyof Key)[],
): string {
  return JSON.stringify(identity.map((field) => inOrder(key[field] ?? null)));
}

/** The value with the names inside it in order. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.map(([field, own]) => [field, inOrder(own)]);
}

/** The stored run of each key, or undefined. */
export function findRuns<Run extends Key, Key extends object>(
  { name }: RunStore<Run, Key>,
  keys: readonly Key[],
  runs: readonly Run[],
): (Run | undefined)[] {
  const byName = new Map(runs.map((run) => [name(run), run]));
  return keys.map((key) => byName.get(name(key)));
}
