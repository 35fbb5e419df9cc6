import { duration } from '../core/durations';
import { type Block, terminalBlock } from './block';
import type { RunEvents } from './pool';
import type { RunProgress, RunWords } from './types';

/** Runs that are to be shown while they are made. */
export interface BoardOptions<Key extends object, Run extends Key> {
  /** All runs that are wanted. */
  readonly keys: readonly Key[];
  /** Those of them that are finished already. */
  readonly stored: readonly Run[];
  /** The same text for the same run. */
  readonly name: (key: Key) => string;
  readonly words: RunWords<Key, Run>;
  /** Stores a finished run. */
  readonly keep: (run: Run) => void;
  readonly block?: Block;
}

/** A run that failed, and why. */
export interface RunFailure<Key> {
  readonly key: Key;
  readonly error: Error;
}

/** A run that is being made: the share done, and its last loss. */
interface Running<Key> {
  readonly key: Key;
  readonly begin: number;
  share: number;
  loss: number;
}

/**
 * Shows runs while they are made: on a terminal what was found so far, how far each running one is
 * and a bar for all, elsewhere a line a run.
 */
export class RunBoard<Key extends object, Run extends Key> implements RunEvents<Key, Run> {
  readonly runs: Run[];
  readonly failures: RunFailure<Key>[] = [];
  private readonly running = new Map<string, Running<Key>>();
  private readonly begin = Date.now();
  private readonly toDo: number;
  private readonly block: Block;

  constructor(private readonly options: BoardOptions<Key, Run>) {
    this.runs = [...options.stored];
    this.toDo = options.keys.length - options.stored.length;
    this.block = options.block ?? terminalBlock();
    this.draw();
  }

  started(key: Key): void {
    this.running.set(this.options.name(key), { key, begin: Date.now(), share: 0, loss: NaN });
    this.draw();
  }

  progress(key: Key, { done, total, loss }: RunProgress): void {
    const own = this.running.get(this.options.name(key));
    if (own) Object.assign(own, { share: done / total, loss });
    this.draw();
  }

  finished(run: Run): void {
    const { keep, words, name } = this.options;
    keep(run);
    const begin = this.running.get(name(run))?.begin ?? this.begin;
    this.running.delete(name(run));
    this.runs.push(run);
    const seconds = ((Date.now() - begin) / 1000).toFixed(1);
    this.block.log(`${words.ofKey(run)}: ${words.ofRun(run)} (${seconds} s; ${this.count()})`);
    this.draw();
  }

  failed(key: Key, error: Error): void {
    this.running.delete(this.options.name(key));
    this.failures.push({ key, error });
    this.block.say(`${this.options.words.ofKey(key)}: FAILED: ${error.message} (${this.count()})`);
    this.draw();
  }

  end(): void {
    this.block.clear();
  }

  private count(): string {
    return `${this.runs.length + this.failures.length} of ${this.options.keys.length} runs`;
  }

  private draw(): void {
    this.block.draw((room) => {
      const bars = [...this.running.values()].map((own) => this.barOf(own));
      return [...this.summary(room - bars.length - 3), ...bars, this.barOfAll()];
    });
  }

  private barOf({ key, share, loss }: Running<Key>): string {
    const lossText = Number.isFinite(loss) ? `, loss ${loss.toFixed(3)}` : '';
    return `${bar(share, 20)} ${this.options.words.ofKey(key)}${lossText}`;
  }

  /** What was found so far in at most `room` lines below its head, and an empty line. */
  private summary(room: number): string[] {
    const { summary } = this.options.words;
    if (!summary || this.runs.length === 0 || room <= 0) return [];
    const [head, ...lines] = summary(this.runs).split('\n');
    return [head, ...lines.slice(-room), ''];
  }

  private barOfAll(): string {
    const open = this.options.keys.length - this.runs.length - this.failures.length;
    const underWay = [...this.running.values()].reduce((total, { share }) => total + share, 0);
    const share = (this.toDo - open + underWay) / this.toDo;
    const seconds = (Date.now() - this.begin) / 1000;
    const left = share > 0.01 ? `, ${duration((seconds * (1 - share)) / share)} left` : '';
    return `${bar(share, 40)} ${this.count()}${left}`;
  }
}

function bar(share: number, width: number): string {
  const full = Math.round(Math.min(1, Math.max(0, share)) * width);
  return `[${'#'.repeat(full)}${'.'.repeat(width - full)}]`;
}
