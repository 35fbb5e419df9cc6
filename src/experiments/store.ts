import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs';
import path from 'node:path';
import pl from 'nodejs-polars';
import { writeFileAtomic, writeThenRename } from '../core/files';
import { errorMessage } from '../core/text';

/** How a column is stored: text, whole numbers, real numbers, or any value as JSON text. */
export type Column = 'text' | 'integer' | 'real' | 'json';

const TYPES = { text: pl.Utf8, integer: pl.Int32, real: pl.Float64, json: pl.Utf8 };

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
   * @throws Error naming the file if it holds something else
   */
  read(): Run[];
  /** Adds a run, in place of the one with its identity. The file of all runs is not touched. */
  append(run: Run): void;
  /** Takes runs out. */
  forget(keys: readonly Key[]): void;
  /**
   * Merges what was added and forgotten since into the file of all runs. Does nothing if there was
   * nothing.
   * @param order runs of this plan come last, in its order: the same runs make the same file
   */
  compact(order?: readonly Key[]): void;
  /** Writes the file of all runs anew, with these alone; without any there is no file. */
  replace(runs: readonly Run[]): void;
}

/** A lock that is older was left by a process that died. */
const LOCK_MS = 60_000;

/**
 * A store of runs. The runs of `NAME.parquet` are in that file and in the folder `NAME.parts`
 * beside it, where each run that is added becomes a small file of its own, and so do runs that are
 * to be forgotten. So an addition costs the same however many runs there are, and a process that is
 * killed loses nothing that it had added. Files of the folder count in the order of their names.
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
  const lock = path.join(folder, 'lock');

  const name = (key: Pick<Run, Key>): string => identityText(key, identity);

  function readFile(from: string): Run[] {
    try {
      return readRows(from).map((rows) => fromRows(rows.map(decode) as [Row, ...Row[]]));
    } catch (error) {
      const hint = 'delete it and make the runs again';
      const message = `${from}: not a file of runs (${errorMessage(error)}); ${hint}`;
      throw new Error(message, { cause: error });
    }
  }

  /** Rows of each run, as they are stored. */
  function readRows(from: string): Record<string, unknown>[][] {
    const runs = new Map<string, Record<string, unknown>[]>();
    const records: Record<string, unknown>[] = pl.readParquet(from).toRecords();
    for (const row of records) {
      const own = JSON.stringify(identity.map((field) => row[field] ?? null));
      const rows = runs.get(own);
      if (rows) rows.push(row);
      else runs.set(own, [row]);
    }
    return [...runs.values()];
  }

  function decode(row: Readonly<Record<string, unknown>>): Row {
    const values: Record<string, unknown> = {};
    for (const [column, type] of Object.entries<Column>(columns)) {
      const value = row[column] ?? null;
      if (value === null || type === 'text') values[column] = value;
      else values[column] = type === 'json' ? JSON.parse(value as string) : Number(value);
    }
    return values as Row;
  }

  function encode(row: Row): Record<string, unknown> {
    const given = new Map<string, unknown>(Object.entries(row));
    const values: Record<string, unknown> = {};
    for (const [column, type] of Object.entries<Column>(columns)) {
      const value = given.get(column) ?? null;
      values[column] = type === 'json' && value !== null ? JSON.stringify(value) : value;
    }
    return values;
  }

  function writeFile(to: string, runs: readonly Run[]): void {
    const rows = runs.flatMap((run) => toRows(run).map(encode));
    const schema = Object.fromEntries(
      Object.entries<Column>(columns).map(([column, type]) => [column, TYPES[type]]),
    );
    const table = pl.DataFrame(rows, { schema });
    writeThenRename(to, (temporary) => table.writeParquet(temporary, { compression: 'zstd' }));
  }

  function parts(): string[] {
    if (!fs.existsSync(folder)) return [];
    const names = fs.readdirSync(folder).filter((part) => /\.(parquet|json)$/.test(part));
    return names.sort().map((part) => path.join(folder, part));
  }

  /** The runs of the file, with what the parts change. Parts are read first: they may be merged. */
  function readAll(from: readonly string[]): Run[] {
    const changes = from.map((part) =>
      part.endsWith('.json')
        ? { added: [], forgotten: JSON.parse(fs.readFileSync(part, 'utf8')) as string[] }
        : { added: readFile(part), forgotten: [] },
    );
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
    const from = parts();
    try {
      return readAll(from);
    } catch (error) {
      // another process has merged a part into the file of all runs
      if (from.every((part) => fs.existsSync(part))) throw error;
      return read();
    }
  }

  function replace(runs: readonly Run[], merged = parts()): void {
    if (runs.length > 0) writeFile(file, runs);
    else fs.rmSync(file, { force: true });
    for (const part of merged) fs.rmSync(part, { force: true });
  }

  function compact(order: readonly Pick<Run, Key>[] = []): void {
    if (parts().length === 0 || !takeLock(lock)) return;
    try {
      const merged = parts();
      replace(inPlan(readAll(merged), order.map(name)), merged);
    } finally {
      fs.rmdirSync(lock);
    }
    try {
      fs.rmdirSync(folder);
    } catch {
      // another process has added a run, or has removed the folder
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
      inFolder(() => writeFileAtomic(newPart(folder, 'json'), JSON.stringify(keys.map(name))));
    },
    compact,
    replace,
  };
}

let partsMade = 0;

/** A name that comes after those that this process gave before, and that no other process gives. */
function newPart(folder: string, ending: string): string {
  const time = String(Date.now()).padStart(14, '0');
  const count = String(partsMade++).padStart(8, '0');
  return path.join(folder, `${time}-${count}-${randomUUID().slice(0, 8)}.${ending}`);
}

/** Writes a part, once more if another process removes the empty folder at that moment. */
function inFolder(write: () => void): void {
  try {
    write();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    write();
  }
}

/** Takes a lock, unless another process has it. */
function takeLock(lock: string): boolean {
  try {
    fs.mkdirSync(lock);
    return true;
  } catch {
    const held = fs.statSync(lock, { throwIfNoEntry: false });
    if (!held || Date.now() - held.mtimeMs < LOCK_MS) return false;
    fs.rmdirSync(lock);
    return takeLock(lock);
  }
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
