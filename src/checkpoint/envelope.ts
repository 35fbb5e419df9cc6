import { accessSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { argumentError } from '../core/arguments';
import { writeFileAtomic } from '../core/files';
import type { StoredArray, StoredArrays } from '../core/stored';
import { describe, errorMessage } from '../core/text';
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

/** The state of a stream of random numbers, as a header holds it. */
export const randomStateSchema = z.object({ seed: z.number(), generator: z.array(z.number()) });

/** Where a compiled training stands, as a header holds it: all but its tensors. */
export const trainingSchema = z.object({
  optimizer: z.string(),
  step: z.number(),
  learningRate: z.number(),
});

/**
 * Writes a safetensors file, whole or not at all.
 * @throws RangeError naming an array whose numbers do not fill its shape, or if the file would be
 * larger than 2 GiB; the error of the file system. A file that was there is then still there
 */
export function writeCheckpoint(
  file: string,
  kind: CheckpointKind,
  { header, tensors }: Checkpoint<object>,
): void {
  const arrays: Record<string, StoredArray> = {};
  let bytes = 0;
  for (const [group, members] of Object.entries(tensors))
    for (const [name, array] of Object.entries(members)) {
      arrays[`${group}/${name}`] = array;
      bytes += array.data.byteLength;
    }
  if (bytes > LARGEST_FILE)
    throw argumentError(
      file,
      `${bytes} bytes of numbers`,
      `at most ${LARGEST_FILE}: larger files cannot be read again`,
    );
  accessSync(path.dirname(file)); // a folder that is not there is a mistake in the name
  const metadata = { format: FORMAT, version: VERSION, kind, header: JSON.stringify(header) };
  writeFileAtomic(file, encodeSafeTensors({ tensors: arrays, metadata }));
}

/**
 * Reads a file that `writeCheckpoint` wrote, and checks it.
 * @param schema what the header must be
 * @param open makes something of the content. Its errors name the file, too
 * @throws Error naming the file, what came and what was expected: not there, cut, changed, written
 * by another version, of another kind, with another header, or refused by `open`
 */
export function readCheckpoint<H, R>(
  file: string,
  kind: CheckpointKind,
  schema: z.ZodType<H>,
  open: (checkpoint: Checkpoint<H>) => R,
): R {
  try {
    const { tensors, metadata } = decodeArrays(readFileSync(file));
    checkEnvelope(metadata, kind);
    return open({ header: parseHeader(metadata['header'], schema), tensors: grouped(tensors) });
  } catch (error) {
    throw new Error(`${file}: ${errorMessage(error)}`, { cause: error });
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
  const result = schema.safeParse(JSON.parse(text ?? 'null'));
  if (result.success) return result.data;
  const [{ path: fields, message }] = result.error.issues;
  throw new RangeError(`${['header', ...fields].join('.')}: ${message}`);
}

/** Arrays by group and name, of arrays called `group/name`. */
function grouped(arrays: StoredArrays): Record<string, Record<string, StoredArray>> {
  const groups: Record<string, Record<string, StoredArray>> = {};
  for (const [key, array] of Object.entries(arrays)) {
    const end = key.indexOf('/');
    const members = (groups[key.slice(0, end)] ??= {});
    members[key.slice(end + 1)] = array;
  }
  return groups;
}
