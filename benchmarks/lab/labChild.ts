import { readFileSync } from 'node:fs';
import type { StoredTensors } from '../../src/checkpoint';
import { decodeSafeTensors } from '../../src/checkpoint/safetensors';
import { ready } from '../../src/tf';
import { labDemo } from './labDemo';
import { labStep, type Step } from './labSteps';
import type { BenchOrder, StepsMade } from './protocol';
import { cannot, serve } from './serve';
import { libraryVersions } from './versions';

/**
 * The project itself as a contestant. `op-by-op` as its one argument runs without compiling.
 */
async function main([mode]: readonly string[]): Promise<void> {
  await ready();
  const eager = mode === 'op-by-op';
  let step: Step | undefined;
  await serve(libraryVersions(), (order: BenchOrder): object => {
    if (order.do === 'memory') return { peak: peakMemory() };
    if (order.do === 'setup') {
      step?.dispose();
      step = labStep(order.spec, tensorsIn(order.file), eager);
      return { ok: true };
    }
    if (order.do === 'run' && step) return runSteps(step, order.steps);
    if (order.do === 'demo') return labDemo(order.spec, tensorsIn(order.file), eager);
    throw cannot(order);
  });
}

function tensorsIn(file: string): StoredTensors {
  return decodeSafeTensors(readFileSync(file)).tensors;
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

void main(process.argv.slice(2));
