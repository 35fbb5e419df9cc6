import { z } from 'zod';
import { isPlainObject } from '../../core/objects';
import { errorMessage } from '../../core/text';
import { functionField } from '../../core/validation';
import { checkArguments, booleanField } from '../../plots/arguments';
import { displayBundle, displayId, type Bundle } from '../bundle';
import { DISPLAY, type Displayable, type MimeBundle } from '../displayable';
import { onNotebookInterrupt } from '../interrupt';
import { kernel } from '../kernel';
import type { Controls, ValuesOf } from './controls';
import { spoken } from './normalise';
import { box, Panel } from './panel';
import { Panes } from './panes';
import { Redraw } from './redraw';
import { type AnyValues, ControlState } from './state';
import { stepPlan, STEPS, storedSteps, type StepPlan, type Steps } from './steps';
import { stillBundle, viewsOf, type View } from './views';
import type { Widget } from './widgets';

const WIDGET_VIEW = 'application/vnd.jupyter.widget-view+json';
const INSPECT = Symbol.for('nodejs.util.inspect.custom');

/** Makes what is shown from the values of the controls: a figure, any value, or a list of these. */
export type Draw<Values> = (values: Values) => unknown;

/** How an `interact` looks, and what of it is saved. */
export interface InteractOptions<Values> {
  /**
   * Values whose views are saved with the notebook: a report made of it has a slider that steps
   * through them. Of several controls all combinations are saved.
   */
  readonly steps?: { readonly [Name in keyof Values]?: readonly Values[Name][] };
  /** Several views below each other (default) or side by side. */
  readonly arrange?: 'below' | 'beside';
  /** Whether the controls are shown; default true. Without them only the views move. */
  readonly showControls?: boolean;
}

type AnyDraw = Draw<AnyValues>;
type AnyOptions = InteractOptions<AnyValues>;

/** Controls and what they move. As the last line of a cell it adds nothing to what it has shown. */
export class Interaction<Values extends object> implements Displayable {
  /** The values at this moment: a running loop can read them. */
  readonly values: Readonly<Values>;
  /**
   * Kept when the first drawing is shown; rejected when it failed. Of use where drawing takes
   * time.
   */
  readonly drawn: Promise<void>;
  readonly #state: ControlState;
  readonly #view: LiveView | undefined;

  /** @internal */
  constructor(state: ControlState, view: LiveView | undefined, drawn: Promise<void>) {
    this.#state = state;
    this.#view = view;
    this.values = state.values as Readonly<Values>;
    this.drawn = drawn;
  }

  /**
   * Moves a control from code: everything that follows it is drawn again.
   * @throws RangeError when the control cannot take the value
   */
  set<Name extends keyof Values & string>(name: Name, value: Values[Name]): void {
    this.#state.set(name, value);
  }

  /**
   * Calls a function whenever a value has changed.
   * @returns a function that ends this
   */
  onChange(
    listener: (values: Readonly<Values>, changed: keyof Values & string) => void | Promise<void>,
  ): () => void {
    checkArguments({ listener: functionField() }, { listener });
    return this.#state.onChange((values, changed) =>
      listener(values as Values, changed as keyof Values & string),
    );
  }

  /** Draws again, for example because data changed; kept when it is shown. */
  redraw(): Promise<void> {
    return this.#view?.redraw() ?? Promise.resolve();
  }

  /** Takes the controls away; what was drawn last stays. */
  close(): void {
    this.#view?.close();
  }

  /** @internal What another `interact` shares. */
  get state(): ControlState {
    return this.#state;
  }

  /** It has shown itself already; a first drawing that takes time is waited for. */
  [DISPLAY](): MimeBundle | Promise<MimeBundle> {
    return this.#view?.pending ? this.drawn.then(() => ({})) : {};
  }

  [INSPECT](): string {
    return `interact { ${inWords(this.#state)} }`;
  }
}

