import * as path from 'path';
import { z } from 'zod';
import { ConfigError, FileError } from '../core/errors';
import { parseContent, readJson } from '../core/jsonFile';
import { parseValue } from '../core/validation';
import { fileAddress, isFile } from './embed';
import type { Notebook } from './notebookFile';

/** What a report says about itself; what is left out is not said. */
export interface ReportSettings {
  readonly title?: string;
  readonly authors?: readonly string[];
  /** In any form: `2026-09-01`, `autumn term 2026`. */
  readonly date?: string;
  /** The language of the text: a tag such as `en`, `de`, `pt-BR`. */
  readonly lang?: string;
  /** The name over every page, such as that of a course or a class. */
  readonly course?: string;
  /** A picture over every page: an absolute path. */
  readonly logo?: string;
}

/** The name of the settings that lie beside a notebook. */
export const SETTINGS_FILE = 'report.json';

const LONGEST = 200;

const line = z.string().trim().min(1).max(LONGEST).describe(`a text of 1 to ${LONGEST} characters`);

const language = z
  .string()
  .refine(isLanguage, 'a language tag such as "en", "de" or "pt-BR"')
  .describe('a language tag such as "en", "de" or "pt-BR"');

const settingsSchema = z
  .strictObject({
    title: line.optional(),
    authors: z.array(line).describe('a list of names').optional(),
    date: line.optional(),
    lang: language.optional(),
    course: line.optional(),
    logo: line.describe('the name of a picture').optional(),
  })
  .describe('an object with title, authors, date, lang, course or logo');

/** Whether a text is a language tag as BCP 47 has them. */
export function isLanguage(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text).length === 1;
  } catch {
    return false;
  }
}

/**
 * Reads a file of settings; its `logo` is looked for beside it.
 * @throws FileError naming the file and the field, what came and what was expected
 */
export function readSettings(file: string): ReportSettings {
  const { logo, ...settings } = parseContent(file, settingsSchema, readJson(file));
  if (logo === undefined) return settings;
  const picture = path.resolve(path.dirname(file), logo);
  if (fileAddress(picture) === undefined) throw new FileError(file, `logo: ${noPicture(logo)}`);
  return { ...settings, logo: picture };
}

const noPicture = (name: string): string =>
  `got ${JSON.stringify(name)}, expected a PNG, JPEG, GIF, SVG or WebP picture that is there`;

/**
 * The settings that lie beside a notebook; none where there are none.
 * @throws FileError naming the file and the field
 */
export function settingsBeside(notebookFile: string): ReportSettings {
  const file = path.join(path.dirname(notebookFile), SETTINGS_FILE);
  return isFile(file) ? readSettings(file) : {};
}

/**
 * What a notebook says about itself in its metadata: `title`, `authors`, `date`, `lang`. Authors
 * are names, or objects with a `name`, as nbformat has them.
 * @throws FileError naming the file and the field
 */
export function ownSettings(file: string, { metadata }: Notebook): ReportSettings {
  const names = metadata.authors?.map((author) =>
    typeof author === 'string' ? author : author.name,
  );
  const given = {
    title: metadata.title?.trim().slice(0, LONGEST) || undefined,
    authors: names,
    date: metadata.date,
    lang: metadata.lang,
  };
  try {
    return parseValue('metadata', settingsSchema, given);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new FileError(file, error.message, { cause: error });
  }
}

/** Of several settings for one report, each field from the first that has it. */
export function mergedSettings(...given: readonly ReportSettings[]): ReportSettings {
  const merged: Record<string, unknown> = {};
  for (const settings of given)
    for (const [field, value] of Object.entries(settings)) merged[field] ??= value;
  return merged;
}
