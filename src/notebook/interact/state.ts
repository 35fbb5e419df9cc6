import { accepted, type Control, normalised } from './normalise';
import type { Controls } from './controls';

/** Values of controls by name; their types are known to `interact`'s caller. */
export type AnyValues = Record<string, unknown>;

/** Called with all values and the name of the one that changed. */
export type Listener = (values: Readonly<AnyValues>, changed: string) => void | Promise<void>;

/** Moves one picture of a control to a value. */
export type Move = (value: unknown) => void;

/**
 * The values of a set of controls, and who wants to know when one changes. Several views may
 * share it.
 */
export class ControlState {
  readonly controls: ReadonlyMap<string, Control>;
  /** As they are at this moment: read them in a running loop. */
  readonly values: AnyValues = {};
  readonly #listeners = new Set<Listener>();
  /** Where each control is drawn: once in each view that shows the controls. */
  readonly #pictures = new Map<string, Set<Move>>();

  constructor(specs: Controls) {
    const entries = Object.entries(specs).map(
      ([name, spec]) => [name, normalised(name, spec)] as const,
    );
    this.controls = new Map(entries);
    for (const [name, control] of entries) this.values[name] = control.start;
  }

  /**
   * Takes a movement of the reader; one that the control cannot have made is ignored.
   * @param picture the one that the reader moved: the others follow
   */
  moved(name: string, value: unknown, picture?: Move): void | Promise<void> {
    let taken: unknown;
    try {
      taken = accepted(name, this.#control(name), value);
    } catch {
      return;
    }
    return this.#change(name, taken, picture);
  }

  /**
   * Sets a value from code; the control in the page moves along.
   * @throws RangeError when there is no such control, or it cannot take the value
   */
  set(name: string, value: unknown): void {
    const taken = accepted(name, this.#control(name), value);
    void this.#change(name, taken);
  }

  /** Says how a picture of a control is moved, until the function that is returned is called. */
  follow(name: string, move: Move): () => void {
    const pictures = this.#pictures.get(name) ?? new Set();
    this.#pictures.set(name, pictures.add(move));
    return () => {
      pictures.delete(move);
    };
  }

  /** Calls the listener at each change, until the function that is returned is called. */
  onChange(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  #control(name: string): Control {
    const control = this.controls.get(name);
    if (control) return control;
    throw new RangeError(
      `interact: no control "${name}"; there are ${[...this.controls.keys()].join(', ')}`,
    );
  }

  /**
   * Moves the other pictures of a control and tells all listeners, also when one of them throws.
   */
  #change(name: string, value: unknown, moved?: Move): void | Promise<void> {
    if (Object.is(this.values[name], value)) return;
    this.values[name] = value;
    for (const move of this.#pictures.get(name) ?? []) if (move !== moved) move(value);
    const waiting: Promise<void>[] = [];
    const failures: unknown[] = [];
    for (const listener of [...this.#listeners]) {
      try {
        const later = listener(this.values, name);
        if (later) waiting.push(later);
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
    return waiting.length > 0 ? Promise.all(waiting).then(() => undefined) : undefined;
  }
}
