import type { Section, VectorFile } from './compare';
import { dncSections } from './dnc';
import { isMamlFile, mamlSections } from './maml';
import { metricsSections } from './metrics';
import { isReplayFile, replaySections } from './replay';

export type { Section } from './compare';

/** The forms there are: the part of `format` before the slash, and how its sections are computed. */
const forms: Readonly<Record<string, (file: never) => Section[] | Promise<Section[]>>> = { 'cl-metrics': metricsSections, 'dnc-vectors': dncSections };

/**
 * Computes every section of a vector file with this project's code.
 * @param file the parsed JSON
 * @throws RangeError if the form is unknown, or a section's numbers cannot be used
 */
export async function conformanceSections(file: unknown): Promise<Section[]> {
  const format = (file as Partial<VectorFile> | null)?.format;
  if (format === undefined && isMamlFile(file)) return mamlSections(file as never); // that form has no name
  if (format === undefined && isReplayFile(file)) return replaySections(file as never); // nor has that one
  const sections = typeof format === 'string' ? forms[format.split('/')[0]] : undefined;
  if (!sections) throw new RangeError(`format: got ${JSON.stringify(format)}, expected one of ${Object.keys(forms).map((form) => `"${form}/..."`).join(', ')}`);
  return sections(file as never);
}
