import { programs, pythonSide, room, typescriptSide } from './doctor/findings.mjs';
import { places } from './setup/paths.mjs';
import { readWords } from './words.mjs';

/** Colours of a terminal. */
const [RED, GREEN, YELLOW] = [31, 32, 33];

/** Its words. */
export const LINE = {
  name: 'doctor',
  usage: 'npm run doctor takes no words: it says what is here and what is missing',
};

/**
 * `npm run doctor`: what is here, what is missing and how to mend it. Installs nothing; works
 * before anything is installed.
 * @param {string[]} words none
 * @param {string} root
 * @returns {Promise<number>} 1 if the notebooks could not run
 */
export async function run(words, root) {
  if (!readWords(words, LINE)) {
    console.log(LINE.usage);
    return 0;
  }
  const { signal } = new AbortController();
  const context = { root, at: places(root), temporary: '', logs: '', signal, again: false };
  const findings = [
    await programs(),
    await typescriptSide(context),
    await pythonSide(context),
    room(root),
  ].flat();
  const width = Math.max(...findings.map(({ name }) => name.length));
  for (const { name, value, good, needed, mend } of findings) {
    console.log(`${mark(good, needed)} ${name.padEnd(width)}  ${value}`);
    if (!good) console.log(`  ${''.padEnd(width)}  mend: ${mend}`);
  }
  const broken = findings.filter(({ good, needed }) => needed && !good);
  console.log(
    broken.length === 0
      ? '\nThe notebooks can run: npm start'
      : `\nThe notebooks cannot run yet: ${broken.map(({ name }) => name).join(', ')}`,
  );
  return broken.length === 0 ? 0 : 1;
}

/** @param {boolean} good @param {boolean} needed */
function mark(good, needed) {
  let [sign, colour] = needed ? ['✗', RED] : ['!', YELLOW];
  if (good) [sign, colour] = ['✓', GREEN];
  return process.stdout.isTTY ? `\x1b[${colour}m${sign}\x1b[0m` : sign;
}
