import type { Section, VectorFile } from './compare';
import { isReplayFile, replaySections } from './replay';

export type { Section } from './compare';

type Sections = (file: never) => Section[] | Promise<Section[]>;

/**
 * The forms there are: the part of `format` before the slash, and what computes its sections.
 * Loaded when needed: most load TensorFlow.
 */
const forms: Readonly<Record<string, () => Promise<Sections>>> = {
  'cl-metrics': async () => (await import('./metrics')).metricsSections,
  'dnc-vectors': async () => (await import('./dnc')).dncSections,
};

/**
 * Computes every section of a vector file with this project's code.
 * @param file the parsed JSON
 * @throws RangeError if the form is unknown, or a section's numbers cannot be used
 */
export async function conformanceSections(file: unknown): Promise<Section[]> {
  const format = (file as Partial<VectorFile> | null)?.format;
  // that form has no name
  if (format === undefined && isReplayFile(file)) return replaySections(file as never);
  if (format === undefined) {
    const { isMamlFile, mamlSections } = await import('./maml');
    if (isMamlFile(file)) return mamlSections(file as never); // nor has that one
  }
  const load = typeof format === 'string' ? forms[format.split('/')[0]] : undefined;
  if (!load) {
    const known = Object.keys(forms).map((form) => `"${form}/..."`);
    throw new RangeError(
      `format: got ${JSON.stringify(format)}, expected one of ${known.join(', ')}`,
    );
  }
  const sections = await load();
  return sections(file as never);
}
