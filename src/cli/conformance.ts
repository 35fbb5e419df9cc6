import { readFileSync } from 'node:fs';
import { errorMessage } from '../core/text';

const USAGE =
  'usage: npm run -s conformance -- FILE...   (vector files, for instance ' +
  'tests/data/cl-metrics.json or tests/data/dnc-vectors.json)';

/**
 * `npm run -s conformance -- FILE...`: a line a section with its largest error; exit 1 above
 * tolerance or on a file that cannot be read, 2 without a file.
 */
async function main(files: readonly string[]): Promise<number> {
  if (files.some((word) => word === '--help' || word === '-h')) {
    console.log(USAGE);
    return 0;
  }
  if (files.length === 0) {
    console.error(USAGE);
    return 2;
  }
  let good = true;
  for (const file of files) good = (await report(file)) && good;
  return good ? 0 : 1;
}

async function report(file: string): Promise<boolean> {
  try {
    const vectors: unknown = JSON.parse(readFileSync(file, 'utf8'));
    const { conformanceSections } = await import('../conformance'); // only now: it loads TensorFlow
    const sections = await conformanceSections(vectors);
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
    console.error(`${file}: ${errorMessage(error)}`);
    return false;
  }
}

void main(process.argv.slice(2)).then((status) => {
  process.exitCode = status;
});
