import { learningCurve, say, toSvg } from '../../plots';
import { finalWrongBits, taskCurve } from './curves';
import type { TaskRun } from './run';
import { writeFileAtomic } from '../../core/files';
import { median } from '../../core/numbers';

const PICTURE = 'docs/memory-tasks.svg';

/** The README's picture of the memory tasks; none without runs of copy. */
export function drawTaskCurves(runs: readonly TaskRun[]): void {
  const models = (['dnc', 'content', 'lstm'] as const).filter((model) =>
    runs.some((run) => run.experiment === 'copy' && run.model === model),
  );
  if (models.length === 0) return;
  const last = models.map(
    (model) =>
      `${say(median(finalWrongBits(runs, 'copy', model)))} ` +
      `(${taskCurve(runs, 'copy', model).name})`,
  );
  const seeds = finalWrongBits(runs, 'copy', models[0]).length;
  const figure = learningCurve(
    models.map((model) => taskCurve(runs, 'copy', model)),
    {
      title: `Copying up to 8 vectors of 8 bits: ${last.join(', ')} wrong bits at the end`,
      xLabel: 'training step (batches of 16 sequences)',
      yLabel: 'wrong bits a fresh sequence',
      note:
        `Mean of ${seeds} seeds with 95 % intervals; all three have about as many parameters. ` +
        'In the title: medians.',
    },
  );
  writeFileAtomic(PICTURE, toSvg(figure));
  console.log(`picture in ${PICTURE}`);
}
