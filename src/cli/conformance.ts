import { errorMessage } from '../core/text';
import { main } from './arguments';
import { conformanceFiles, conformanceHelp } from './conformance/options';

/**
 * `npm run -s conformance -- FILE...`: a line a section with its largest error; exit 1 above
 * tolerance or on a file that holds something else, 2 for wrong words.
 */
async function conformance(words: readonly string[]): Promise<number> {
  const files = conformanceFiles(words);
  if (!files) {
    console.log(conformanceHelp());
    return 0;
  }
  let good = true;
  for (const file of files) good = (await report(file)) && good;
  return good ? 0 : 1;
}

async function report(file: string): Promise<boolean> {
  try {
    const { fileSections } = await import('../conformance');
    const sections = await fileSections(file);
    for (const { name, error, tolerance } of sections)
      console.log(
        `${error <= tolerance ? 'ok  ' : 'FAIL'} ${file} ${name}: largest error ` +
          `${error.toExponential(2)}, allowed ${tolerance}`,
      );
    const failed = sections.filter(({ error, tolerance }) => !(error <= tolerance)).length;
    console.log(
      `${file}: ${sections.length - failed} of ${sections.length} sections within tolerance`,
    );
    return failed === 0 && sections.length > 0;
  } catch (error) {
    console.error(errorMessage(error));
    return false;
  }
}

void main('conformance', () => conformance(process.argv.slice(2)));
