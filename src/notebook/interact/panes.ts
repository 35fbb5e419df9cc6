import type { Bundle } from '../bundle';
import { box, kept } from './panel';
import type { View } from './views';
import { Widget } from './widgets';

/** Milliseconds without a movement after which a picture becomes the interactive figure. */
export const REST = 500;

/** Lines of an error's stack that are shown. */
const STACK = 4;

/** Lines of a stack that are of no use to who wrote the drawing function. */
const NOT_OWN = /node:|node_modules|notebook[\\/]interact|\(<anonymous>\)/;

/**
 * The places below the controls where the views stand, one for each. What stands there is part of
 * the widgets' fields, so it is back after the page is loaded again.
 */
export class Panes {
  /** All places in one widget. */
  readonly widget: Widget;
  readonly #panes: Widget[];
  readonly #shown: string[] = [];
  readonly #made: Widget[] = [];
  #rest: NodeJS.Timeout | undefined;

  constructor(views: readonly View[], arrange: 'below' | 'beside') {
    const count = Math.max(1, views.length);
    this.#panes = Array.from({ length: count }, (_, index) => {
      // As high as the first figure, so that the page does not jump while one takes the place of
      // another.
      const height = views[index]?.height;
      const layout = kept(
        this,
        Widget.layout(height === undefined ? {} : { min_height: `${height}px` }),
      );
      return kept(this, Widget.output({ layout: layout.reference }));
    });
    this.widget = box(arrange === 'beside' ? 'HBox' : 'VBox', this.#panes, this);
    this.#put(views.map(({ resting }) => resting));
  }

  /** For {@link kept} and {@link box}. */
  get made(): Widget[] {
    return this.#made;
  }

  /** Shows views: pictures at once, interactive figures when nothing has moved for a while. */
  show(views: readonly View[]): void {
    clearTimeout(this.#rest);
    this.#put(views.map(({ moving }) => moving));
    if (views.every(({ moving, resting }) => moving === resting)) return;
    this.#rest = setTimeout(() => this.#put(views.map(({ resting }) => resting)), REST);
  }

  /** Shows an error in place of the views. */
  fail(error: unknown): void {
    clearTimeout(this.#rest);
    this.#fill([[errorOutput(error)]]);
  }

  close(): void {
    this.stop();
    for (const widget of this.#made) widget.close();
  }

  /** Nothing is shown any more by itself. */
  stop(): void {
    clearTimeout(this.#rest);
  }

  #put(bundles: readonly Bundle[]): void {
    const outputs = bundles.map((data) => ({ output_type: 'display_data', data, metadata: {} }));
    const last = this.#panes.length - 1;
    // A drawing that returns more views than the first time has them in the last place.
    this.#fill([...outputs.slice(0, last).map((output) => [output]), outputs.slice(last)]);
  }

  /** Sends what is new; a view that stays as it was is not drawn again. */
  #fill(outputs: readonly (readonly object[])[]): void {
    this.#panes.forEach((pane, index) => {
      const content = outputs[index] ?? [];
      const text = JSON.stringify(content);
      if (this.#shown[index] === text) return;
      this.#shown[index] = text;
      pane.update({ outputs: content });
    });
  }
}

/** An error as a cell shows it: its name and words, and the first lines of where it came from. */
function errorOutput(error: unknown): object {
  if (!(error instanceof Error)) {
    return {
      output_type: 'error',
      ename: 'Error',
      evalue: String(error),
      traceback: [`thrown: ${String(error)}`],
    };
  }
  const { name, message, stack = '' } = error;
  const lines = stack.split('\n').filter((line) => /^\s+at /.test(line));
  const own = lines.filter((line) => !NOT_OWN.test(line)).slice(0, STACK);
  return {
    output_type: 'error',
    ename: name,
    evalue: message,
    traceback: [`${name}: ${message}`, ...own],
  };
}
