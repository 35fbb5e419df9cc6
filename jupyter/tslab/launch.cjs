'use strict';
// Jupyter copies this file out of the repository, so it only finds the project and hands over to
// jupyter/kernel.cjs, which stays under version control and needs no new installation when it
// changes.
const fs = require('fs');
const path = require('path');

/** @param {string} folder */
const isRoot = (folder) => fs.existsSync(path.join(folder, 'jupyter', 'kernel.cjs'));

/** The laboratory's folder, at or above another. @param {string} folder */
function above(folder) {
  for (let at = folder; ; at = path.dirname(at)) {
    if (isRoot(at)) return at;
    if (at === path.dirname(at)) return undefined;
  }
}

const wanted = process.env.LAB_ROOT;
if (wanted && !isRoot(wanted)) {
  console.error(
    `LAB_ROOT is ${wanted}, but that folder has no jupyter/kernel.cjs. Unset LAB_ROOT, or set ` +
      'it to the folder of the laboratory.',
  );
  process.exit(1);
}
const root = wanted ? path.resolve(wanted) : (above(process.cwd()) ?? above(__dirname));
if (!root) {
  console.error(
    `No laboratory found above ${process.cwd()}. Keep notebooks inside its folder, or set ` +
      'LAB_ROOT to that folder.',
  );
  process.exit(1);
}
require(path.join(root, 'jupyter', 'kernel.cjs'));
