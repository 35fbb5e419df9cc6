import { type Comm, kernel, type KernelApi } from '../kernel';

/** The fields of a widget, by the names that the page knows. */
export type State = Record<string, unknown>;

/** Kinds of widgets, and the modules in which the page finds them. */
const BASE = '@jupyter-widgets/base';
const CONTROLS = '@jupyter-widgets/controls';
const OUTPUT = '@jupyter-widgets/output';
const VERSIONS = { [BASE]: '2.0.0', [CONTROLS]: '2.0.0', [OUTPUT]: '1.0.0' } as const;
/** Version of the messages between kernel and page. */
const PROTOCOL = { version: '2.1.0' };

type Module = keyof typeof VERSIONS;

/** What happens when the page says something about a widget. */
export interface Reactions {
  /** The reader changed these fields. */
  changed?(fields: State): void | Promise<void>;
  /** A message without fields, such as a click. */
  said?(content: State): void | Promise<void>;
}

/**
 * All widgets of this kernel that are open. Kept outside the module: a new version of it must
 * find them.
 */
interface Registry {
  readonly widgets: Map<string, Widget>;
  /** The kernel that was told who answers when a page asks for all widgets. */
  asked?: KernelApi;
}
const REGISTRY = Symbol.for('neural-memory-lab.widgets');

function registry(): Registry {
  const all = globalThis as { [REGISTRY]?: Registry };
  all[REGISTRY] ??= { widgets: new Map() };
  return all[REGISTRY];
}

/** The kernel, which must be there: widgets are only made where it is. */
function comms(): KernelApi['comms'] {
  const api = kernel();
  if (!api) throw new Error('interact: this kernel has no channels to the page');
  return api.comms;
}

/**
 * One widget: its fields here, and its picture in the page, which follows them and reports
 * movements.
 */
export class Widget {
  readonly #comm: Comm;
  readonly #fields: State;
  readonly #reactions: Reactions;
  #open = true;
  /**
   * Called once, when the widget is closed: from here, by the page, or because its cell runs
   * again.
   */
  onClose?: () => void;

  private constructor(fields: State, reactions: Reactions) {
    answerReloads();
    this.#fields = fields;
    this.#reactions = reactions;
    this.#comm = comms().open('jupyter.widget', { state: fields, buffer_paths: [] }, PROTOCOL);
    this.#comm.onMessage = (data) => this.#receive(data);
    this.#comm.onClose = () => this.#closed();
    registry().widgets.set(this.#comm.id, this);
  }

  /** A control, or a box around others. */
  static control(name: string, fields: State, reactions: Reactions = {}): Widget {
    const own = { _dom_classes: [], _view_count: null, tabbable: null, tooltip: null };
    return new Widget(
      { ...kind(name, CONTROLS, CONTROLS, `${name}View`), ...own, ...fields },
      reactions,
    );
  }

  /** A place for outputs. */
  static output(fields: State): Widget {
    const own = {
      _dom_classes: [],
      _view_count: null,
      tabbable: null,
      tooltip: null,
      msg_id: '',
      outputs: [],
    };
    return new Widget({ ...kind('Output', OUTPUT, OUTPUT, 'OutputView'), ...own, ...fields }, {});
  }

  /** Sizes of a widget, in the words of CSS. */
  static layout(fields: State = {}): Widget {
    return new Widget(
      { ...kind('Layout', BASE, BASE, 'LayoutView'), _view_count: null, ...fields },
      {},
    );
  }

  /** Colours and widths inside a widget. */
  static style(name: string, fields: State): Widget {
    return new Widget(
      { ...kind(`${name}Style`, CONTROLS, BASE, 'StyleView'), _view_count: null, ...fields },
      {},
    );
  }

  /** Two fields that the page keeps the same, without asking the kernel. */
  static link(one: Widget, other: Widget, field: string): Widget {
    const source = [one.reference, field];
    const target = [other.reference, field];
    return new Widget({ ...kind('Link', CONTROLS, CONTROLS, null), source, target }, {});
  }

  get id(): string {
    return this.#comm.id;
  }

  /** How other widgets name this one. */
  get reference(): string {
    return `IPY_MODEL_${this.id}`;
  }

  /** All fields, as a page needs them that was loaded again. */
  get fields(): Readonly<State> {
    return this.#fields;
  }

  /** Changes fields, here and in the page. */
  update(fields: State): void {
    if (!this.#open) return;
    Object.assign(this.#fields, fields);
    this.#comm.send({ method: 'update', state: fields, buffer_paths: [] });
  }

  close(): void {
    if (!this.#open) return;
    this.#closed();
    this.#comm.close();
  }

  #closed(): void {
    if (!this.#open) return;
    this.#open = false;
    registry().widgets.delete(this.id);
    this.onClose?.();
  }

  #receive(data: unknown): void | Promise<void> {
    const { method, state, content } = data as { method?: string; state?: State; content?: State };
    if (method === 'request_state') {
      this.#comm.send({ method: 'update', state: this.#fields, buffer_paths: [] });
    } else if (method === 'update' && state) {
      Object.assign(this.#fields, state);
      // Told back what it sent, a page knows that its values arrived, and in which order.
      this.#comm.send({ method: 'echo_update', state, buffer_paths: [] });
      return this.#reactions.changed?.(state);
    } else if (method === 'custom' && content) {
      return this.#reactions.said?.(content);
    }
  }
}

/** The fields that say what a widget is. */
function kind(name: string, module: Module, viewModule: Module, view: string | null): State {
  return {
    _model_module: module,
    _model_module_version: VERSIONS[module],
    _model_name: `${name}Model`,
    _view_module: viewModule,
    _view_module_version: VERSIONS[viewModule],
    _view_name: view,
  };
}

/** A page that was loaded again asks for all widgets at once. */
function answerReloads(): void {
  const api = kernel();
  if (!api || registry().asked === api) return;
  registry().asked = api;
  api.comms.register('jupyter.widget.control', (comm) => {
    comm.onMessage = (data) => {
      if ((data as { method?: string }).method !== 'request_states') return;
      comm.send({ method: 'update_states', states: allStates(), buffer_paths: [] });
    };
  });
}

function allStates(): State {
  const entries = [...registry().widgets].map(([id, { fields }]) => [
    id,
    {
      model_module: fields['_model_module'],
      model_module_version: fields['_model_module_version'],
      model_name: fields['_model_name'],
      state: fields,
    },
  ]);
  return Object.fromEntries(entries) as State;
}
