import { statSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { argumentError, checkPath } from '../core/arguments';
import { FileError } from '../core/errors';
import { readBytes, writeFileAtomic } from '../core/files';
import { jsonText } from '../core/jsonText';
import { isPlainObject } from '../core/objects';
import type { StoredArray, StoredArrays } from '../core/stored';
import { describe, errorMessage } from '../core/text';
import { parseValue } from '../core/validation';
import { decodeArrays, encodeSafeTensors } from './safetensors';

/** What a file holds. */
export type CheckpointKind = 'model' | 'agent' | 'replay' | 'memory' | 'memory-agent';

/** The content of a file. */
export interface Checkpoint<H> {
  /** Plain JSON. */
  readonly header: H;
  /** Arrays by group and name. In the file an array is called `group/name`. */
  readonly tensors: Readonly<Record<string, StoredArrays>>;
}

const FORMAT = 'neural-memory-lab';
/** Version 1 had a format of its own for each kind: 'neural-memory-lab/model' and so on. */
const VERSION = '2';
/** Bytes that Node reads at once. */
const LARGEST_FILE = 2 ** 31 - 2 ** 20;

export { randomStateSchema } from '../core/random';

/** An object of any fields, as it is. */
export const plainObjectSchema = z.custom<Record<string, unknown>>(isPlainObject, 'an object');

/** Counts what was done: steps, tasks, rows. */
export const countSchema = z.int().min(0);

/** Where a compiled training stands, as a header holds it: all but its tensors. */
export const trainingSchema = z.strictObject({
  optimizer: z.string(),
  step: countSchema,
  learningRate: z.number().min(0),
});

/**
 * Writes a safetensors file, whole or not at all.
 * @throws RangeError naming an array whose numbers do not fill its shape, a part of the header that
 * JSON cannot hold, or the file, if it would be larger than 2 GiB; FileError naming the file, where
 * the file system refuses. A file that was there is then still there
 */
export function writeCheckpoint(
  file: string,
  kind: CheckpointKind,
  { header, tensors }: Checkpoint<object>,
): void {
  checkPath('file', file);
  const arrays = Object.entries(tensors).flatMap(([group, members]) => {
    if (!isPlainObject(members)) throw argumentError(group, describe(members), 'arrays by name');
    return Object.entries(members).map(([name, array]) => [`${group}/${name}`, array] as const);
  });
  const bytes = arrays.reduce((total, [, array]) => total + (array?.data?.byteLength ?? 0), 0);
  if (bytes > LARGEST_FILE)
    throw argumentError(
      file,
      `${bytes} bytes of numbers`,
      `at most ${LARGEST_FILE}: larger files cannot be read again`,
    );
  checkFolder(file);
  const metadata = { format: FORMAT, version: VERSION, kind, header: jsonText('header', header) };
  writeFileAtomic(file, encodeSafeTensors({ tensors: Object.fromEntries(arrays), metadata }));
}

/** A folder that is not there is a mistake in the name. @throws FileError naming the file */
function checkFolder(file: string): void {
  const folder = statSync(path.dirname(file), { throwIfNoEntry: false });
  if (!folder?.isDirectory()) throw new FileError(file, `there is no folder ${path.dirname(file)}`);
}

/**
 * Reads a file that `writeCheckpoint` wrote, and checks it.
 * @param schema what the header must be
 * @param open makes something of the content. Its errors name the file, too
 * @throws FileError naming the file, what came and what was expected: not there, cut, changed,
 * written by another version, of another kind, with another header, or refused by `open`
 */
export function readCheckpoint<H, R>(
  file: string,
  kind: CheckpointKind,
  schema: z.ZodType<H>,
  open: (checkpoint: Checkpoint<H>) => R,
): R {
  const bytes = readBytes(file);
  try {
    const { tensors, metadata } = decodeArrays(bytes);
    checkEnvelope(metadata, kind);
    return open({ header: parseHeader(metadata['header'], schema), tensors: grouped(tensors) });
  } catch (error) {
    throw new FileError(file, errorMessage(error), { cause: error });
  }
}

function checkEnvelope(found: Readonly<Record<string, string>>, kind: CheckpointKind): void {
  const { format, version } = found;
  if (format?.split('/')[0] !== FORMAT)
    throw argumentError('format', describe(format), `"${FORMAT}"`);
  if (version !== VERSION)
    throw argumentError(
      'version',
      describe(version),
      `"${VERSION}": this file was written by version ${version} of the project's file format ` +
        `(${format}) and has to be made again`,
    );
  if (found['kind'] !== kind) throw argumentError('kind', describe(found['kind']), `"${kind}"`);
}

function parseHeader<H>(text: string | undefined, schema: z.ZodType<H>): H {
  let header: unknown;
  try {
    header = JSON.parse(text ?? 'null');
  } catch (error) {
    throw argumentError('header', describe(text), `JSON (${errorMessage(error)})`);
  }
  return parseValue('header', schema, header);
}

/** Arrays by group and name, of arrays called `group/name`. */
function grouped(arrays: StoredArrays): Record<string, Record<string, StoredArray>> {
  const groups = new Map<string, [string, StoredArray][]>();
  for (const [key, array] of Object.entries(arrays)) {
    const end = key.indexOf('/');
    const group = key.slice(0, end);
    const members = groups.get(group) ?? [];
    members.push([key.slice(end + 1), array]);
    groups.set(group, members);
  }
  return Object.fromEntries([...groups].map(([name, own]) => [name, Object.fromEntries(own)]));
}
