'use strict';
// What must be in place before anything else is loaded: the kernel leans on the inside of one
// exact tslab. Plain JavaScript, because without node_modules nothing could compile TypeScript.
const fs = require('node:fs');
const path = require('node:path');

const TSLAB = '1.0.22';

/**
 * Ends the process with a line that says what to do if the packages are not those of the kernel.
 * @param {string} root the project's folder
 */
function checkPackages(root) {
  const problem = problemIn(path.join(root, 'node_modules'));
  if (!problem) return;
  const advice = `Run "npm start" in ${root}: it installs what is missing.`;
  console.error(`The TypeScript kernel cannot start: ${problem}. ${advice}`);
  process.exit(1);
}

/** @param {string} modules the folder of packages */
function problemIn(modules) {
  const file = path.join(modules, 'tslab', 'package.json');
  if (!fs.existsSync(file)) return `${modules} has no tslab`;
  const { version } = JSON.parse(fs.readFileSync(file, 'utf8'));
  if (version === TSLAB) return undefined;
  return `tslab is ${version}, but this kernel is written for exactly ${TSLAB}`;
}

module.exports = { checkPackages };
