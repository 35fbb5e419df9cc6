import * as fs from 'node:fs';
import * as path from 'node:path';
import { InterruptedError } from '../../core/errors';
import { errorMessage, plural } from '../../core/text';
import { notebookName } from '../../report/notebookFile';
import { progressLine } from '../../report/progressLine';
import { makeSlides, type SlidesOptions } from '../../report/slides/makeSlides';
import { slidesHelp, slidesOptions } from './slidesOptions';

/** Whether the slides were made; says how it goes. @throws InterruptedError after Ctrl+C */
async function slidesOfOne(file: string, options: SlidesOptions): Promise<boolean> {
  const line = progressLine(notebookName(file));
  let last = '';
  try {
    const made = await makeSlides(file, options, (state) => line.update((last = state)));
    const size = (fs.statSync(made.html).size / 1e6).toFixed(1);
    const parts = `${plural(made.slides, 'slide')}, ${plural(made.figures, 'live figure')}`;
    line.end(`done: ${parts}, HTML ${size} MB`);
    return true;
  } catch (error) {
    const stopped = error instanceof InterruptedError;
    line.end(`${last}  ${stopped ? 'stopped' : 'FAILED; earlier slides of it are left'}`);
    if (stopped) throw error;
    console.error(errorMessage(error));
    return false;
  }
}

/** `npm run report -- slides`. @returns the exit status */
export async function slidesCommand(words: readonly string[]): Promise<number> {
  const given = slidesOptions(words);
  if (!given) {
    console.log(slidesHelp());
    return 0;
  }
  const { files, full, out, ...how } = given;
  const options: SlidesOptions = { ...how, out, mode: full ? 'full' : 'quick' };
  let good = true;
  for (const file of files) good = (await slidesOfOne(file, options)) && good;
  console.log(`slides are in ${path.relative(process.cwd(), out) || '.'}`);
  return good ? 0 : 1;
}
