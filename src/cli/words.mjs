// The words of commands that run before anything is installed. No packages here.
import { parseArgs } from 'node:util';
import { Failure } from './setup/failure.mjs';

/**
 * What a command understands.
 * @typedef {object} Line
 * @property {string} name of the command
 * @property {string} usage one line
 * @property {Readonly<Record<string, (text: string) => string | undefined>>} [values] options that
 * take a value: each says what it expected where the value is wrong
 * @property {number} [most] how many words may stand beside the options (0)
 */

/** Longest part of a word that an error shows. */
const LONGEST = 100;

/** A word in quotes, on one line, long ones cut. @param {string} word */
export function quote(word) {
  return JSON.stringify(word.length > LONGEST ? `${word.slice(0, LONGEST - 2)} …` : word);
}

/**
 * Reads the words of a command.
 * @param {readonly string[]} words
 * @param {Line} line
 * @returns {{ options: Readonly<Record<string, string>>, rest: string[] } | undefined} undefined if
 * help was asked for
 * @throws {Failure} with status 2: one line that names the word
 */
export function readWords(words, { name, usage, values = {}, most = 0 }) {
  /** @type {Record<string, { type: 'string' | 'boolean', short?: string }>} */
  const known = { help: { type: 'boolean', short: 'h' } };
  for (const option of Object.keys(values)) known[option] = { type: 'string' };
  const { tokens } = parseArgs({
    args: [...words],
    options: known,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  /** @type {Record<string, string>} */
  const options = {};
  /** @type {string[]} */
  const rest = [];
  for (const token of tokens) {
    if (token.kind === 'positional') rest.push(token.value);
    if (token.kind !== 'option') continue;
    if (token.name === 'help' && token.value === undefined) return undefined;
    const check = Object.hasOwn(values, token.name) ? values[token.name] : undefined;
    if (!check) throw wrong(`${quote(token.rawName)}: not an option`);
    const got = token.value ? quote(token.value) : 'nothing';
    const expected = token.value ? check(token.value) : 'a value';
    if (expected) throw wrong(`${token.rawName}: got ${got}, expected ${expected}`);
    options[token.name] = token.value ?? '';
  }
  const extra = rest[most];
  if (extra !== undefined) throw wrong(`got ${quote(extra)}, expected no such word`);
  return { options, rest };

  /** @param {string} message */
  function wrong(message) {
    return new Failure(`${name}: ${message}; ${usage}`, 2);
  }
}
