import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { demoSpec } from './cases';
import { temporaryFolder } from './child';
import { type Contestant, titleOf } from './contestants';
import { drawDemo, exampleFile } from './example';
import { showProgress, announce } from './log';
import type { DemoMade } from './protocol';
import { type Entrant } from './turns';

export interface DemoTimes extends DemoMade {
  readonly contestant: Contestant['name'];
  readonly threads: number;
}

/**
 * Each contestant plays the whole demo alone, one after the other, everything counted but the start
 * of its process. One that fails is reported.
 */
export async function playDemo(
  entrants: readonly Entrant[],
  spec = demoSpec,
): Promise<DemoTimes[]> {
  const file = path.join(temporaryFolder(), 'demo.safetensors');
  writeFileSync(file, exampleFile(drawDemo(spec)));
  const results: DemoTimes[] = [];
  for (const { contestant, child } of entrants) {
    showProgress(`demo: ${titleOf(contestant)}: ${spec.tasks * spec.epochs * spec.rows} steps`);
    try {
      results.push({
        contestant: contestant.name,
        threads: contestant.threads,
        ...(await child.ask<DemoMade>({ do: 'demo', spec, file })),
      });
    } catch (error) {
      announce(`demo: ${titleOf(contestant)}: ${(error as Error).message}`);
    }
  }
  return results;
}
