'use strict';
// Timers that an interrupt can silence. A loop such as `for (;;) { step(); await sleep(100); }` cannot be stopped from
// outside, but it can be left waiting for ever: after cut(), callbacks that were waiting for a timer are not called.
// Node's own parts (sockets, files) use their inner timers and are not touched.
const timers = require('timers');
const promises = require('timers/promises');
const { promisify } = require('util');

exports.ownTimers = () => {
  const own = { setTimeout, setInterval, setImmediate, clearTimeout, clearInterval };
  let epoch = 0;

  const guarded = (schedule, stop) =>
    function (callback, ...rest) {
      if (typeof callback !== 'function') return schedule(callback, ...rest); // let Node name the mistake
      const born = epoch;
      const timer = schedule((...args) => {
        if (born === epoch) return callback(...args);
        stop?.(timer);
      }, ...rest);
      return timer;
    };

  const timeout = guarded(own.setTimeout);
  const interval = guarded(own.setInterval, own.clearInterval);
  const immediate = guarded(own.setImmediate);

  // `await promisify(setTimeout)(ms)` and timers/promises wait through the same guarded timers.
  const waiting = (schedule, native) => (...args) => {
    const options = args[args.length - 1];
    if (options?.signal) return native(...args); // has its own way to be stopped
    const [value, delay] = schedule === immediate ? [args[0], []] : [args[1], [args[0]]];
    return new Promise((resolve) => schedule(() => resolve(value), ...delay));
  };
  const natives = { setTimeout: promises.setTimeout, setImmediate: promises.setImmediate };
  promises.setTimeout = waiting(timeout, natives.setTimeout);
  promises.setImmediate = waiting(immediate, natives.setImmediate);
  timeout[promisify.custom] = promises.setTimeout;
  immediate[promisify.custom] = promises.setImmediate;
  for (const place of [globalThis, timers]) {
    place.setTimeout = timeout;
    place.setInterval = interval;
    place.setImmediate = immediate;
  }
  return { ...own, cut: () => { epoch++; } };
};