/**
 * Controls whose every movement calls `draw` again and replaces what it showed.
 *
 * A control is given by what it starts with: `{ min, max, step, value }` (with `log: true` on a
 * logarithmic scale), `true` or `false`, a list to choose from, `{ options }`, `{ text }`,
 * `{ button: 'again' }`, `{ play: true, min, max }`; or by `slider`, `logSlider`, `choice`,
 * `checkbox`, `textField`, `button`, `play`. The types of `values` follow from them.
 *
 * Movements that arrive while it draws are joined; the last one counts. An error of `draw` stands
 * in the place of the figure until the next drawing succeeds; one at the start values fails the
 * cell. Where there are no controls (GitHub, a report) the figure at the start values is shown.
 *
 * @param draw gets the values and returns a figure, any other value, or a list of these; it may be
 * async. Without it there are only controls, whose `values` a loop can read.
 * @throws RangeError or TypeError naming the control or the option that is wrong
 * @example
 * interact({ beta: { min: 0, max: 10, step: 0.1, value: 1 } }, ({ beta }) => weightsChart(beta));
 * @example
 * const knobs = interact({ rate: logSlider(1e-4, 1, { value: 0.01 }) });
 * await interruptible(async () => {
 *   for (let step = 0; step < 1000; step++) { update(knobs.values.rate); await pause(); }
 * });
 */
export function interact<Values extends object>(
  shared: Interaction<Values>,
  draw: Draw<Values>,
  options?: InteractOptions<Values>,
): Interaction<Values>;
export function interact<const C extends Controls>(
  controls: C,
  draw?: Draw<ValuesOf<C>>,
  options?: InteractOptions<ValuesOf<C>>,
): Interaction<ValuesOf<C>>;
export function interact(
  given: Controls | Interaction<AnyValues>,
  draw?: AnyDraw,
  options: AnyOptions = {},
): Interaction<AnyValues> {
  checkArguments(
    { controls: controlsField, draw: functionField().optional(), options: interactOptions },
    { controls: given, draw, options },
  );
  const state = given instanceof Interaction ? given.state : new ControlState(given);
  const view = new LiveView(state, draw, options);
  return new Interaction<AnyValues>(state, view, view.start());
}

const controlsField = z.custom<Controls | Interaction<AnyValues>>(
  (value) => value instanceof Interaction || isPlainObject(value),
  'an object of controls, or another interact',
);
const interactOptions = z.strictObject({
  steps: z.record(z.string(), z.array(z.unknown())).optional(),
  arrange: z.enum(['below', 'beside']).optional(),
  showControls: booleanField.optional(),
});

/** The values of controls in words: `beta = 1, shape = round`. */
function inWords(state: ControlState): string {
  return [...state.controls]
    .map(([name, control]) => `${name} = ${spoken(control, state.values[name])}`)
    .join(', ');
}

/** One display: controls, and the views that follow them. */
class LiveView {
  /** Whether the first drawing is still at work. */
  pending = false;
  readonly #state: ControlState;
  readonly #draw: AnyDraw | undefined;
  readonly #options: AnyOptions;
  readonly #redraw = new Redraw(() => this.#drawAgain(), onNotebookInterrupt);
  readonly #id = displayId();
  #panel: Panel | undefined;
  #panes: Panes | undefined;
  #outer: Widget | undefined;
  readonly #made: Widget[] = [];
  #forget: () => void = () => undefined;
  #last: readonly View[] = [];
  /** Drawings begun since the first one. */
  #turn = 0;
  #closed = false;

  constructor(state: ControlState, draw: AnyDraw | undefined, options: AnyOptions) {
    this.#state = state;
    this.#draw = draw;
    this.#options = options;
  }

