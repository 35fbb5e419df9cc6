import * as path from 'path';
import { z } from 'zod';
import { ConfigError, FileError } from '../core/errors';
import { parseContent, readJson } from '../core/jsonFile';
import { projectRoot } from '../core/paths';
import { describe } from '../core/text';
import { parseValue } from '../core/validation';
import { fileAddress, isFile, isWithin } from './embed';
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
const SETTINGS_FILE = 'report.json';

const LONGEST = 200;

/** What a logo must be. */
export const PICTURE_FORM = 'a PNG, JPEG, GIF, SVG or WebP picture that is there';

const line = z.string().trim().min(1).max(LONGEST).describe(`a text of 1 to ${LONGEST} characters`);

const LANGUAGE_FORM = 'a language tag such as "en", "de" or "pt-BR"';

const language = z.string().refine(isLanguage, LANGUAGE_FORM).describe(LANGUAGE_FORM);

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
function isLanguage(text: string): boolean {
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
  if (fileAddress(picture) === undefined)
    throw new FileError(file, `logo: got ${describe(logo)}, expected ${PICTURE_FORM}`);
  return { ...settings, logo: picture };
}

/** What was expected of a setting in place of a value; undefined where the value is fine. */
export function settingProblem(field: keyof ReportSettings, value: unknown): string | undefined {
  try {
    parseValue('', settingsSchema, { [field]: value });
    return undefined;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.expected;
  }
}

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

/** The course that the notebooks of the project make up. */
const COURSE = 'Neural memory laboratory';

/** Settings that come with a command. */
export interface GivenSettings {
  /** What the caller says; it wins over all that the notebook says. */
  readonly settings?: ReportSettings;
  /** A file of settings in place of the one that lies beside the notebook. */
  readonly settingsFile?: string;
}

/**
 * Everything that is said about a report: the caller's words first, then the notebook's, then those
 * of the file of settings.
 * @param notebook undefined for what all reports of notebooks beside this one have in common
 * @throws FileError naming the file and the field that is wrong
 */
export function settingsFor(
  file: string,
  notebook: Notebook | undefined,
  { settings = {}, settingsFile }: GivenSettings = {},
): ReportSettings {
  const own = notebook === undefined ? {} : ownSettings(file, notebook);
  const beside = settingsFile === undefined ? settingsBeside(file) : readSettings(settingsFile);
  const standard = isWithin(path.resolve(file), projectRoot()) ? { course: COURSE } : {};
  return mergedSettings(settings, own, beside, standard);
}
