/** On the server thread: runs cells one at a time, in the order in which they came. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { CellOutput } from './cell-output';
import type { History } from './history';
import { type Content, type Header, type Request, fieldText } from './message';
import type { Channel, Sockets } from './sockets';
import type { Failure, ReportedOutcome, RunOrder } from './wire';

/** After an error, how long requests under way are collected to be aborted, in milliseconds. */
const COLLECT = 100;

/** An execute request, and the channel it came by. */
interface Job {
  readonly request: Request;
  readonly channel: Channel;
}

export interface QueueOptions {
  readonly sockets: Sockets;
  readonly output: CellOutput;
  readonly history: History;
  /** Has the main thread run a cell. Never rejects. */
  run(order: RunOrder): Promise<ReportedOutcome>;
  /** Told of errors of the server itself. */
  warn(text: string): void;
}

/** The failure of a cell that the server itself could not handle. */
function lost(error: unknown): Failure {
  return { ename: 'KernelError', evalue: String(error), traceback: [] };
}

function isStrings(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === 'string');
}

/** The fields of an object; of anything else none. */
function fields(value: unknown): Content {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Content)
    : {};
}

export class ExecutionQueue {
  /** The request that runs. */
  current: Request | undefined;
  private count = 0;
  private jobs: Job[] = [];

  constructor(private readonly options: QueueOptions) {}

  add(request: Request, channel: Channel): void {
    this.jobs.push({ request, channel });
    if (this.current === undefined) void this.runAll();
  }

  status(parent: Header, state: 'busy' | 'idle'): void {
    this.publish(parent, 'status', { execution_state: state });
  }

  /** True if the running cell may ask its user. */
  get allowsInput(): boolean {
    return this.current?.content.allow_stdin === true;
  }

  private async runAll(): Promise<void> {
    for (let job = this.jobs.shift(); job; job = this.jobs.shift()) {
      this.current = job.request;
      try {
        await this.execute(job);
      } catch (error) {
        // whatever went wrong, later cells must run
        this.options.warn(`A cell could not be run: ${String(error)}`);
        this.finish(job, { status: 'error', execution_count: this.count, ...lost(error) });
      }
    }
    this.current = undefined;
  }

  private async execute(job: Job): Promise<void> {
    const { header, content } = job.request;
    const silent = content.silent === true;
    const stored = !silent && content.store_history !== false;
    if (stored) this.count++;
    const { count } = this;

    this.options.output.begin(header, count, silent);
    this.status(header, 'busy');
    if (!silent) {
      this.publish(header, 'execute_input', { code: content.code, execution_count: count });
    }

    const outcome = await this.options.run(this.order(job.request, silent));
    this.options.output.end();

    const { failure, result } = outcome;
    if (result && !failure && !silent) {
      this.publish(header, 'execute_result', { execution_count: count, ...result });
    }
    if (stored) this.options.history.add(count, fieldText(content.code), plainText(outcome));
    if (failure) await this.fail(job, failure, silent);
    else {
      const { expressions: user_expressions } = outcome;
      this.finish(job, { status: 'ok', execution_count: count, user_expressions, payload: [] });
    }
  }

  private order(request: Request, silent: boolean): RunOrder {
    const { header, content, metadata } = request;
    const { count } = this;
    const { cellId, deletedCells } = metadata;
    return {
      request: {
        id: header.msg_id,
        code: fieldText(content.code),
        count,
        label: `cell [${count}]`,
        silent,
        cell: typeof cellId === 'string' ? cellId : undefined,
      },
      parent: header,
      allowsInput: this.allowsInput,
      expressions: fields(content.user_expressions),
      deletedCells: isStrings(deletedCells) ? deletedCells : [],
    };
  }

  private async fail(job: Job, failure: Failure, silent: boolean): Promise<void> {
    const { header, content } = job.request;
    // Error and reply wait until the requests to abort are known: whatever is sent by someone who
    // has seen either is run.
    const stops = content.stop_on_error !== false;
    const aborted = stops ? await this.collect() : [];
    if (!silent) this.publish(header, 'error', { ...failure });
    this.finish(job, { status: 'error', execution_count: this.count, ...failure, payload: [] });
    for (const waiting of aborted) {
      this.status(waiting.request.header, 'busy');
      this.finish(waiting, { status: 'aborted', execution_count: this.count });
    }
  }

  private async collect(): Promise<Job[]> {
    await sleep(COLLECT);
    const { jobs } = this;
    this.jobs = [];
    return jobs;
  }

  private finish(job: Job, content: Content): void {
    this.options.sockets.reply(job.request, job.channel, 'execute_reply', content);
    this.status(job.request.header, 'idle');
  }

  private publish(parent: Header, type: string, content: Content): void {
    this.options.sockets.publish(parent, type, JSON.stringify(content));
  }
}

/** What the history keeps of a cell's result. */
function plainText({ failure, result }: ReportedOutcome): string | null {
  if (failure || !result) return null;
  const text = result.data['text/plain'];
  return typeof text === 'string' ? text : null;
}