  /** Draws at the start values and shows everything, at once if `draw` is not async. */
  start(): Promise<void> {
    const plan = this.#plan();
    const first = this.#views(this.#state.values);
    if (!(first instanceof Promise)) {
      const stored = plan && this.#stored(plan);
      if (!(stored instanceof Promise)) {
        this.#open(first);
        this.#show({ ...this.#bundle(first), ...stored }, false);
        return Promise.resolve();
      }
      return this.#later(stored.then((steps) => ({ views: first, steps })));
    }
    const work = first.then(async (views) => ({
      views,
      steps: plan && (await this.#stored(plan)),
    }));
    return this.#later(work);
  }

  redraw(): Promise<void> {
    if (this.#closed || !this.#draw) return Promise.resolve();
    return this.#redraw.request();
  }

  close(): void {
    if (this.#closed) return;
    this.#end();
    if (kernel() && this.#last.length > 0) this.#show(this.#bundle(this.#last), true);
    this.#panes?.close();
    this.#panel?.close();
    for (const widget of this.#made) widget.close();
  }

  /**
   * Says that it draws, and shows controls and views when the views are there. Not before: of a
   * display that is replaced JupyterLab keeps the old one's figure for a moment, which then fails.
   */
  #later(work: Promise<{ views: readonly View[]; steps: MimeBundle | undefined }>): Promise<void> {
    this.pending = true;
    const moving = kernel() !== undefined;
    if (moving) this.#show({ 'text/plain': `drawing at ${inWords(this.#state)}` }, false);
    const shown = work.then(
      ({ views, steps }) => {
        this.pending = false;
        this.#open(views);
        this.#show({ ...this.#bundle(views), ...steps }, moving);
      },
      (error: unknown) => {
        this.pending = false;
        if (moving) {
          this.#open([]);
          this.#show({ 'text/plain': errorMessage(error) }, true);
          this.#panes?.fail(error);
        }
        throw error;
      },
    );
    // Whoever waits for `drawn` gets the error; with widgets it stands in the figure's place.
    shown.catch(() => undefined);
    return shown;
  }

  /** Ends all reactions. */
  #end(): void {
    this.#closed = true;
    this.#forget();
    this.#panes?.stop();
  }

  #views(values: Readonly<AnyValues>): readonly View[] | Promise<readonly View[]> {
    const draw = this.#draw;
    if (!draw) return [];
    const made = draw({ ...values });
    return made instanceof Promise ? made.then(viewsOf) : viewsOf(made);
  }

  /** Draws once; a drawing that was given up and ends late is not shown over a newer one. */
  async #drawAgain(): Promise<void> {
    const turn = ++this.#turn;
    const isNewest = (): boolean => !this.#closed && turn === this.#turn;
    try {
      const views = await this.#views(this.#state.values);
      if (!isNewest()) return;
      this.#last = views;
      this.#panes?.show(views);
    } catch (error) {
      if (isNewest()) this.#panes?.fail(error);
    }
  }

  #plan(): StepPlan | undefined {
    const { steps } = this.#options;
    return steps && stepPlan(this.#state.controls, this.#state.values, steps as Steps);
  }

  /** The views of all steps, one after the other, as a part of the bundle that is saved. */
  #stored(plan: StepPlan): MimeBundle | Promise<MimeBundle> {
    const bundles: Bundle[] = [];
    for (const values of plan.combinations) {
      const views = this.#views(values);
      if (views instanceof Promise) return this.#storedLater(plan, bundles, views);
      bundles.push(this.#bundle(views));
    }
    return { [STEPS]: storedSteps(plan, bundles) };
  }

  /**
   * The same where drawing takes time: `views` are those of the first step that is not in
   * `bundles`.
   */
  async #storedLater(
    plan: StepPlan,
    bundles: Bundle[],
    views: Promise<readonly View[]>,
  ): Promise<MimeBundle> {
    bundles.push(this.#bundle(await views));
    for (const values of plan.combinations.slice(bundles.length)) {
      bundles.push(this.#bundle(await this.#views(values)));
    }
    return { [STEPS]: storedSteps(plan, bundles) };
  }

  #bundle(views: readonly View[]): Bundle {
    if (!this.#draw) return { 'text/plain': `controls: ${inWords(this.#state)}` };
    return stillBundle(views, this.#options.arrange ?? 'below');
  }

  /** Makes the widgets, where there is a kernel that has channels to the page. */
  #open(views: readonly View[]): void {
    this.#last = views;
    if (!kernel()) return;
    const children: Widget[] = [];
    if (this.#options.showControls ?? true) {
      this.#panel = new Panel(this.#state);
      children.push(...this.#panel.widgets);
    }
    if (this.#draw) {
      this.#panes = new Panes(views, this.#options.arrange ?? 'below');
      children.push(this.#panes.widget);
      this.#forget = this.#state.onChange(() => this.redraw());
    }
    this.#outer = box('VBox', children, { made: this.#made });
    this.#outer.onClose = () => this.#end();
  }

  #show(still: MimeBundle, update: boolean): void {
    const api = kernel();
    if (!api) {
      if (still['text/plain'] !== '') displayBundle(still as Bundle);
      return;
    }
    const live = this.#outer && !this.#closed;
    const widgets = live
      ? { [WIDGET_VIEW]: { version_major: 2, version_minor: 0, model_id: this.#outer?.id } }
      : {};
    const data = { ...widgets, ...still };
    api.display({ data, metadata: {}, transient: { display_id: this.#id } }, update);
  }
}
