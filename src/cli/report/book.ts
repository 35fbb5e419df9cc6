import * as path from 'node:path';
import { plural } from '../../core/text';
import { makeBook } from '../../report/book/makeBook';
import { findBrowser } from '../../report/browser';
import { shownPath } from '../fileArguments';
import { NO_BROWSER, withProgress } from '../notebookWork';
import { bookHelp, bookOptions } from './bookOptions';

/** `npm run report -- book`. @returns the exit status */
export async function bookCommand(words: readonly string[]): Promise<number> {
  const given = bookOptions(words);
  if (!given) {
    console.log(bookHelp());
    return 0;
  }
  const { files, title, pdf, execute, hideCode, solutions, full } = given;
  const browser = pdf ? findBrowser() : undefined;
  const out = path.join(given.out, 'book');
  const mode = full ? 'full' : 'quick';
  const options = { files, title, out, browser, mode, execute, hideCode, solutions } as const;
  const { problems, index } = await withProgress({
    name: 'book',
    failed: 'FAILED; an earlier book is left as it was',
    run: (say) => makeBook(options, say),
    done: ({ chapters, figures, equations }) => {
      const counts = [plural(chapters, 'chapter'), plural(figures, 'figure')];
      return `done: ${counts.join(', ')}, ${plural(equations, 'formula')}`;
    },
  });
  for (const problem of problems) console.error(problem);
  if (pdf && !browser) console.error(`no PDF: ${NO_BROWSER}`);
  console.log(`book: ${shownPath(index)}`);
  return 0;
}
