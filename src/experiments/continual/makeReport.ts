import path from 'node:path';
import { readReference } from './reference';
import { continualReport } from './report';
import { readChoices } from './settings';
import { readSittings } from './sittings';
import { CONTINUAL_ABLATION, CONTINUAL_RUNS, readContinualRuns } from './store';
import { toSvg } from '../../plots';
import { averageCurves } from './picture';
import { readOptions } from '../../cli/experiment/usage';
import { projectRoot } from '../../core/paths';
import { writeFileAtomic } from '../../core/files';

const PICTURE = 'docs/real-data.svg';

/**
 * `npm run -s experiment -- report`: REPRODUCIBILITY.md and the README's picture from what is
 * stored.
 * @returns the exit status
 */
export async function makeReport(words: readonly string[]): Promise<number> {
  readOptions(words, {});
  const runs = readContinualRuns();
  const file = path.join(projectRoot(), 'REPRODUCIBILITY.md');
  if (runs.length === 0)
    throw new Error(
      `${path.relative(projectRoot(), CONTINUAL_RUNS)} is not there; npm run -s experiment -- ` +
        'table makes it',
    );
  writeFileAtomic(
    file,
    continualReport({
      runs,
      ablation: readContinualRuns(CONTINUAL_ABLATION),
      reference: readReference(),
      choices: readChoices(),
      sittings: readSittings(),
    }),
  );
  const picture = averageCurves(runs);
  if (picture) writeFileAtomic(path.join(projectRoot(), PICTURE), toSvg(picture));
  console.log(
    `${path.relative(projectRoot(), file)}: ${runs.length} ` +
      `runs${picture ? `; picture in ${PICTURE}` : ''}`,
  );
  return 0;
}
