'use strict';
// What cells print and show goes to the cell that runs, or ran last.
const path = require('path');
const { createRequire } = require('module');
const { inspect } = require('util');

const WINDOW = 50; // milliseconds
const AT_ONCE = 40; // prints in a window that are sent one by one; a flood is joined

class Output {
  /** @param send (type, content) => void, for the current cell */
  constructor(root, send, timers) {
    this.send = send;
    this.timers = timers;
    this.text = { name: '', parts: [] };
    this.window = { start: 0, count: 0 };
    this.timer = undefined;
    this.decoder = new TextDecoder();
    // src and tslab's own `display` read this property of tslab at each call
    this.tslab = createRequire(path.join(root, 'node_modules', 'tslab', 'dist', 'main.js'))('./jupyter.js');
  }

  /** From now on everything printed in this process goes to the notebook. */
  capture() {
    for (const name of ['stdout', 'stderr']) {
      process[name].write = (chunk, encoding, done) => {
        const callback = typeof encoding === 'function' ? encoding : done;
        this.print(name, typeof chunk === 'string' ? chunk : this.decoder.decode(chunk));
        if (callback) process.nextTick(callback);
        return true;
      };
    }
    this.tslab.lastWriteDisplayData = (content, update) => {
      this.flush();
      this.send(update ? 'update_display_data' : 'display_data', { transient: {}, metadata: {}, ...content });
    };
  }

  print(name, text) {
    if (this.text.name !== name) this.flush();
    this.text.name = name;
    this.text.parts.push(text);
    const now = Date.now();
    if (now - this.window.start > WINDOW) this.window = { start: now, count: 0 };
    if (++this.window.count <= AT_ONCE) this.flush();
    else this.timer ??= this.timers.setTimeout(() => this.flush(), WINDOW);
  }

  flush() {
    this.timers.clearTimeout(this.timer);
    this.timer = undefined;
    const { name, parts } = this.text;
    if (parts.length === 0) return;
    this.text = { name: '', parts: [] };
    this.send('stream', { name, text: parts.join('') });
  }

  /** Shows the value of a cell's last expression; nothing for undefined and null. */
  result(value, count) {
    if (value === undefined || value === null) return;
    this.flush();
    const data = { 'text/plain': typeof value === 'string' ? value : inspect(value) };
    const html = htmlOf(value);
    if (html) data['text/html'] = html;
    this.send('execute_result', { execution_count: count, data, metadata: {} });
  }
}

/** Tables (polars frames) say how they want to be shown, in the way Deno's kernel asks for it. */
function htmlOf(value) {
  try {
    const html = value[Symbol.for('Jupyter.display')]?.()?.['text/html'];
    return typeof html === 'string' ? html : undefined;
  } catch {
    return undefined;
  }
}

exports.Output = Output;
