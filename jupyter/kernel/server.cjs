'use strict';
// Answers Jupyter's requests. Cells run one at a time, in the order in which they came.
const { openSockets } = require('./sockets.cjs');
const { Output } = require('./output.cjs');
const { startGuard } = require('./guard.cjs');

/** After an error, how long requests that are still under way are collected to be aborted, in milliseconds. */
const COLLECT = 100;

class KernelServer {
  constructor({ root, compiler, runner, interrupts }) {
    Object.assign(this, { root, compiler, runner, interrupts });
    this.count = 0;
    this.queue = []; // execute requests that wait
    this.running = false;
    this.current = undefined; // the request that output belongs to
    this.quiet = false; // the current request asked for no output
  }

  async listen(connectionFile) {
    this.output = new Output(this.root, (type, content) => { if (!this.quiet) this.sockets.publish(this.current, type, content); }, this.interrupts.timers);
    process.on('uncaughtException', (error) => console.error('Uncaught error, outside any cell that could report it:', error));
    process.on('unhandledRejection', (error) => console.error('A promise failed and nothing awaited it:', error));
    this.sockets = await openSockets(this.root, connectionFile, (request) => this.receive(request, this.sockets));
    this.guard = startGuard(this.root, connectionFile, {
      interrupt: () => this.interrupts.interrupt(),
      receive: (request) => this.receive(request, this.guard),
    });
    this.runner.guard = this.guard;
  }

  /** @param channel what answers: `reply(request, type, content)` */
  receive(request, channel) {
    const type = request.header.msg_type;
    if (type === 'execute_request') {
      this.queue.push({ channel, request });
      this.drain();
      return;
    }
    const answer = this[type];
    if (!answer) return; // comms, the debugger: not offered, and a request of a newer protocol
    this.sockets.publish(request, 'status', { execution_state: 'busy' });
    let content;
    try {
      content = { status: 'ok', ...answer.call(this, request.content) };
    } catch (error) {
      content = { status: 'error', ename: error.name, evalue: error.message, traceback: [] };
    }
    channel.reply(request, type.replace('_request', '_reply'), content);
    this.sockets.publish(request, 'status', { execution_state: 'idle' });
    if (type === 'shutdown_request') this.interrupts.sleep(50).then(() => process.exit(0)); // let the answer leave
  }

  async drain() {
    if (this.running) return;
    this.running = true;
    try {
      while (this.queue.length > 0) await this.execute(this.queue.shift());
    } finally {
      this.running = false; // whatever went wrong, later cells must run
    }
  }

  async execute({ channel, request }) {
    const { code, silent = false, store_history: stored = true, stop_on_error: stops = true } = request.content;
    this.output.flush(); // what an earlier cell printed late stays with it
    this.current = request;
    this.quiet = silent;
    this.output.capture();
    this.sockets.publish(request, 'status', { execution_state: 'busy' });
    const counts = !silent && stored;
    const count = counts ? ++this.count : this.count;
    if (!silent) this.sockets.publish(request, 'execute_input', { code, execution_count: count });
    const { value, failure } = await this.runner.run(code, `cell [${count}]`);
    if (!failure) this.output.result(value, count);
    this.output.flush();
    // Error and reply wait until the requests to abort are known: whatever is sent by someone who has seen either is run.
    const aborted = failure && stops ? await this.collect() : [];
    if (failure && !silent) this.sockets.publish(request, 'error', failure);
    const answer = failure
      ? { status: 'error', execution_count: count, ...failure, payload: [] }
      : { status: 'ok', execution_count: count, user_expressions: {}, payload: [] };
    this.finish(channel, request, answer);
    for (const one of aborted) {
      this.sockets.publish(one.request, 'status', { execution_state: 'busy' });
      this.finish(one.channel, one.request, { status: 'aborted' });
    }
  }

  async collect() {
    await this.interrupts.sleep(COLLECT);
    return this.queue.splice(0);
  }

  finish(channel, request, content) {
    channel.reply(request, 'execute_reply', content);
    this.sockets.publish(request, 'status', { execution_state: 'idle' });
  }

  kernel_info_request() {
    return {
      protocol_version: '5.3',
      implementation: 'neural-memory-lab',
      implementation_version: '1.0.0',
      banner: `TypeScript ${this.compiler.typescriptVersion} (tslab) on Node ${process.version}`,
      language_info: {
        name: 'typescript',
        version: this.compiler.typescriptVersion,
        mimetype: 'text/typescript',
        file_extension: '.ts',
        codemirror_mode: { name: 'javascript', typescript: true, mode: 'typescript' },
      },
      help_links: [],
    };
  }

  is_complete_request({ code }) {
    const { completed, indent } = this.compiler.isComplete(code);
    return completed ? { status: 'complete' } : { status: 'incomplete', indent: indent ?? '' };
  }

  complete_request({ code, cursor_pos: at }) {
    const { start, end, candidates } = this.compiler.complete(this.runner.declarations, code, at);
    return { matches: candidates, cursor_start: start, cursor_end: end, metadata: {} };
  }

  inspect_request({ code, cursor_pos: at }) {
    const text = this.compiler.inspect(this.runner.declarations, code, at);
    return text ? { found: true, data: { 'text/plain': text }, metadata: {} } : { found: false, data: {}, metadata: {} };
  }

  comm_info_request() { return { comms: {} }; }

  history_request() { return { history: [] }; }

  shutdown_request({ restart = false }) { return { restart }; }
}

exports.KernelServer = KernelServer;
