import * as fs from 'node:fs';
import { readJsonFile } from '../core/jsonFile';
import { projectPath, projectRoot } from '../core/paths';
import { plural } from '../core/text';
import { makeCourse } from '../course/makeCourse';
import { printSheet } from '../course/sheet';
import { TIMES_FILE, timesSchema, type NotebookTimes } from '../course/times';
import { findBrowser } from '../report/browser';
import { notebookName } from '../report/notebookFile';
import { main } from './arguments';
import { courseHelp, courseOptions, type CopiesWords, type SheetWords } from './course/options';
import { shownPath } from './fileArguments';
import { NO_BROWSER, withProgress } from './notebookWork';

/** The measured times of our notebooks; none where they were not measured. */
function measuredTimes(): NotebookTimes['notebooks'] {
  const file = projectPath(TIMES_FILE);
  return fs.existsSync(file) ? readJsonFile(file, timesSchema).notebooks : {};
}

function copies({ files, to, course }: CopiesWords): number {
  const options = { files, to, course, root: projectRoot(), times: measuredTimes() };
  const folders = makeCourse(options, ({ name, exercises, solved }) => {
    const without = exercises - solved;
    const unsolved = without > 0 ? `, ${without} without a solution` : '';
    console.log(`${name}: ${plural(exercises, 'exercise')}${unsolved}`);
  });
  console.log(`copies: ${folders.map(shownPath).join(', ')}`);
  return 0;
}

async function sheet({ file, student, to }: SheetWords): Promise<number> {
  const browser = findBrowser();
  if (browser === undefined) throw new Error(NO_BROWSER);
  const { pdf } = await withProgress({
    name: notebookName(file),
    run: (say) => printSheet({ file, student, to, browser }, say),
    done: ({ points, of, notRun }) => {
      const open = notRun.length > 0 ? `; not run: ${notRun.join(', ')}` : '';
      return `${points} of ${plural(of, 'point')}${open}`;
    },
  });
  console.log(`answers: ${shownPath(pdf)}`);
  return 0;
}

/** `npm run course`. Exit 0; 1 if a notebook's marks make no sense, 2 for wrong words. */
async function work(words: readonly string[]): Promise<number> {
  const options = courseOptions(words);
  if (!options) {
    console.log(courseHelp());
    return 0;
  }
  return options.command === 'sheet' ? sheet(options) : copies(options);
}

void main('course', () => work(process.argv.slice(2)));
