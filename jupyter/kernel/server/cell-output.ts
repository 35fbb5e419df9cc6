/** On the server thread: what a cell prints, joined where it floods, cut where it is very long. */
import type { Header } from './message';
import { LongOutput } from './long-output';
import type { StreamName } from './wire';

/** Milliseconds for which a flood of prints is collected. */
const WINDOW = 50;
/** Prints in such a time that are sent one by one. */
const AT_ONCE = 40;
/** Milliseconds after which a cell that goes on is told that its output is not shown any more. */
const NOTICE = 1000;

export interface CellOutputOptions {
  readonly root: string;
  publish(parent: Header | undefined, type: string, content: string): void;
  /** For what is printed before there is a cell. */
  warn(text: string): void;
}

interface Collected {
  readonly parent: Header;
  readonly name: StreamName;
  readonly parts: string[];
}

export class CellOutput {
  private parent: Header | undefined;
  private silent = false;
  private long: LongOutput | undefined;
  private collected: Collected | undefined;
  private window = { start: 0, prints: 0 };
  private timer: NodeJS.Timeout | undefined;
  private noticeTimer: NodeJS.Timeout | undefined;
  /** True once the cell has been told that it goes on unseen. */
  private noticed = false;

  constructor(private readonly options: CellOutputOptions) {}

  /** From now on output belongs to this request. */
  begin(parent: Header, count: number, silent: boolean): void {
    this.flush();
    this.long?.close();
    this.parent = parent;
    this.silent = silent;
    this.long = new LongOutput(this.options.root, count);
    clearTimeout(this.noticeTimer);
    this.noticed = false;
  }

  /** The cell has ended; what its timers print later still belongs to it. */
  end(): void {
    this.flush();
    clearTimeout(this.noticeTimer);
    this.sendNotice('');
  }

  /** @param parent the request it belongs to; undefined: the present or last cell */
  print(name: StreamName, text: string, parent = this.parent): void {
    if (parent === undefined || this.long === undefined) {
      this.options.warn(text);
      return;
    }
    if (this.silent && parent === this.parent) return;
    const shown = this.long.take(text);
    if (shown.length < text.length && !this.noticed) {
      this.noticed = true;
      this.noticeTimer = setTimeout(() => this.sendNotice('So far '), NOTICE);
    }
    if (shown !== '') this.collect(parent, name, shown);
  }

  /** Sends what has been collected. */
  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const { collected } = this;
    if (collected === undefined) return;
    this.collected = undefined;
    // Half a character, which JavaScript can print, is no valid text for others.
    const text = collected.parts.join('').replace(/\p{Surrogate}/gu, '\ufffd');
    this.send(collected.parent, collected.name, text);
  }

  private collect(parent: Header, name: StreamName, text: string): void {
    const { collected } = this;
    const same = collected?.name === name && collected.parent.msg_id === parent.msg_id;
    if (collected && !same) this.flush();
    if (this.collected) this.collected.parts.push(text);
    else this.collected = { parent, name, parts: [text] };

    const now = Date.now();
    if (now - this.window.start > WINDOW) this.window = { start: now, prints: 0 };
    this.window.prints++;
    if (this.window.prints <= AT_ONCE) this.flush();
    else this.timer ??= setTimeout(() => this.flush(), WINDOW);
  }

  private sendNotice(beginning: string): void {
    const notice = this.long?.notice();
    if (notice === undefined || this.parent === undefined) return;
    this.flush();
    this.send(this.parent, 'stderr', beginning + notice);
  }

  private send(parent: Header, name: StreamName, text: string): void {
    this.options.publish(parent, 'stream', JSON.stringify({ name, text }));
  }
}
