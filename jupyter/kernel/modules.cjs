'use strict';
// Runs the compiled files of src. A changed file is run again at its next import, and so is every file that imports it.
const { createRequire } = require('module');
const path = require('path');
const vm = require('vm');

exports.createModules = (root) => {
  const outputs = new Map(); // absolute path ending in .js -> compiled text
  const loaded = new Map(); // the same path -> { exports, importers: Set of paths }

  function find(folder, id) {
    if (!id.startsWith('.') && !path.isAbsolute(id)) return undefined;
    const base = path.resolve(folder, id);
    return [base, base.replace(/\.tsx?$/, '') + '.js', `${base}.js`, path.join(base, 'index.js')].find((file) => outputs.has(file));
  }

  function forget(file) {
    const module = loaded.get(file);
    if (!module) return;
    loaded.delete(file);
    for (const importer of module.importers) forget(importer);
  }

  function load(file) {
    const module = { exports: {}, importers: new Set(), filename: file, id: file };
    loaded.set(file, module); // before running, so that circular imports end
    try {
      const wrapped = `(function (exports, require, module, __filename, __dirname) { ${outputs.get(file)}\n})`;
      const run = new vm.Script(wrapped, { filename: file }).runInThisContext();
      run.call(module.exports, module.exports, requireFrom(file), module, file, path.dirname(file));
    } catch (error) {
      loaded.delete(file);
      throw error;
    }
    return module;
  }

  function requireFrom(importer) {
    const native = createRequire(importer);
    const folder = path.dirname(importer);
    const wrapped = (id) => {
      const file = typeof id === 'string' ? find(folder, id) : undefined;
      if (!file) return native(id);
      const module = loaded.get(file) ?? load(file);
      if (outputs.has(importer)) module.importers.add(importer);
      return module.exports;
    };
    return Object.assign(wrapped, { resolve: native.resolve, cache: native.cache, main: native.main });
  }

  return {
    /** `require` for the cells: relative names count from the project's root. */
    require: requireFrom(path.join(root, 'cell.js')),
    /** Takes newly compiled files: [{ path, data }]. */
    update(files) {
      for (const { path: file, data } of files) {
        outputs.set(path.normalize(file), data);
        forget(path.normalize(file));
      }
    },
  };
};
