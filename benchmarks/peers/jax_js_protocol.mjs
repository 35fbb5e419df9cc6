// What a peer in JavaScript needs, as protocol.py has it for those in Python: JSON lines in on
// standard input and out on file descriptor 3, tensors from a safetensors file, and the clocks.
import fs from 'node:fs';
import { createInterface } from 'node:readline';

/**
 * A safetensors file of 32-bit floats: 8 bytes with the header's length, the header in JSON, the
 * numbers.
 */
function readTensors(path) {
  const file = fs.readFileSync(path);
  const start = 8 + Number(file.readBigUInt64LE(0));
  const header = JSON.parse(file.toString('utf8', 8, start));
  delete header.__metadata__;
  const tensors = {};
  for (const [name, { shape, data_offsets: offsets }] of Object.entries(header)) {
    const bytes = Uint8Array.from(file.subarray(start + offsets[0], start + offsets[1]));
    tensors[name] = { shape, data: new Float32Array(bytes.buffer) };
  }
  return tensors;
}

/** The tensors of one group, by the last part of their names. */
export function group(tensors, name) {
  const found = {};
  for (const [key, tensor] of Object.entries(tensors))
    if (key.startsWith(`${name}/`)) found[key.split('/').pop()] = tensor;
  return found;
}

/** MiB at most so far: the process with its libraries. */
function peakMemory() {
  try {
    const status = fs.readFileSync('/proc/self/status', 'utf8');
    return Number(/^VmHWM:\s+(\d+)/m.exec(status)[1]) / 1024;
  } catch {
    return process.resourceUsage().maxRSS / 1024;
  }
}

/** Times `count` steps: each in ms, the CPU time of all (every thread, ms), and each loss. */
async function runSteps(step, count) {
  const wall = [];
  const losses = [];
  const before = process.cpuUsage();
  for (let i = 0; i < count; i++) {
    const start = performance.now();
    losses.push(await step());
    wall.push(performance.now() - start);
  }
  const { user, system } = process.cpuUsage(before);
  return { wall, cpu: (user + system) / 1e3, losses };
}

/**
 * Answers until standard input ends.
 * @param make `make(spec, tensors)` gives a function that takes one training step and gives the
 * loss before it
 */
export async function serve(versions, make) {
  const say = (message) => fs.writeSync(3, `${JSON.stringify(message)}\n`);
  say({ versions });
  let step;
  for await (const line of createInterface({ input: process.stdin })) {
    const order = JSON.parse(line);
    try {
      if (order.do === 'setup') {
        step = make(order.spec, readTensors(order.file));
        say({ ok: true });
      } else if (order.do === 'run') say(await runSteps(step, order.steps));
      else if (order.do === 'memory') say({ peak: peakMemory() });
      else say({ error: `no order '${order.do}'` });
    } catch (error) {
      // the bench reports it and goes on with the others
      say({ error: `${error.name}: ${error.message}`.slice(0, 2000) });
    }
  }
}
