'use strict';
// JavaScript of TypeScript files, compiled once by esbuild and kept in .lab/js for all commands,
// tests and kernels. Types are not checked here: `npm test` and the cells of a notebook do that.
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const { parseJson, readText, writeWhole } = require('./files.cjs');

/** @typedef {import('./store.d.cts').Compiled} Compiled */
/** @typedef {import('./store.d.cts').Language} Language */
/** @typedef {import('./store.d.cts').SourceMapText} SourceMapText */
/** @typedef {import('./store.d.cts').Store} Store */
/** @typedef {import('esbuild')} Esbuild */

/** Counts changes of this file that make what was stored before useless. */
const FORMAT = 3;

/** Last line of every stored file: a file without it was cut short and is made again. */
const END = '// end\n';

/** What `import.meta.url` is called in the JavaScript, and the line that makes it. */
const META_URL = '__importMetaUrl';
const META_URL_LINE = `const ${META_URL} = require("node:url").pathToFileURL(__filename).href;`;

/** @type {Readonly<Record<string, Language>>} */
const LANGUAGES = {
  '.ts': 'ts',
  '.mts': 'ts',
  '.cts': 'ts',
  '.tsx': 'tsx',
  '.js': 'js',
  '.mjs': 'js',
  '.cjs': 'js',
  '.jsx': 'jsx',
};

/** Settings of tsconfig.json that change the JavaScript. */
const SETTINGS = [
  'alwaysStrict',
  'experimentalDecorators',
  'jsx',
  'jsxFactory',
  'jsxFragmentFactory',
  'jsxImportSource',
  'preserveValueImports',
  'strict',
  'target',
  'useDefineForClassFields',
  'verbatimModuleSyntax',
];

/** A text that cannot be compiled; the message holds file, line, column and the line's text. */
class SourceError extends SyntaxError {
  /** @param {import('esbuild').Message} message @param {string} label of the text */
  constructor(message, label) {
    const lineText = message.location?.lineText ?? '';
    const line = message.location?.line ?? 1;
    const column = columnOf(lineText, message.location?.column ?? 0);
    const mark = `${' '.repeat(column - 1)}^`;
    super(`${label}:${line}:${column} - ${message.text}\n    ${lineText}\n    ${mark}`);
    /** @type {'SyntaxError'} */
    this.name = 'SyntaxError';
    this.reason = message.text;
    this.file = label;
    this.line = line;
    this.column = column;
    this.lineText = lineText;
  }
}

/**
 * A column as editors count it: in characters, from 1.
 * @param {string} lineText
 * @param {number} bytes esbuild's column: in bytes, from 0
 */
function columnOf(lineText, bytes) {
  return Buffer.from(lineText).subarray(0, bytes).toString('utf8').length + 1;
}

/**
 * A store for the project in `root`. Nothing is read or written before the first `compile`.
 * @param {string} root
 * @returns {Store}
 */
