import { readFileSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { decodeSafeTensors } from '../../src/checkpoint/safetensors';
import { backend, ready } from '../../src/tf';
import { labDemo } from './labDemo';
import { labStep, type Step } from './labSteps';
import type { Order, StepsMade } from './protocol';

/**
 * The project itself as a contestant, in a process of its own: JSON lines in on standard input, out
 * on file descriptor 3. `op-by-op` as its one argument runs without compiling.
 */
async function main([mode]: readonly string[]): Promise<void> {
  await ready();
  const eager = mode === 'op-by-op';
  let step: Step | undefined;
  const answer = (order: Order): object => {
    if (order.do === 'memory') return { peak: peakMemory() };
    if (order.do === 'setup') {
      step?.dispose();
      step = labStep(order.spec, decodeSafeTensors(readFileSync(order.file)).tensors, eager);
      return { ok: true };
    }
    if (order.do === 'run' && step) return runSteps(step, order.steps);
    if (order.do === 'demo')
      return labDemo(order.spec, decodeSafeTensors(readFileSync(order.file)).tensors, eager);
    throw new Error(`cannot ${order.do} now`);
  };
  say({
    versions: {
      node: process.versions.node,
      tensorflow: backend().version,
      backend: backend().name,
    },
  });
  for await (const line of createInterface({ input: process.stdin })) {
    try {
      say(answer(JSON.parse(line) as Order));
    } catch (error) {
      say({ error: error instanceof Error ? error.message : String(error) });
    }
  }
}

function runSteps(step: Step, count: number): StepsMade {
  const wall: number[] = [];
  const losses: number[] = [];
  const before = process.cpuUsage();
  for (let i = 0; i < count; i++) {
    const start = process.hrtime.bigint();
    losses.push(step.run());
    wall.push(Number(process.hrtime.bigint() - start) / 1e6);
  }
  const { user, system } = process.cpuUsage(before);
  return { wall, cpu: (user + system) / 1e3, losses };
}

/** MiB at most so far: the process with its libraries. */
function peakMemory(): number {
  try {
    return Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1024;
  } catch {
    return process.resourceUsage().maxRSS / 1024;
  }
}

const say = (message: object): void => void writeSync(3, `${JSON.stringify(message)}\n`);

void main(process.argv.slice(2));
