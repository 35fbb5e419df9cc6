import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/**
 * A project folder of the tests' own: finished runs and choices stay there. To be imported first:
 * the modules ask for it when they are loaded.
 */
export const root = fs.mkdtempSync(path.join(os.tmpdir(), 'experiment-'));
process.env['LAB_ROOT'] = root;
