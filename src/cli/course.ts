import * as fs from 'node:fs';
import * as path from 'node:path';
import { readJsonFile } from '../core/jsonFile';
import { projectPath, projectRoot } from '../core/paths';
import { plural } from '../core/text';
import { makeCourse } from '../course/makeCourse';
import { printSheet } from '../course/sheet';
import { TIMES_FILE, timesSchema, type NotebookTimes } from '../course/times';
import { BROWSER_MEND, findBrowser } from '../report/browser';
import { notebookName } from '../report/notebookFile';
import { progressLine } from '../report/progressLine';
import { main } from './arguments';
import { courseHelp, courseOptions, type CopiesWords, type SheetWords } from './course/options';

/** The measured times of our notebooks; none where they were not measured. */
function measuredTimes(): NotebookTimes['notebooks'] {
  const file = projectPath(TIMES_FILE);
  return fs.existsSync(file) ? readJsonFile(file, timesSchema).notebooks : {};
}

function copies({ files, to, course }: CopiesWords): number {
  const options = { files, to, course, root: projectRoot(), times: measuredTimes() };
  makeCourse(options, ({ name, exercises, solved }) => {
    const without = exercises - solved;
    const unsolved = without > 0 ? `, ${without} without a solution` : '';
    console.log(`${name}: ${plural(exercises, 'exercise')}${unsolved}`);
  });
  const shown = path.relative(process.cwd(), to) || '.';
  console.log(`copies: ${shown}/student, ${shown}/teacher, ${shown}/answers, ${shown}/nbgrader`);
  return 0;
}

async function sheet({ file, student, to }: SheetWords): Promise<number> {
  const browser = findBrowser();
  if (browser === undefined)
    throw new Error(`no Chromium or Chrome was found, which prints the PDF; mend: ${BROWSER_MEND}`);
  const line = progressLine(notebookName(file));
  try {
    const options = { file, student, to, browser };
    const { pdf, points, of, notRun } = await printSheet(options, (state) => line.update(state));
    const open = notRun.length > 0 ? `; not run: ${notRun.join(', ')}` : '';
    line.end(`${points} of ${plural(of, 'point')}${open}`);
    console.log(`answers: ${path.relative(process.cwd(), pdf)}`);
    return 0;
  } catch (error) {
    line.end('FAILED');
    throw error;
  }
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
