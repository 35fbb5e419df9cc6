import path from 'node:path';
import { describe } from '../core/text';
import { isFile } from '../report/embed';
import { chooseNotebooks, listNotebooks, notebookName } from '../report/notebookFile';
import { callersPath } from './fileArguments';

/**
 * The notebooks that are asked for: files, seen from the caller's folder, with or without `.ipynb`,
 * and names of notebooks in `folder`; all of that when none is asked for.
 * @throws Error naming what is no notebook, or two of one name, whose copies or
 * reports would be the same files
 */
export function chosenFiles(folder: string, words: readonly string[]): string[] {
  if (words.length === 0) return chooseNotebooks(folder, []);
  const files = [...new Set(words.map((word) => chosenFile(folder, word)))];
  const byName = new Map<string, string>();
  for (const file of files) {
    const name = notebookName(file).toLowerCase();
    const other = byName.get(name);
    if (other !== undefined)
      throw new Error(
        `got ${describe(other)} and ${describe(file)}, expected one a run: what is made of ` +
          'them would have the same name',
      );
    byName.set(name, file);
  }
  return files;
}

function chosenFile(folder: string, word: string): string {
  const isPath = /[/\\]|\.ipynb$/.test(word);
  const file = callersPath(word.endsWith('.ipynb') ? word : `${word}.ipynb`);
  const named = listNotebooks(folder).find((one) => notebookName(one) === word);
  if (named !== undefined && !isPath) return named;
  if (word !== '' && isFile(file)) return file;
  const isName = ['.', 'notebooks', path.basename(folder)].includes(path.dirname(word));
  if (!isName) throw new Error(`no notebook ${describe(word)}: there is no file ${describe(file)}`);
  const [found] = chooseNotebooks(folder, [word]);
  return found;
}
