// docs/tasks.md shows each task as the task's own code draws it. UPDATE_DOCS=1 writes the drawings
// anew.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { sequenceFigure } from '../../src/plots/sequenceFigure';
import { toSvg } from '../../src/plots';
import { createRandom } from '../../src/core/random';
import {
  associativeRecallTask,
  copyTask,
  keyValueRecallTask,
  multiQueryRecallTask,
  repeatCopyTask,
  type SequenceTask,
  storiesTask,
} from '../../src/tasks';
import { projectPath } from '../../src/core/paths';

const docs = projectPath('docs');
const small: readonly SequenceTask[] = [
  copyTask({ bits: 3, minLength: 4, maxLength: 4 }),
  repeatCopyTask({ bits: 3, minLength: 3, maxLength: 3, minRepeats: 2, maxRepeats: 2 }),
  associativeRecallTask({ bits: 3, itemLength: 2, minItems: 3, maxItems: 3 }),
  keyValueRecallTask({ keyBits: 3, valueBits: 2, minPairs: 4, maxPairs: 4 }),
  multiQueryRecallTask({
    keys: 4,
    values: 4,
    minPairs: 3,
    maxPairs: 3,
    minOverwrites: 1,
    maxOverwrites: 1,
  }),
  storiesTask({
    facts: 2,
    people: 2,
    places: 3,
    objects: 2,
    minSentences: 5,
    maxSentences: 5,
  }),
];
/** The cells of a drawn heatmap, without the frame around them. */
const cells = (svg: string): string[] =>
  [...svg.matchAll(/data:image\/png;base64,[^"]+/g)].map(([image]) => image);
const update = process.env['UPDATE_DOCS'] === '1';
const block = (task: SequenceTask): RegExp =>
  new RegExp(`(## ${task.name}\\n[\\s\\S]*?\`\`\`\\n)[\\s\\S]*?(\\n\`\`\`)`);

for (const task of small) {
  const example = task.sample(1, createRandom(14));
  const text = task.text(example);
  const svg = toSvg(
    sequenceFigure(task.picture(example), {
      title: `One sequence of ${task.name}: what is seen, and what is asked`,
    }),
  );
  const file = path.join(docs, 'tasks', `${task.name.replace(/ /g, '-')}.svg`);

  test(`the docs show ${task.name} as it is`, () => {
    const page = path.join(docs, 'tasks.md');
    if (update) {
      writeFileSync(
        page,
        readFileSync(page, 'utf8').replace(
          block(task),
          (_, before: string, after: string) => before + text + after,
        ),
      );
      writeFileSync(file, svg);
    }
    const written = readFileSync(page, 'utf8');
    assert.ok(
      written.includes(text),
      `docs/tasks.md has another drawing of ${task.name} (UPDATE_DOCS=1 writes it anew)`,
    );
    assert.ok(
      written.includes(`tasks/${path.basename(file)}`),
      `docs/tasks.md does not show ${path.basename(file)}`,
    );
    assert.deepEqual(
      cells(readFileSync(file, 'utf8')),
      cells(svg),
      `docs/tasks/${path.basename(file)} is another picture`,
    );
    for (const name of [...task.inputNames, ...task.outputNames].filter((n) => !n.includes('bit ')))
      assert.ok(written.includes(`\`${name}\``), `the channel ${name} is not explained`);
  });
}
