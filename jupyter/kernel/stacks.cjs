'use strict';
// Stack traces a person can follow: `cell [3], line 4` and `src/agent/x.ts:57:9`, nothing of Node's or the kernel's inside,
// and one line for a passage through a package.
const path = require('path');

const UNIT = /lab:(\d+):(\d+):(\d+)/;
const PACKAGE = /node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/:)]+)[^()]*(?=\)|$)/g;

exports.readableStacks = (root, units) => {
  Error.stackTraceLimit = 60; // a TensorFlow operation alone uses more than Node's ten
  const kernel = path.join(root, 'jupyter') + path.sep;
  const tslab = path.join(root, 'node_modules', 'tslab') + path.sep;

  function place(number, line, column) {
    const at = units.locate(number, line, column);
    if (!at) return undefined;
    return at.cell ? `${at.label}, line ${at.line}` : `${at.label}:${at.line}:${at.column}`;
  }

  function frames(sites) {
    const lines = [];
    let inPackage = false;
    for (const site of sites) {
      const text = site.toString();
      if (text.includes('node:') || text.includes(kernel) || text.includes(tslab) || text === '<anonymous>') continue;
      const unit = UNIT.exec(text);
      if (unit) {
        const where = place(Number(unit[1]), Number(unit[2]), Number(unit[3]));
        if (where) lines.push(text.replace(UNIT, where));
        inPackage = false;
      } else if (text.includes('node_modules')) {
        // of several calls inside packages the last one, which our code called, says most
        if (inPackage) lines.pop();
        lines.push(text.replace(root + path.sep, '').replace(PACKAGE, 'node_modules/$1'));
        inPackage = true;
      } else {
        lines.push(text.replaceAll(root + path.sep, ''));
        inPackage = false;
      }
    }
    return lines;
  }

  Error.prepareStackTrace = (error, sites) => {
    let head;
    try { head = Error.prototype.toString.call(error); } catch { head = 'Error'; }
    return [head, ...frames(sites).map((line) => `    at ${line}`)].join('\n');
  };
};
