'use strict';
// `node -r jupyter/load/register.cjs x.ts` runs TypeScript: require takes the JavaScript of a
// .ts file from the store, and error stacks name the lines that people wrote. Files anywhere may
// import `neural-memory-lab/replay`: here that is src/replay, which needs no build. A second
// require of this file in the same thread changes nothing.
const fs = require('node:fs');
const Module = require('node:module');
const path = require('node:path');
const util = require('node:util');
const { isMainThread } = require('node:worker_threads');
const { createStore, SourceError } = require('./store.cjs');

/** @typedef {import('./store.d.cts').Compiled} Compiled */
/** @typedef {import('./register.d.cts').Place} Place */

const root = path.dirname(path.dirname(__dirname));
const store = createStore(root);

/** @type {Map<string, Compiled>} what was loaded, by the file's name */
const units = new Map();

/** @type {WeakMap<Compiled, import('node:module').SourceMap>} source maps read so far */
const maps = new WeakMap();

/** Endings of TypeScript files. */
const ENDINGS = ['.ts', '.tsx', '.cts', '.mts'];

/**
 * Its errors do not speak of this folder: the stack begins where the file was required.
 * @param {NodeModule} module
 * @param {string} file
 */
function compile(module, file) {
  try {
    return module.id === '.' ? store.compileProgram(file) : store.compile(file);
  } catch (error) {
    if (error instanceof SourceError) Error.captureStackTrace(error, load);
    throw error;
  }
}

/**
 * Loads a TypeScript file for `require`.
 * @param {NodeModule & { _compile(code: string, file: string): void }} module
 * @param {string} file
 */
function load(module, file) {
  const compiled = compile(module, file);
  units.set(file, compiled);
  module._compile(compiled.code, file);
}

/** @param {Compiled} unit */
function mapOf(unit) {
  const known = maps.get(unit);
  if (known) return known;
  const text = unit.map();
  if (!text) return undefined;
  const map = new Module.SourceMap(text);
  maps.set(unit, map);
  return map;
}

/**
 * @param {string} file @param {number} line @param {number} column
 * @returns {Place | undefined}
 */
function locate(file, line, column) {
  const unit = units.get(file);
  const map = unit && mapOf(unit);
  if (!map) return undefined;
  const found = map.findEntry(line - 1, column - 1);
  if (!('originalLine' in found) || found.originalLine === undefined) return undefined;
  return { line: found.originalLine + 1, column: found.originalColumn + 1 };
}

/** @param {NodeJS.CallSite} site */
function placeOf(site) {
  const file = site.getFileName();
  const line = site.getLineNumber();
  const column = site.getColumnNumber();
  if (!file || line === null || column === null) return undefined;
  const place = locate(file, line, column);
  return place && { file, written: `${file}:${line}:${column}`, ...place };
}

/** One line of a stack, with the place in the source. @param {NodeJS.CallSite} site */
function frame(site) {
  const text = String(site);
  const place = placeOf(site);
  if (!place) return text;
  return text.replace(place.written, `${place.file}:${place.line}:${place.column}`);
}

/** `name: message` as Node writes it. @param {Error} error */
function headOf(error) {
  try {
    return Error.prototype.toString.call(error);
  } catch {
    return 'Error';
  }
}

/** @param {Error} error @param {NodeJS.CallSite[]} sites */
function prepareStack(error, sites) {
  return [headOf(error), ...sites.map((site) => `    at ${frame(site)}`)].join('\n');
}

/**
 * The line of the source where an error was made, with a mark below its column: what Node shows
 * above the stack of an error that nobody caught. Empty if the error was not made in a .ts file.
 * @param {Error} error
 */
function excerpt(error) {
  const first = String(error.stack)
    .split('\n')
    .find((line) => line.startsWith('    at '));
  const found = first && /^ {4}at (?:.* \()?(.+):(\d+):(\d+)\)?$/.exec(first);
  if (!found) return '';
  const [, file = '', line = '', column = ''] = found;
  if (!units.has(file)) return '';
  const text = fs.readFileSync(file, 'utf8').split('\n')[Number(line) - 1];
  if (text === undefined) return '';
  return `${file}:${line}\n${text}\n${' '.repeat(Number(column) - 1)}^\n\n`;
}

/**
 * What Node would write about an uncaught error, with the line of the source in front.
 * Undefined if the error was not made in a .ts file, or cannot be shown.
 * @param {Error} error
 */
function textOf(error) {
  try {
    const line = excerpt(error);
    if (!line) return undefined;
    const colors = process.stderr.hasColors?.() ?? false;
    return line + util.inspect(error, { colors, customInspect: false, depth: 5 });
  } catch {
    return undefined;
  }
}

/**
 * Node shows an uncaught error with a line of the JavaScript, which nobody has written. This
 * shows the line of the TypeScript instead and ends the process in the same way.
 * @param {unknown} error
 * @returns {boolean} false if Node shall do it, as it does for errors from elsewhere
 */
function report(error) {
  if (!util.types.isNativeError(error)) return false;
  const text = error instanceof SourceError ? error.stack : textOf(error);
  if (!text) return false;
  process.stderr.write(`${text}\n\nNode.js ${process.version}\n`);
  return true;
}

/** Sees uncaught errors before Node writes about them. Programs that listen for them get them. */
function reportUncaught() {
  const emit = process.emit;
  /** @this {NodeJS.Process} @param {[string, ...unknown[]]} args */
  function emitAndReport(...args) {
    const [name, error] = args;
    const uncaught = name === 'uncaughtException' && process.listenerCount(name) === 0;
    if (uncaught && report(error)) process.exit(process.exitCode || 1);
    return Reflect.apply(emit, this, args);
  }
  process.emit = /** @type {typeof process.emit} */ (emitAndReport);
}

/** The name under which programs elsewhere import this project. */
const OWN_NAME = 'neural-memory-lab';

/**
 * The place in src that a request for this project means; any other request as it is.
 * @param {string} request
 */
function withinProject(request) {
  const own = request === OWN_NAME || request.startsWith(`${OWN_NAME}/`);
  return own ? path.join(root, 'src', request.slice(OWN_NAME.length)) : request;
}

/** Lets `require` find this project by its name, from anywhere. */
function resolveOwnName() {
  /** @typedef {{ _resolveFilename(request: string, ...rest: unknown[]): string }} Resolver */
  const resolver = /** @type {Resolver} */ (/** @type {unknown} */ (Module));
  const resolve = resolver._resolveFilename;
  /** @this {unknown} @param {string} request @param {unknown[]} rest */
  function resolveFilename(request, ...rest) {
    return Reflect.apply(resolve, this, [withinProject(request), ...rest]);
  }
  resolver._resolveFilename = resolveFilename;
}

/** Loaders of files by their ending. `require.extensions` is no more than a name for it. */
const loaders = /** @type {Record<string, unknown>} */ (
  /** @type {unknown} */ (require.extensions)
);

for (const ending of ENDINGS) loaders[ending] = load;
resolveOwnName();
Error.prepareStackTrace = prepareStack;
if (isMainThread) reportUncaught();

module.exports = /** @satisfies {typeof import('./register.d.cts')} */ ({ store, root, locate });
