// As a program it writes a large file over and over, until it is killed: FILE. It says so once the
// file is there.
import fs from 'node:fs';
import { writeFileAtomic } from '../../src/core/files';

const file = process.argv[2];
for (let i = 0; ; i++) {
  writeFileAtomic(file, Buffer.alloc(8_000_000, i % 2 ? 'a' : 'b'));
  if (i === 0) fs.writeSync(1, 'writing\n');
}
