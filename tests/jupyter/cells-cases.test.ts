// What types a person expects, by many cells as people type them: cases of the form of
// tests/jupyter/kernel-cases, run in this process. They share a notebook, as they would in a long
// session.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CellOutcome } from '../../jupyter/kernel/server/wire';
import { Notebook } from './cells-support';

interface Expectation {
  readonly text?: string;
  readonly error?: true | string;
  readonly contains?: readonly string[];
  readonly lacks?: readonly string[];
  readonly silent?: boolean;
  readonly either?: boolean;
}

interface Step {
  readonly run?: string;
  readonly write?: Readonly<Record<string, string>>;
  readonly expect?: Expectation;
}

interface Case {
  readonly id: string;
  readonly why: string;
  readonly steps: readonly Step[];
}

const cases = JSON.parse(
  readFileSync(path.join(__dirname, 'cells-cases', 'cases.json'), 'utf8'),
) as readonly Case[];

const fold = (text: string): string => text.replace(/\s+/g, ' ').trim();

function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

/** What a cell's outcome lacks, or undefined. */
function shortfall({ failure, bundle }: CellOutcome, want: Expectation): string | undefined {
  if (want.either) return undefined;
  const told = failure ? `${failure.ename}: ${failure.traceback.join('\n')}` : '';
  if (want.error && !failure) return 'no error';
  if (!want.error && failure) return told;
  if (typeof want.error === 'string' && failure?.ename !== want.error) return told;
  const text = (bundle?.['text/plain'] ?? '') as string;
  if (want.text !== undefined && fold(text) !== fold(want.text)) return `shows ${text}`;
  if (want.silent && bundle) return `shows ${text}`;
  const everything = fold(`${told} ${JSON.stringify(bundle ?? {})}`);
  const missing = want.contains?.find((word) => !everything.includes(word));
  if (missing !== undefined) return `${missing} is not in ${everything}`;
  return want.lacks?.find((word) => everything.includes(word));
}

const kinds = [...new Set(cases.map(({ id }) => id.split('/')[0]))];
for (const kind of kinds) {
  test(`cells of the kind "${kind}"`, async () => {
    const notebook = new Notebook();
    const short: string[] = [];
    for (const { id, why, steps } of cases.filter((one) => one.id.startsWith(`${kind}/`))) {
      for (const [index, step] of steps.entries()) {
        if (step.write) {
          write(notebook.folder, step.write);
          await sleep(20); // so that the time of the file differs
        }
        if (step.run === undefined) continue;
        const lack = shortfall(await notebook.run(step.run), step.expect ?? {});
        if (lack) short.push(`${id} (${why}), step ${index + 1}: ${lack}`);
        if (lack) break;
      }
    }
    assert.deepEqual(short, []);
  });
}
