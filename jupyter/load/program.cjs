'use strict';
// JavaScript of a program that waits at its top level (`await` outside of any function).
// CommonJS has no such thing, and esbuild refuses it there; TypeScript leaves `await` where it is,
// so its output runs inside an async function. TypeScript is loaded only for such a program.

/** @typedef {typeof import('typescript')} TypeScript */

/** What CommonJS has in place of the properties of `import.meta`. */
const OF_META = new Map([
  ['dirname', '__dirname'],
  ['filename', '__filename'],
  ['url', 'require("node:url").pathToFileURL(__filename).href'],
]);

/**
 * Replaces `import.meta.url` and its like, which TypeScript would leave as they are.
 * @param {TypeScript} ts
 * @returns {import('typescript').TransformerFactory<import('typescript').SourceFile>}
 */
function withoutMeta(ts) {
  return (context) => (sourceFile) => {
    /** @type {import('typescript').Visitor} */
    const visit = (node) => {
      const isOfMeta = ts.isPropertyAccessExpression(node) && ts.isMetaProperty(node.expression);
      const replacement = isOfMeta && OF_META.get(node.name.text);
      if (replacement) return context.factory.createIdentifier(replacement);
      return ts.visitEachChild(node, visit, context);
    };
    return /** @type {import('typescript').SourceFile} */ (ts.visitNode(sourceFile, visit));
  };
}

/**
 * @param {string} text of a TypeScript program
 * @param {string} label its name in the source map
 * @param {Record<string, unknown>} settings of tsconfig.json that change the JavaScript
 * @returns {{ code: string, map: string }}
 */
function compileAwaiting(text, label, settings) {
  const ts = /** @type {TypeScript} */ (require('typescript'));
  const options = ts.convertCompilerOptionsFromJson(settings, '.').options;
  const compiled = ts.transpileModule(text.replace(/^#!.*/, ''), {
    // As .mts it would stay an ES module whatever `module` says.
    fileName: label.replace(/\.[mc]ts$/, '.ts'),
    transformers: { before: [withoutMeta(ts)] },
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
  const map = { ...JSON.parse(compiled.sourceMapText ?? '{}'), sources: [label] };
  return { code: `(async () => {${code}\n})();\n`, map: JSON.stringify(map) };
}

module.exports = { compileAwaiting };
