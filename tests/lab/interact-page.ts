// A page in the place of JupyterLab: it takes what `interact` sends and moves controls as a reader
// does.
import type { Comm, DisplayContent, KernelApi } from '../../src/notebook/kernel';

const KERNEL = Symbol.for('neural-memory-lab.kernel');
type State = Record<string, unknown>;
type Answer = (comm: Comm, data: unknown, request: unknown) => void;

/** One output in an output widget. */
export interface Output {
  readonly output_type: string;
  readonly data?: Record<string, unknown>;
  readonly evalue?: string;
}

/** A widget as the page knows it. */
export class PageWidget implements Comm {
  readonly id: string;
  readonly state: State;
  /** Messages of the kernel, in order. */
  readonly received: State[] = [];
  open = true;
  onMessage?: (data: unknown, request: unknown) => void | Promise<void>;
  onClose?: () => void;

  constructor(id: string, state: State) {
    this.id = id;
    this.state = structuredClone(state);
  }

  send(data: object): void {
    if (!this.open) throw new Error(`a message to ${this.id}, which is closed`);
    const message = structuredClone(data) as State;
    this.received.push(message);
    if (message['method'] === 'update') Object.assign(this.state, message['state']);
  }

  close(): void {
    this.open = false;
  }

  /** The reader changes fields. */
  async change(fields: State): Promise<void> {
    Object.assign(this.state, fields);
    await this.onMessage?.({ method: 'update', state: fields, buffer_paths: [] }, {});
  }

  /** The reader clicks. */
  async click(): Promise<void> {
    await this.onMessage?.({ method: 'custom', content: { event: 'click' } }, {});
  }

  get outputs(): Output[] {
    return this.state['outputs'] as Output[];
  }
}

export class Page implements KernelApi {
  readonly displays: { content: DisplayContent; update: boolean }[] = [];
  readonly cleared: boolean[] = [];
  readonly widgets: PageWidget[] = [];
  readonly targets = new Map<string, Answer>();
  readonly comms = {
    open: (target: string, data: object, metadata?: object): Comm => {
      if (target !== 'jupyter.widget') throw new Error(`unknown target ${target}`);
      if ((metadata as { version?: string }).version !== '2.1.0')
        throw new Error('wrong version of the protocol');
      const widget = new PageWidget(`w${this.widgets.length}`, (data as { state: State }).state);
      this.widgets.push(widget);
      return widget;
    },
    register: (target: string, answer: Answer): void => {
      this.targets.set(target, answer);
    },
  };

  /** Puts the page in the kernel's place; `leave` takes it away again. */
  static enter(): Page {
    const page = new Page();
    (globalThis as { [key: symbol]: unknown })[KERNEL] = page;
    return page;
  }

  leave(): void {
    this.closeAll();
    delete (globalThis as { [key: symbol]: unknown })[KERNEL];
  }

  display(content: DisplayContent, update: boolean): void {
    // As the wire does: what JSON cannot hold is lost.
    this.displays.push({ content: JSON.parse(JSON.stringify(content)) as DisplayContent, update });
  }

  clearOutput(wait: boolean): void {
    this.cleared.push(wait);
  }

  /** Open widgets of a kind, in the order in which they were made. */
  all(name: string): PageWidget[] {
    return this.widgets.filter(
      ({ open, state }) => open && state['_model_name'] === `${name}Model`,
    );
  }

  /** The only open widget of a kind, or with a label. */
  one(name: string, label?: string): PageWidget {
    const found = this.all(name).filter(
      ({ state }) => label === undefined || state['description'] === label,
    );
    if (found.length !== 1) throw new Error(`${found.length} widgets ${name} ${label ?? ''}`);
    return found[0];
  }

  /** What a display message carried last. */
  get shown(): Record<string, unknown> {
    return (this.displays.at(-1)?.content.data ?? {}) as Record<string, unknown>;
  }

  /** The kernel closes everything, as it does when the cell runs again. */
  closeAll(): void {
    for (const widget of this.widgets.filter(({ open }) => open)) {
      widget.close();
      widget.onClose?.();
    }
  }

  /** A page that was loaded again asks for all widgets. */
  reload(): Record<string, { model_name: string; state: State }> {
    const comm = new PageWidget('control', {});
    this.targets.get('jupyter.widget.control')?.(comm, {}, {});
    void comm.onMessage?.({ method: 'request_states' }, {});
    const answer = comm.received.find(({ method }) => method === 'update_states');
    return answer?.['states'] as Record<string, { model_name: string; state: State }>;
  }
}
