'use strict';
// The compiler asks to be told when a file changes. Watching the file system is late (an edit followed at once by Run)
// and deaf on some file systems, so the files of the project are looked at right before each cell is compiled.
const fs = require('fs');
const path = require('path');

exports.createWatch = (ts) => {
  const watched = new Set();
  const stamp = (file) => {
    const found = fs.statSync(file, { throwIfNoEntry: false });
    return found ? `${found.mtimeMs} ${found.size} ${found.ino}` : '';
  };

  ts.sys.watchFile = (file, callback) => {
    // packages do not change under a running kernel
    if (file.split(path.sep).includes('node_modules')) return { close() {} };
    const entry = { file, callback, stamp: stamp(file) };
    watched.add(entry);
    return { close: () => watched.delete(entry) };
  };

  return {
    /** Tells the compiler about every file that changed since the last call. */
    refresh() {
      const { Created, Changed, Deleted } = ts.FileWatcherEventKind;
      for (const entry of [...watched]) {
        const now = stamp(entry.file);
        if (now === entry.stamp) continue;
        const kind = now === '' ? Deleted : entry.stamp === '' ? Created : Changed;
        entry.stamp = now;
        entry.callback(entry.file, kind);
      }
    },
  };
};
