// Timers that an interrupt can silence. A loop such as `for (;;) { step(); await sleep(100); }`
// cannot be stopped from outside, but it can be left waiting for ever: after cut(), callbacks that
// were waiting for a timer are not called. Node's own parts (sockets, files) use their inner timers
// and are not touched.
import { createRequire } from 'node:module';
import * as promises from 'node:timers/promises';
import { promisify } from 'node:util';

/** What `import` gives cannot be changed. */
const nodeRequire = createRequire(__filename);

type Callback = (...args: unknown[]) => void;
type Schedule = (callback: Callback, ...rest: unknown[]) => unknown;

/** The timers of Node, for the kernel itself, and the switch that silences those of the cells. */
export interface OwnTimers {
  readonly setTimeout: typeof setTimeout;
  readonly setInterval: typeof setInterval;
  readonly setImmediate: typeof setImmediate;
  readonly clearTimeout: typeof clearTimeout;
  readonly clearInterval: typeof clearInterval;
  /** From now on no callback is called that waits for a timer of a cell. */
  cut(): void;
  /**
   * From now on callbacks of timeouts and intervals are called by this function, which can break
   * them off.
   */
  callThrough(call: (callback: () => void) => void): void;
}

/**
 * Puts timers that can be silenced in the place of Node's, everywhere that cells can get at them.
 */
export function ownTimers(): OwnTimers {
  const own = { setTimeout, setInterval, setImmediate, clearTimeout, clearInterval };
  let epoch = 0;
  let call = (callback: () => void): void => callback();
  const atOnce = (callback: () => void): void => callback();

  function guarded(
    schedule: Schedule,
    by: () => typeof call,
    stop?: (timer: unknown) => void,
  ): Schedule {
    return (callback, ...rest) => {
      if (typeof callback !== 'function') return schedule(callback, ...rest); // Node names it
      const born = epoch;
      const timer = schedule(
        (...args) => {
          if (born === epoch) by()(() => callback(...args));
          else stop?.(timer);
        },
        ...rest,
      );
      return timer;
    };
  }

  const timeout = guarded(own.setTimeout as Schedule, () => call);
  const interval = guarded(
    own.setInterval as Schedule,
    () => call,
    own.clearInterval as (timer: unknown) => void,
  );
  // loops give way by it at every step: nothing is added to it
  const immediate = guarded(own.setImmediate, () => atOnce);

  // `await promisify(setTimeout)(ms)` and timers/promises wait through the same guarded timers
  function waiting(schedule: Schedule, native: (...args: unknown[]) => Promise<unknown>) {
    return (...args: unknown[]): Promise<unknown> => {
      const options = args[args.length - 1] as { signal?: unknown } | undefined;
      if (options?.signal) return native(...args); // has its own way to be stopped
      const isImmediate = schedule === immediate;
      const value = isImmediate ? args[0] : args[1];
      const delay = isImmediate ? [] : [args[0]];
      return new Promise((resolve) => schedule(() => resolve(value), ...delay));
    };
  }

  const writable = promises as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;
  const waitTimeout = waiting(timeout, writable['setTimeout']);
  const waitImmediate = waiting(immediate, writable['setImmediate']);
  Object.assign(timeout, { [promisify.custom]: waitTimeout });
  Object.assign(immediate, { [promisify.custom]: waitImmediate });
  Object.assign(nodeRequire('node:timers/promises') as object, {
    setTimeout: waitTimeout,
    setImmediate: waitImmediate,
  });
  for (const place of [globalThis, nodeRequire('node:timers') as object]) {
    Object.assign(place, { setTimeout: timeout, setInterval: interval, setImmediate: immediate });
  }
  return {
    ...own,
    cut() {
      epoch++;
    },
    callThrough(by) {
      call = by;
    },
  };
}
