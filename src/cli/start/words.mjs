import fs from 'node:fs';
import path from 'node:path';
import { Failure } from '../setup/failure.mjs';
import { quote } from '../words.mjs';

/** Options of JupyterLab 4.6 without a value. */
export const FLAGS = [
  ...['debug', 'show-config', 'show-config-json', 'generate-config', 'allow-root', 'no-browser'],
  ...['autoreload', 'script', 'no-script', 'core-mode', 'dev-mode', 'skip-dev-build'],
  ...['splice-source', 'expose-app-in-browser', 'extensions-in-dev-mode', 'collaborative'],
  ...['custom-css', 'watch'],
];

/** Those with a value. */
export const VALUES = [
  ...['log-level', 'config', 'ip', 'port', 'port-retries', 'sock', 'sock-mode', 'transport'],
  ...['keyfile', 'certfile', 'client-ca', 'notebook-dir', 'preferred-dir', 'browser', 'pylab'],
  ...['gateway-url', 'app-dir'],
];

/** They print something and end. */
const QUESTIONS = ['--help', '-h', '--help-all', '--version'];

/** A setting of one of JupyterLab's classes: `--ServerApp.port=9000`. */
const SETTING = /^--[A-Z]\w*(\.\w+)+(=|$)/;

const USAGE =
  'npm start -- takes a file or folder, and the options of JupyterLab (--no-browser, ' +
  '--port 9000, --ServerApp.NAME=VALUE; --help tells all)';

/**
 * Checks the words for JupyterLab, which takes seconds to find one that is wrong.
 * @param {readonly string[]} words
 * @param {string} root the folder that JupyterLab opens
 * @throws {Failure} with status 2
 */
export function checkWords(words, root) {
  if (words.some((word) => QUESTIONS.includes(word))) return;
  const waiting = [...words];
  let places = 0;
  for (let word = waiting.shift(); word !== undefined; word = waiting.shift()) {
    if (word === '-y') continue;
    if (!word.startsWith('-')) {
      if (++places > 1) throw wrong(`got ${quote(word)}, expected one file or folder at most`);
      checkPlace(word, root);
      continue;
    }
    const [option = '', inline] = split(word);
    const name = option.slice(2);
    if (FLAGS.includes(name)) {
      if (inline !== undefined) throw wrong(`${option}: got ${quote(inline)}, expected no value`);
      continue;
    }
    if (!VALUES.includes(name) && !SETTING.test(word))
      throw wrong(`${quote(option)}: not an option`);
    checkValue(option, inline ?? waiting.shift() ?? '');
  }
}

/** @param {string} word @returns {[string, string | undefined]} */
function split(word) {
  const at = word.indexOf('=');
  return at < 0 ? [word, undefined] : [word.slice(0, at), word.slice(at + 1)];
}

/** @param {string} option @param {string} value */
function checkValue(option, value) {
  if (value === '' || (value.startsWith('--') && !SETTING.test(option)))
    throw wrong(`${option}: got nothing, expected a value`);
  const isPort = option === '--port' || option === '--ServerApp.port';
  if (isPort && !(/^\d{1,5}$/.test(value) && Number(value) <= 65_535))
    throw wrong(`${option}: got ${quote(value)}, expected a number from 0 to 65535`);
}

/** @param {string} word @param {string} root */
function checkPlace(word, root) {
  if (word !== '' && fs.existsSync(path.resolve(root, word))) return;
  throw wrong(`got ${quote(word)}, expected a file or folder that is there`);
}

/** @param {string} message */
const wrong = (message) => new Failure(`start: ${message}; ${USAGE}`, 2);
