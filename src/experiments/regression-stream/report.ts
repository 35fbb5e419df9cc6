import { writeFileAtomic } from '../../core/files';
import { seedStats } from '../../metrics';
import { forgettingCurves, say, toSvg } from '../../plots';
import { constantFloor, regressionStream } from '../../tasks';
import type { StoredRun } from './run';

const PICTURE = 'docs/forgetting.svg';

/** The picture of forgetting with and without replay. */
export function drawForgetting(runs: readonly StoredRun[]): void {
  const of = (method: string): StoredRun[] => runs.filter((run) => run.method === method);
  const firstTask = (method: string): string =>
    say(seedStats(of(method).map((run) => run.heldOut[3][0])).mean);
  const tasks = regressionStream();
  const figure = forgettingCurves(
    ['no replay', 'replay', 'joint'].map((name) => ({
      name,
      runs: of(name).map((run) => run.heldOut),
    })),
    {
      title:
        `Replay keeps task 1 at ${firstTask('replay')}; without it ${firstTask('no replay')} ` +
        `(${of('replay').length} seeds)`,
      taskNames: tasks.map(({ name }, k) => `task ${k + 1}: ${name}`),
      yLabel: 'held-out error (MSE, log)',
      logY: true,
      floors: tasks.map(({ test }) => constantFloor(test)),
      floorName: 'best constant (floor)',
    },
  );
  writeFileAtomic(PICTURE, toSvg(figure));
  console.log(`picture in ${PICTURE}`);
}
