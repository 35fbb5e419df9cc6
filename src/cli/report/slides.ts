import * as fs from 'node:fs';
import { plural } from '../../core/text';
import { notebookName } from '../../report/notebookFile';
import { makeSlides, type MadeSlides, type SlidesOptions } from '../../report/slides/makeSlides';
import { shownPath } from '../fileArguments';
import { megabytes, withProgressOfOne } from '../notebookWork';
import { slidesHelp, slidesOptions } from './slidesOptions';

function slidesDone({ html, slides, figures }: MadeSlides): string {
  const size = megabytes(fs.statSync(html).size);
  return `done: ${plural(slides, 'slide')}, ${plural(figures, 'live figure')}, HTML ${size}`;
}

/** `npm run report -- slides`. @returns the exit status */
export async function slidesCommand(words: readonly string[]): Promise<number> {
  const given = slidesOptions(words);
  if (!given) {
    console.log(slidesHelp());
    return 0;
  }
  const { files, full, out, execute, hideCode, safe } = given;
  const options: SlidesOptions = { out, mode: full ? 'full' : 'quick', execute, hideCode, safe };
  let good = true;
  for (const file of files) {
    const made = await withProgressOfOne({
      name: notebookName(file),
      failed: 'FAILED; earlier slides of it are left',
      run: (say) => makeSlides(file, options, say),
      done: slidesDone,
    });
    good = made !== undefined && good;
  }
  console.log(`slides are in ${shownPath(out)}`);
  return good ? 0 : 1;
}
