import path from 'node:path';
import { writeFileAtomic } from '../../core/files';
import { projectPath, projectRoot } from '../../core/paths';
import { toSvg } from '../../plots';
import { characterReport } from '../character-stream/report';
import { readCharacterRuns } from '../character-stream/store';
import { readDriftPeers } from '../drift/peers';
import { driftReport } from '../drift/report';
import { readDriftRuns } from '../drift/store';
import { kindReport } from '../memory-kinds/report';
import { readKindRuns } from '../memory-kinds/store';
import { readMnistReference } from '../mnist/reference';
import { mnistReport } from '../mnist/report';
import { readMnistRuns } from '../mnist/store';
import { readOneShotReference } from '../one-shot/reference';
import { oneShotReport } from '../one-shot/report';
import { readOneShotRuns } from '../one-shot/store';
import { oneShotMemoryReport } from '../one-shot-memory/report';
import { readOneShotMemoryRuns } from '../one-shot-memory/store';
import { averageCurves } from './picture';
import { readReference } from './reference';
import { continualReport } from './report';
import { readRunLog } from './runLog';
import { readChoices } from './settings';
import { CONTINUAL_ABLATION, CONTINUAL_RUNS, readContinualRuns } from './store';

const REPORT = 'REPRODUCIBILITY.md';
const PICTURE = 'docs/real-data.svg';

/**
 * `npm run -s experiment -- report`: REPRODUCIBILITY.md and the README's picture from what is
 * stored.
 * @returns the exit status
 */
export function makeReport(): number {
  const runs = readContinualRuns();
  const file = path.relative(projectRoot(), CONTINUAL_RUNS);
  if (runs.length === 0)
    throw new Error(`${file} is not there; npm run -s experiment -- table makes it`);
  const continual = continualReport({
    runs,
    ablation: readContinualRuns(CONTINUAL_ABLATION),
    reference: readReference(),
    choices: readChoices(),
    runLog: readRunLog(),
  });
  const others = [
    ...kindReport(readKindRuns()),
    ...mnistReport(readMnistRuns(), readMnistReference()),
    ...driftReport(readDriftRuns(), readDriftPeers()),
    ...oneShotReport(readOneShotRuns(), readOneShotReference()),
    ...oneShotMemoryReport(readOneShotMemoryRuns()),
    ...characterReport(readCharacterRuns()),
  ];
  const text = others.length === 0 ? continual : `${continual}${others.join('\n')}\n`;
  writeFileAtomic(projectPath(REPORT), text);
  const picture = averageCurves(runs);
  if (picture) writeFileAtomic(projectPath(PICTURE), toSvg(picture));
  console.log(`${REPORT}: ${runs.length} runs${picture ? `; picture in ${PICTURE}` : ''}`);
  return 0;
}