function createStore(root) {
  const folder = path.join(root, '.lab', 'js');

  /** @type {Map<string, Compiled>} what could not be written into the folder, by key */
  const inMemory = new Map();

  /** @type {Esbuild | undefined} loaded only when something has to be compiled */
  let loaded;

  /** @type {{ compilerOptions: Record<string, unknown> } | undefined} */
  let settings;

  /** @type {string | undefined} */
  let version;

  function esbuild() {
    loaded ??= /** @type {Esbuild} */ (require('esbuild'));
    return loaded;
  }

  /** What the project's tsconfig.json says, decorators among it. */
  function tsconfig() {
    settings ??= { compilerOptions: readSettings(path.join(root, 'tsconfig.json')) };
    return settings;
  }

  /** What decides about the JavaScript besides the text: part of every key. */
  function madeWith() {
    version ??= JSON.stringify([FORMAT, esbuildVersion(), tsconfig()]);
    return version;
  }

  /** @param {string} file */
  function labelOf(file) {
    return path.relative(root, file).split(path.sep).join('/');
  }

  /**
   * The name under which a text is stored.
   * @param {string} text @param {string} label @param {Language | 'program'} language
   */
  function keyOf(text, label, language) {
    const hash = createHash('sha256');
    for (const part of [madeWith(), label, language]) hash.update(`${part}\0`);
    return hash.update(text).digest('hex').slice(0, 40);
  }

  /**
   * @param {string} text @param {string} label @param {Language} language
   * @returns {import('esbuild').TransformOptions & { sourcemap: 'external' }}
   */
  function optionsFor(text, label, language) {
    return {
      loader: language,
      format: 'cjs',
      platform: 'node',
      target: 'es2022',
      tsconfigRaw: tsconfig(),
      sourcefile: label,
      sourcemap: 'external',
      sourcesContent: false,
      logLevel: 'silent',
      // `import('./x')` finds .ts files only through require.
      supported: { 'dynamic-import': false },
      define: {
        'import.meta.dirname': '__dirname',
        'import.meta.filename': '__filename',
        'import.meta.url': META_URL,
      },
      banner: text.includes('import.meta.url') ? META_URL_LINE : '',
    };
  }

  /** @param {string} key */
  function placesOf(key) {
    const base = path.join(folder, key);
    return { codeFile: `${base}.js`, mapFile: `${base}.json` };
  }

  /**
   * What is stored under a key, if it is there whole.
   * @param {string} key @param {string} label
   * @returns {Compiled | undefined}
   */
  function find(key, label) {
    const { codeFile, mapFile } = placesOf(key);
    const stored = readText(codeFile);
    if (stored === undefined || !stored.endsWith(END)) return inMemory.get(key);
    const code = stored.slice(0, -END.length);
    return { code, mapFile, label, map: () => parseJson(readText(mapFile)) };
  }

  /**
   * @param {string} key @param {string} label
   * @param {{ code: string, map: string }} made by esbuild
   * @returns {Compiled}
   */
  function keep(key, label, { code, map }) {
    const { codeFile, mapFile } = placesOf(key);
    try {
      writeWhole(mapFile, map);
      writeWhole(codeFile, code + END);
      return { code, mapFile, label, map: () => parseJson(readText(mapFile)) };
    } catch {
      // The folder cannot be written: a read-only project, or a full disk.
      /** @type {Compiled} */
      const compiled = { code, mapFile: undefined, label, map: () => parseJson(map) };
      inMemory.set(key, compiled);
      return compiled;
    }
  }

  /** @type {Store['compileText']} */
  function compileText(text, label, language = 'ts') {
    const key = keyOf(text, label, language);
    const stored = find(key, label);
    if (stored) return stored;
    try {
      return keep(key, label, esbuild().transformSync(text, optionsFor(text, label, language)));
    } catch (error) {
      throw sourceError(error, label);
    }
  }

  /** @type {Store['compile']} */
  function compile(file) {
    const text = fs.readFileSync(file, 'utf8');
    return compileText(text, labelOf(file), languageOf(file));
  }

  /** @type {Store['compileProgram']} */
  function compileProgram(file) {
    const text = fs.readFileSync(file, 'utf8');
    const label = labelOf(file);
    const key = keyOf(text, label, 'program');
    const stored = find(key, label);
    if (stored) return stored;
    try {
      return compileText(text, label, languageOf(file));
    } catch (error) {
      if (!isModule(text, label, languageOf(file))) throw error;
      const { compileAwaiting } = require('./program.cjs');
      return keep(key, label, compileAwaiting(text, label, tsconfig().compilerOptions));
    }
  }

  /**
   * Whether a text that is refused as CommonJS is right as an ES module: then it waits at its
   * top level.
   * @param {string} text @param {string} label @param {Language} language
   */
  function isModule(text, label, language) {
    try {
      esbuild().transformSync(text, { ...optionsFor(text, label, language), format: 'esm' });
      return true;
    } catch {
      return false;
    }
  }

  /**
   * Compiles one file for `fill`.
   * @param {string} file
   * @returns {Promise<boolean>} whether there was something to do
   */
  async function compileLater(file) {
    const text = fs.readFileSync(file, 'utf8');
    const label = labelOf(file);
    const language = languageOf(file);
    const key = keyOf(text, label, language);
    if (find(key, label)) return false;
    try {
      keep(key, label, await esbuild().transform(text, optionsFor(text, label, language)));
    } catch {
      // Whoever runs the file is told what is wrong with it.
    }
    return true;
  }

  /** @type {Store['fill']} */
  async function fill(files) {
    const done = await Promise.all(files.map(compileLater));
    return done.filter(Boolean).length;
  }

  return { root, folder, compile, compileText, compileProgram, fill, labelOf, madeWith };
}

/**
 * An error that names the place, if esbuild says where it is; else the error itself.
 * @param {unknown} error @param {string} label
 */
function sourceError(error, label) {
  const messages = /** @type {Partial<import('esbuild').TransformFailure>} */ (error).errors;
  const first = messages?.[0];
  return first ? new SourceError(first, label) : error;
}

/** @param {string} file @returns {Language} */
function languageOf(file) {
  return LANGUAGES[path.extname(file)] ?? 'ts';
}

/**
 * The version of esbuild as it is on the disk now. Loading esbuild would take longer, and
 * `require` would remember the version from before an update.
 */
function esbuildVersion() {
  const folder = path.dirname(path.dirname(__dirname));
  const text = readText(path.join(folder, 'node_modules', 'esbuild', 'package.json'));
  return parseJson(text)?.version;
}

/**
 * The settings of a tsconfig.json that change the JavaScript. Without a readable file: none.
 * @param {string} file
 */
function readSettings(file) {
  const found = parseJson(withoutComments(readText(file)))?.compilerOptions ?? {};
  const known = SETTINGS.filter((name) => found[name] !== undefined);
  return Object.fromEntries(known.map((name) => [name, found[name]]));
}

/**
 * JSON without the comments that tsconfig.json may have; strings stay as they are.
 * @param {string | undefined} text
 */
function withoutComments(text) {
  const stringOrComment = /"(?:\\.|[^"\\])*"|\/\/[^\n]*|\/\*[^]*?\*\//g;
  return text?.replace(stringOrComment, (found) => (found.startsWith('"') ? found : ''));
}

/** @param {string} root @returns {string[]} */
function projectFiles(root) {
  const folders = ['src', 'jupyter', 'benchmarks/lab', 'tests'];
  const files = folders.flatMap((name) => filesBelow(path.join(root, name)));
  return files.filter((file) => /\.[mc]?tsx?$/.test(file) && !/\.d\.[mc]?ts$/.test(file));
}

/** @param {string} folder @returns {string[]} */
function filesBelow(folder) {
  if (!fs.existsSync(folder)) return [];
  const entries = fs.readdirSync(folder, { withFileTypes: true });
  return entries.flatMap((entry) => {
    const place = path.join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(place) : [place];
  });
}

module.exports = /** @satisfies {typeof import('./store.d.cts')} */ ({
  createStore,
  projectFiles,
  SourceError,
});
