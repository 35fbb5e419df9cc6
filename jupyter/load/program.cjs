'use strict';
// JavaScript of a program that waits at its top level (`await` outside of any function).
// CommonJS has no such thing, and esbuild refuses it there; TypeScript leaves `await` where it is,
// so its output runs inside an async function. TypeScript is loaded only for such a program.

/**
 * @param {string} text of a TypeScript program
 * @param {string} label its name in the source map
 * @param {Record<string, unknown>} settings of tsconfig.json that change the JavaScript
 * @returns {{ code: string, map: string }}
 */
function compileAwaiting(text, label, settings) {
  const ts = /** @type {typeof import('typescript')} */ (require('typescript'));
  const options = ts.convertCompilerOptionsFromJson(settings, '.').options;
  const compiled = ts.transpileModule(text.replace(/^#!.*/, ''), {
    fileName: label,
    compilerOptions: {
      ...options,
      module: ts.ModuleKind.CommonJS,
      target: ts.ScriptTarget.ES2022,
      esModuleInterop: true,
      sourceMap: true,
    },
  });
  const code = compiled.outputText.replace(/\/\/# sourceMappingURL=.*\s*$/, '');
  // The first line is `"use strict";`, which no source map speaks of.
  return { code: `(async () => {${code}\n})();\n`, map: compiled.sourceMapText ?? '' };
}

module.exports = { compileAwaiting };
