// As a program it writes a large file over and over, until it is killed: FILE.
import { writeFileAtomic } from '../../src/core/files';

const file = process.argv[2];
for (let i = 0; ; i++) writeFileAtomic(file, Buffer.alloc(8_000_000, i % 2 ? 'a' : 'b'));
