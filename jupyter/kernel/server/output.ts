/** On the main thread: what cells print and show goes to the cell that runs, or ran last. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { DisplayContent } from '../../../src/notebook/kernel';
import type { Header } from './message';
import { type CellStream, replaceStreams } from './stream';
import type { StreamName, ToThread } from './wire';

/** Characters of an unfinished line that are remembered as the text of a question. */
const LONGEST_QUESTION = 500;

/** The message of a front end that JavaScript answers at the moment, beside the cells. */
export interface Aside {
  readonly parent: Header;
  /** The cell that the answer belongs to, see CellRequest. */
  readonly cell: string | undefined;
}

/** Keeps back the last line of what is printed, where it may be the text of a question. */
export interface PromptKeeper {
  /** Takes a line without an end; false if it is to be printed. */
  keep(line: string): boolean;
  /** Gives back what was kept, as something else is printed after it. */
  release(): string;
}

export class OutputRouter {
  /** The cell that runs, or ran last. */
  private parent: Header | undefined;
  private cell: string | undefined;
  private silent = false;
  private keeper: PromptKeeper | undefined;
  private lastLine = '';
  private readonly asides = new AsyncLocalStorage<Aside>();
  private hasAsides = false;
  private readonly streams: readonly CellStream[];

  /** From now on everything printed in this thread goes to the notebook. */
  constructor(private readonly post: (message: ToThread) => void) {
    this.streams = replaceStreams((name, text) => this.print(name, text));
  }

  /** The metadata.cellId of the cell that makes output now. */
  get owner(): string | undefined {
    const aside = this.aside();
    return aside ? aside.cell : this.cell;
  }

  /** The request that output belongs to now. */
  get request(): Header | undefined {
    return this.aside()?.parent ?? this.parent;
  }

  usePromptKeeper(keeper: PromptKeeper): void {
    this.keeper = keeper;
  }

  /** Output belongs to this cell from now on. */
  begin(parent: Header, cell: string | undefined, silent: boolean): void {
    this.flush(); // what an earlier cell printed late stays with it
    for (const stream of this.streams) stream.beginCell();
    this.lastLine = '';
    this.parent = parent;
    this.cell = cell;
    this.silent = silent;
  }

  end(): void {
    this.flush();
  }

  print(name: StreamName, text: string): void {
    const kept = this.keeper?.release() ?? '';
    if (kept !== '' && name !== 'stdout') this.send('stdout', kept);
    const whole = name === 'stdout' ? kept + text : text;
    const end = whole.lastIndexOf('\n') + 1;
    const keeps = name === 'stdout' && this.keeper?.keep(whole.slice(end));
    this.send(name, keeps ? whole.slice(0, end) : whole);
  }

  /** True if something was printed without a line end after it. */
  get hasOpenLine(): boolean {
    return this.lastLine !== '';
  }

  /** What was printed after the last line end; it counts as read from then on. */
  takeLastLine(): string {
    const { lastLine } = this;
    this.lastLine = '';
    return lastLine;
  }

  /** Sends what was kept back. Everything else has been sent already. */
  flush(): void {
    this.send('stdout', this.keeper?.release() ?? '');
  }

  /** Shows a bundle, or shows it in the place of an earlier one with the same display_id. */
  display(content: DisplayContent, update: boolean): void {
    const type = update ? 'update_display_data' : 'display_data';
    this.publish(type, { transient: {}, metadata: {}, ...content });
  }

  /** Removes what the cell has shown; with `wait` only when something new is shown. */
  clear(wait: boolean): void {
    this.publish('clear_output', { wait });
  }

  /** Runs a function whose output, now or later, belongs to another message than the cell. */
  during<Result>(aside: Aside, run: () => Result): Result {
    this.hasAsides = true;
    return this.asides.run(aside, run);
  }

  private aside(): Aside | undefined {
    return this.hasAsides ? this.asides.getStore() : undefined;
  }

  private send(name: StreamName, text: string): void {
    const aside = this.aside();
    if (text === '' || (this.silent && !aside)) return;
    if (name === 'stdout') this.addToLastLine(text);
    this.post({ kind: 'text', name, text, parent: aside?.parent });
  }

  private addToLastLine(text: string): void {
    const end = text.lastIndexOf('\n') + 1;
    const line = end === 0 ? this.lastLine + text : text.slice(end);
    this.lastLine = line.slice(-LONGEST_QUESTION);
  }

  private publish(type: string, content: object): void {
    const json = JSON.stringify(content); // first: it throws for what cannot be sent
    this.flush();
    if (this.silent && !this.aside()) return;
    this.post({ kind: 'publish', type, content: json, parent: this.request });
  }
}
