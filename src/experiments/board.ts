import { type ContinualRun, runName, type RunKey } from './continual/types';
import type { RunEvents } from './continual/pool';
import type { RunProgress } from './continual/worker';
import { duration } from '../core/durations';
import { type Block, terminalBlock } from './block';
import { sayKey, sayScores, summaryTable, type Told } from './continual/words';

/**
 * Shows runs while they are made: on a terminal a table of means with intervals, how far each
 * running one is and a bar for all, elsewhere a line a run.
 */
export class RunBoard implements RunEvents {
  readonly runs: ContinualRun[];
  readonly failures: { readonly key: RunKey; readonly error: Error }[] = [];
  private readonly running = new Map<
    string,
    { readonly key: RunKey; share: number; loss: number }
  >();
  private readonly begin = Date.now();
  private readonly toDo: number;

  /**
   * @param keys all runs that are wanted;
   * @param stored those that are there already;
   * @param told what is said of settings
   */
  constructor(
    private readonly keys: readonly RunKey[],
    stored: readonly ContinualRun[],
    private readonly keep: (run: ContinualRun) => void,
    private readonly told?: Told,
    private readonly block: Block = terminalBlock(),
  ) {
    this.runs = [...stored];
    this.toDo = keys.length - stored.length;
    this.draw();
  }

  started(key: RunKey): void {
    this.running.set(runName(key), { key, share: 0, loss: NaN });
    this.draw();
  }

  progress(key: RunKey, { done, total, loss }: RunProgress): void {
    const own = this.running.get(runName(key));
    if (own) Object.assign(own, { share: done / total, loss });
    this.draw();
  }

  finished(run: ContinualRun): void {
    this.keep(run);
    this.running.delete(runName(run));
    this.runs.push(run);
    this.block.log(
      `${sayKey(run, this.told)}: ${sayScores(run)} (${run.seconds.toFixed(1)} s; ${this.count()})`,
    );
    this.draw();
  }

  failed(key: RunKey, error: Error): void {
    this.running.delete(runName(key));
    this.failures.push({ key, error });
    this.block.say(`${sayKey(key, this.told)}: FAILED: ${error.message} (${this.count()})`);
    this.draw();
  }

  end(): void {
    this.block.clear();
  }

  private count(): string {
    return `${this.runs.length + this.failures.length} of ${this.keys.length} runs`;
  }

  private draw(): void {
    this.block.draw((room) => {
      const bars = [...this.running.values()].map(
        ({ key, share, loss }) =>
          `${bar(share, 20)} ` +
          `${sayKey(key, this.told)}${Number.isFinite(loss) ? `, loss ${loss.toFixed(3)}` : ''}`,
      );
      const left = room - bars.length - 3; // the head, an empty line, the bar for all
      const [head, ...lines] =
        this.runs.length > 0 && left > 0 ? summaryTable(this.runs, this.told).split('\n') : [];
      return [
        ...(head === undefined ? [] : [head, ...lines.slice(-left), '']),
        ...bars,
        this.all(),
      ];
    });
  }

  private all(): string {
    const now =
      this.toDo -
      (this.keys.length - this.runs.length - this.failures.length) +
      [...this.running.values()].reduce((sum, { share }) => sum + share, 0);
    const share = now / this.toDo;
    const seconds = (Date.now() - this.begin) / 1000;
    return (
      `${bar(share, 40)} ` +
      `${this.count()}${share > 0.01 ? `, ${duration((seconds * (1 - share)) / share)} left` : ''}`
    );
  }
}

const bar = (share: number, width: number): string => {
  const full = Math.round(Math.min(1, Math.max(0, share)) * width);
  return `[${'#'.repeat(full)}${'.'.repeat(width - full)}]`;
};
