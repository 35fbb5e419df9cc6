'use strict';
// tslab's converter, with four changes made from outside: strict types, source maps, file names in every message, and `{ x }` of an earlier cell.
// tslab reads its TypeScript through require, so it is handed a copy of that module in which we replaced a few functions.
const path = require('path');
const { mendShorthand } = require('./shorthand.cjs');
const { splitMap } = require('./units.cjs');
const { createWatch } = require('./watch.cjs');

const CELL_FILE = '__tslab__.ts';
const CELL_PREFIX_LINES = 1; // tslab puts one line, `export {};`, before a cell

function replaceIn(file, ts, changes) {
  const copy = {};
  for (const key of Object.keys(ts)) Object.defineProperty(copy, key, { enumerable: true, get: () => ts[key], configurable: true });
  for (const [key, value] of Object.entries(changes)) Object.defineProperty(copy, key, { enumerable: true, value });
  require.cache[file].exports = copy;
}

exports.createCompiler = (root, units) => {
  const fromTslab = require('module').createRequire(path.join(root, 'node_modules', 'tslab', 'dist', 'main.js'));
  const file = fromTslab.resolve('@tslab/typescript-for-tslab');
  const ts = fromTslab(file);
  const watch = createWatch(ts, root);
  let cell = { label: 'cell', source: '' };

  replaceIn(file, ts, {
    // noImplicitAny is off so that `function g(x) {...}` may be tried in a cell; the rest is as strict as src is.
    createWatchCompilerHost: (files, options, ...rest) =>
      watch.atOnce(mendShorthand(ts, ts.createWatchCompilerHost(files, { ...options, strict: true, noImplicitAny: false, inlineSourceMap: true }, ...rest))),

    // The second of the two compilations: keep both maps, and name the result for V8.
    transpileModule(compiled, { compilerOptions, ...rest }) {
      const first = splitMap(compiled);
      const out = ts.transpileModule(first.text, { ...rest, compilerOptions: { ...compilerOptions, inlineSourceMap: true } });
      const second = splitMap(out.outputText);
      if (!first.map || !second.map) return { ...out, outputText: second.text };
      const source = first.map.sources[0].replace(/^(\.\.\/)+/, ''); // relative to a made-up outDir inside the root
      const isCell = source === CELL_FILE;
      const name = units.add({
        label: isCell ? cell.label : source,
        cell: isCell,
        source: isCell ? cell.source : undefined,
        text: second.text,
        skipLines: isCell ? CELL_PREFIX_LINES : 0,
        maps: [second.map, first.map],
      });
      return { ...out, outputText: second.text + name };
    },

    // tslab forgets the file of a message that has several parts: join the parts.
    getPreEmitDiagnosticsOfFiles: (...args) =>
      ts.getPreEmitDiagnosticsOfFiles(...args).map((one) => ({ ...one, messageText: ts.flattenDiagnosticMessageText(one.messageText, '\n') })),
  });

  const { createConverter, isCompleteCode } = fromTslab('./converter.js');
  const { printQuickInfo } = fromTslab('./inspect.js');
  const { getCodeMetadata } = fromTslab('./metadata.js');
  const converter = createConverter({ isJS: false, isBrowser: false });

  return {
    typescriptVersion: ts.version,
    /** Compiles a cell after the declarations of the cells before it; see tslab's converter for the result. */
    compile(declarations, source, label) {
      cell = { label, source };
      watch.refresh();
      const { module, mode } = getCodeMetadata(source);
      if (mode === 'browser') throw new Error('A cell marked @browser cannot run here: this kernel runs Node code.');
      if (module) return { diagnostics: converter.addModule(module, source), declOutput: declarations };
      return converter.convert(declarations, source);
    },
    complete: (declarations, source, position) => converter.complete(declarations, source, position),
    /** The type and documentation at a position as text, or undefined. */
    inspect(declarations, source, position) {
      const found = converter.inspect(declarations, source, position);
      return found ? printQuickInfo(found) : undefined;
    },
    isComplete: (source) => isCompleteCode(source),
  };
};
