import { createRequire } from 'node:module';
import * as path from 'node:path';
import type { OutputRouter } from '../server/output';

/**
 * Lets `import { display } from 'tslab'` show things: tslab's functions hand every display to this
 * one property.
 */
export function connectTslab(root: string, output: OutputRouter): void {
  const fromTslab = createRequire(path.join(root, 'node_modules', 'tslab', 'dist', 'main.js'));
  const tslab = fromTslab('./jupyter.js') as { lastWriteDisplayData?: unknown };
  tslab.lastWriteDisplayData = output.display.bind(output);
}
