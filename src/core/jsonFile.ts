import type { z } from 'zod';
import { ConfigError, FileError } from './errors';
import { readBytes } from './files';
import { describe, errorMessage } from './text';
import { parseValue } from './validation';

/**
 * Reads a JSON file.
 * @throws FileError naming the file: it is not there, cannot be read, is no UTF-8 text or no JSON
 */
export function readJson(file: string): unknown {
  const text = readText(file);
  try {
    return JSON.parse(text);
  } catch (error) {
    const where = errorMessage(error).replace(/\s+/g, ' ');
    throw new FileError(file, `not JSON (${where})`, { cause: error });
  }
}

/**
 * Reads a JSON file and checks what it holds against a schema.
 * @returns the content with the schema's defaults filled in
 * @throws FileError naming the file, and the first part that is wrong, what came, what is allowed
 */
export function readJsonFile<S extends z.ZodType>(file: string, schema: S): z.infer<S> {
  return parseContent(file, schema, readJson(file));
}

/**
 * Checks what a file holds, once it has been read, against a schema.
 * @throws FileError naming the file, and the first part that is wrong, what came, what is allowed
 */
export function parseContent<S extends z.ZodType>(
  file: string,
  schema: S,
  content: unknown,
): z.infer<S> {
  try {
    return parseValue('', schema, content);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const { field, received, expected } = error;
    const place = field === '' ? '' : `${field}: `;
    const problem = `${place}got ${describe(received)}, expected ${expected}`;
    throw new FileError(file, problem, { cause: error });
  }
}

function readText(file: string): string {
  const bytes = readBytes(file);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new FileError(file, 'no UTF-8 text', { cause: error });
  }
}
