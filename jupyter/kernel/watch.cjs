'use strict';
// The compiler asks to be told when files change. Watching the file system is late (an edit followed at once by Run) and
// deaf on some file systems, so the files of the project are looked at right before each cell is compiled.
const fs = require('fs');
const path = require('path');

// packages do not change under a running kernel, and hold too many files to look at
const outside = (file) => file.split(/[\\/]/).includes('node_modules');
const ours = (entry) => !entry.name.startsWith('.') && entry.name !== 'node_modules' && entry.name !== '__pycache__';

function stamp(file) {
  const found = fs.statSync(file, { throwIfNoEntry: false });
  return found ? `${found.mtimeMs} ${found.size} ${found.ino}` : '';
}

/** All TypeScript, JavaScript and JSON files below a folder. */
function list(folder, found = new Set()) {
  let entries = [];
  try { entries = fs.readdirSync(folder, { withFileTypes: true }); } catch { /* just removed */ }
  for (const entry of entries.filter(ours)) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) list(file, found);
    else if (/\.([cm]?[jt]sx?|json)$/.test(entry.name)) found.add(file);
  }
  return found;
}

/** Puts our watching under the compiler's `ts.sys`; the compiler must be created after this. */
exports.createWatch = (ts, root) => {
  const files = new Set();
  const folders = new Set();
  let known = list(root);

  ts.sys.watchFile = (file, callback) => {
    if (outside(file)) return { close() {} };
    const entry = { file, callback, stamp: stamp(file) };
    files.add(entry);
    return { close: () => files.delete(entry) };
  };
  ts.sys.watchDirectory = (folder, callback) => {
    if (outside(folder)) return { close() {} };
    const entry = { folder: path.resolve(folder) + path.sep, callback };
    folders.add(entry);
    return { close: () => folders.delete(entry) };
  };

  function tellOfFiles() {
    const { Created, Changed, Deleted } = ts.FileWatcherEventKind;
    for (const entry of [...files]) {
      const now = stamp(entry.file);
      if (now === entry.stamp) continue;
      const kind = now === '' ? Deleted : entry.stamp === '' ? Created : Changed;
      entry.stamp = now;
      entry.callback(entry.file, kind);
    }
  }

  function tellOfFolders() {
    const now = list(root);
    const changed = [...now].filter((file) => !known.has(file)).concat([...known].filter((file) => !now.has(file)));
    known = now;
    for (const file of changed) {
      for (const entry of [...folders]) if (file.startsWith(entry.folder)) entry.callback(file.split(path.sep).join('/'));
    }
  }

  return {
    /** Tells the compiler about everything that changed since the last call. */
    refresh() {
      tellOfFiles();
      tellOfFolders();
    },
    /**
     * The compiler waits a little before it looks again for an import that it did not find. tslab has room for only one
     * waiting task and would fail on a second, so this one is done at once.
     */
    atOnce(host) {
      const { setTimeout } = host;
      host.setTimeout = (callback, ...rest) => callback.name === 'invalidateResolutionsOfFailedLookup' ? void callback() : setTimeout(callback, ...rest);
      return host;
    },
  };
};
