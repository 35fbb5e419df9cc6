import type { z } from 'zod';
import { ConfigError, fileError } from '../core/errors';
import { readJson } from '../core/jsonFile';
import { ownValue } from '../core/objects';
import { quoted } from '../core/text';
import { parseValue } from '../core/validation';
import type { Section } from './compare';

export type { Section } from './compare';

/** What a form of vector files is checked against, and what computes its sections. */
interface Form<S extends z.ZodType = z.ZodType> {
  readonly schema: S;
  readonly sections: (file: z.infer<S>) => Section[] | Promise<Section[]>;
}

const form = <S extends z.ZodType>(made: Form<S>): Form => made;

async function metricsForm(): Promise<Form> {
  const { metricsSchema, metricsSections } = await import('./metrics');
  return form({ schema: metricsSchema, sections: metricsSections });
}

async function dncForm(): Promise<Form> {
  const { dncSchema, dncSections } = await import('./dnc');
  return form({ schema: dncSchema, sections: dncSections });
}

async function memorySinceForm(): Promise<Form> {
  const { memorySinceSchema, memorySinceSections } = await import('./memorySince');
  return form({ schema: memorySinceSchema, sections: memorySinceSections });
}

/** What a file may say as its `format`. Loaded when needed: most load TensorFlow. */
const forms: ReadonlyMap<unknown, () => Promise<Form>> = new Map([
  ['cl-metrics/1', metricsForm],
  ['dnc-vectors/1', dncForm],
  ['memory-since/1', memorySinceForm],
]);

/** The form of a file. @throws ConfigError if there is none such */
async function formOf(content: unknown): Promise<Form> {
  const format = ownValue(content, 'format');
  const load = forms.get(format);
  if (load) return load();
  if (format === undefined) {
    // two forms have no name
    const { isReplayFile, replaySchema, replaySections } = await import('./replay');
    if (isReplayFile(content)) return form({ schema: replaySchema, sections: replaySections });
    const { isMamlFile, mamlSchema, mamlSections } = await import('./maml');
    if (isMamlFile(content)) return form({ schema: mamlSchema, sections: mamlSections });
  }
  const known = `one of ${quoted([...forms.keys()].map(String))}`;
  throw new ConfigError('format', format, `${known}, or none and vectors of replay or MAML`);
}

/**
 * Computes every section of a vector file with this project's code.
 * @param content the parsed JSON
 * @throws ConfigError naming the first part that has not the form of such files; RangeError naming
 * the section whose numbers cannot be used
 */
export async function conformanceSections(content: unknown): Promise<Section[]> {
  const { schema, sections } = await formOf(content);
  return sections(parseValue('', schema, content));
}

/**
 * Reads a vector file and computes every section of it.
 * @throws Error naming the file and what is wrong in it
 */
export async function fileSections(file: string): Promise<Section[]> {
  const content = readJson(file);
  try {
    return await conformanceSections(content);
  } catch (error) {
    throw fileError(file, error);
  }
}
