import * as fs from 'node:fs';

/** One instruction of a Dockerfile, its continued lines joined. */
export interface Instruction {
  readonly name: string;
  readonly words: string;
}

/** The instructions of a Dockerfile in their order, without comments. */
export function readDockerfile(file: string): Instruction[] {
  const lines = fs.readFileSync(file, 'utf8').split('\n');
  const text = lines.filter((line) => !line.startsWith('#')).join('\n');
  return text
    .replace(/\\\n/g, ' ')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [, name, words] = /^([A-Z]+)\s+(.*)$/.exec(line) ?? [];
      if (name === undefined) throw new Error(`not an instruction: ${line}`);
      return { name, words: words.replace(/\s+/g, ' ').trim() };
    });
}
