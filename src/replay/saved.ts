import { readFileSync } from 'node:fs';
import { checkConfig } from '../checkpoint/checks';
import { writeAtOnce } from '../checkpoint/file';
import { decodeArrays, encodeSafeTensors } from '../checkpoint/safetensors';
import { checkTensors, type StoredArrays } from '../checkpoint/stored';
import type { RandomState } from '../core/random';
import { errorMessage } from '../core/text';

/** A store as it goes into a file. */
export interface SavedStore<C extends object, P extends object> {
  /** The config it was made with: plain JSON. */
  readonly config: C;
  /** Where it stands: counts, the state of the random numbers; plain JSON. */
  readonly progress: P & {
    readonly size: number;
    readonly offered: number;
    readonly random: RandomState;
  };
  readonly arrays: StoredArrays;
}

const FORMAT = 'neural-memory-lab/replay';
const VERSION = '1';
/** What Node reads at once. */
const LARGEST_FILE = 2 ** 31 - 2 ** 20;

/**
 * Writes a store to a safetensors file, whole or not at all. Only the items that are there are
 * written.
 * @param kind the class
 * @throws RangeError if it is larger than 2 GiB; the error of the file system. A file that was
 * there is then still there
 */
export function saveStore<C extends object, P extends object>(
  file: string,
  kind: string,
  { config, progress, arrays }: SavedStore<C, P>,
): void {
  const bytes = Object.values(arrays).reduce((sum, { data }) => sum + data.byteLength, 0);
  if (bytes > LARGEST_FILE)
    throw new RangeError(
      `${file}: got ${bytes} bytes of items, expected at most ${LARGEST_FILE}: larger files ` +
        'cannot be read again',
    );
  writeAtOnce(
    file,
    encodeSafeTensors({
      tensors: arrays,
      metadata: {
        format: FORMAT,
        version: VERSION,
        kind,
        config: JSON.stringify(config),
        progress: JSON.stringify(progress),
      },
    }),
  );
}

/**
 * Reads a store that `saveStore` wrote, and checks it.
 * @param expected fields that its config must have; what is left out is not checked
 * @param shapes of the arrays beside the items, for a size
 * @throws Error naming the file, what came and what was expected: not there, cut, changed, another
 * format, version, class or config, arrays of another shape
 */
export function loadStore<
  C extends { capacity: number; fields: Readonly<Record<string, number>> },
  P extends object,
>(
  file: string,
  kind: string,
  expected: object,
  shapes: (size: number, config: C) => Record<string, number[]>,
): SavedStore<C, P> {
  try {
    const { tensors: arrays, metadata: texts } = decodeArrays(readFileSync(file));
    for (const [name, value] of Object.entries({ format: FORMAT, version: VERSION, kind }))
      if (texts[name] !== value)
        throw new RangeError(`${name}: got ${JSON.stringify(texts[name])}, expected "${value}"`);
    const { config, progress } = JSON.parse(
      `{"config":${texts.config ?? '{}'},"progress":${texts.progress ?? '{}'}}`,
    ) as SavedStore<C, P>;
    for (const [name, value] of Object.entries(JSON.parse(JSON.stringify(expected)) as object))
      checkConfig(`config.${name}`, config[name as keyof C], value);
    const { size } = progress;
    if (!(Number.isInteger(size) && size >= 0 && size <= config.capacity))
      throw new RangeError(
        `size: got ${size}, expected a whole number from 0 to capacity (${config.capacity})`,
      );
    checkTensors('arrays', arrays, {
      ...Object.fromEntries(
        Object.entries(config.fields).map(([name, length]) => [`items/${name}`, [size, length]]),
      ),
      ...shapes(size, config),
    });
    return { config, progress, arrays };
  } catch (error) {
    throw new Error(`${file}: ${errorMessage(error)}`, {
      cause: error,
    });
  }
}
