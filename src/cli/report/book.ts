import * as path from 'node:path';
import { plural } from '../../core/text';
import { makeBook } from '../../report/book/makeBook';
import { BROWSER_MEND, findBrowser } from '../../report/browser';
import { progressLine } from '../../report/progressLine';
import { bookHelp, bookOptions } from './bookOptions';

/** `npm run report -- book`. @returns the exit status */
export async function bookCommand(words: readonly string[]): Promise<number> {
  const given = bookOptions(words);
  if (!given) {
    console.log(bookHelp());
    return 0;
  }
  const { pdf, full, out, ...how } = given;
  const browser = pdf ? findBrowser() : undefined;
  const line = progressLine('book');
  let last = '';
  try {
    const options = { ...how, out: path.join(out, 'book'), browser } as const;
    const mode = full ? 'full' : 'quick';
    const made = await makeBook({ ...options, mode }, (state) => line.update((last = state)));
    const { chapters, figures, equations, problems, index } = made;
    const parts = [
      plural(chapters, 'chapter'),
      plural(figures, 'figure'),
      plural(equations, 'formula'),
    ];
    line.end(`done: ${parts.join(', ')}`);
    for (const problem of problems) console.error(problem);
    if (pdf && !browser)
      console.error(`no PDF: no Chromium or Chrome was found; mend: ${BROWSER_MEND}`);
    console.log(`book: ${path.relative(process.cwd(), index)}`);
    return 0;
  } catch (error) {
    line.end(`${last}  FAILED; an earlier book is left as it was`);
    throw error;
  }
}
