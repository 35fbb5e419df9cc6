'use strict';
// What must be in place before anything else is loaded: the kernel leans on the inside of one exact
// tslab.
const fs = require('fs');
const path = require('path');

const TSLAB = '1.0.22';

exports.check = (root) => {
  const file = path.join(root, 'node_modules', 'tslab', 'package.json');
  let problem;
  if (!fs.existsSync(file)) {
    problem = `${path.join(root, 'node_modules')} has no tslab`;
  } else {
    const { version } = JSON.parse(fs.readFileSync(file, 'utf8'));
    if (version !== TSLAB)
      problem = `tslab is ${version}, but this kernel is written for exactly ${TSLAB}`;
  }
  if (!problem) return;
  console.error(
    `The TypeScript kernel cannot start: ${problem}. Run "npm start" in ${root}: it installs ` +
      'what is missing.',
  );
  process.exit(1);
};
