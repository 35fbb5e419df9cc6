// The answers of a student as a PDF: name, questions, answers, verdicts; nothing of the notebook
// runs while it is printed.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { after, before, test } from 'node:test';
import { CHECK_MIME } from '../../src/notebook';
import type { Cell } from '../../src/report/notebookFile';
import { folderWith, pdfFacts, run } from '../report/report-support';
import { code, notebookOf, notes, prose, solution } from './course-support';

let folder: string;
before(() => {
  folder = folderWith('dot.png');
});
after(() => fs.rmSync(folder, { recursive: true, force: true }));

const verdict = (id: string, passed: boolean, of: number): object => {
  const problem = passed ? undefined : 'the *third* number is odd';
  const stored = { id, passed, points: passed ? of : 0, of, problem };
  const data = { 'text/plain': 'long', 'text/html': 'First hint: secret', [CHECK_MIME]: stored };
  return { output_type: 'display_data', data, metadata: {} };
};
const figure = {
  output_type: 'display_data',
  data: {
    'image/svg+xml':
      '<svg xmlns="http://www.w3.org/2000/svg" width="60" height="40"><title>Bars</title>' +
      '<rect width="60" height="40" fill="#08f"/></svg>',
    'text/plain': 'Bars of my own.',
  },
  metadata: {},
};

/** A notebook that was handed in, with parts of a teacher's that must not be on the sheet. */
const handedIn = (): Cell[] => [
  prose('# Small chapter\n\nTwo exercises.'),
  code('const lesson = 1;'),
  prose('## Exercises\n\nTake your time.'),
  prose('**9.1** ★ (1 point) Which numbers? ![dot](dot.png)'),
  prose('I thought of evens first. <script>document.title = "ran"</script>'),
  prose('- a line of a long answer\n'.repeat(80)),
  code("const mine = [2, 4];\n\ncheck('9.1', mine);", {
    metadata: { tags: ['hide-input'], jupyter: { source_hidden: true } },
    outputs: [figure, verdict('9.1', true, 1)],
  }),
  solution('9.1', 'const mine = [6, 8];'),
  prose('**9.2** ★★★ (3 points) More numbers.'),
  code("const more = [2, 4, 5];\n\ncheck('9.2', more);", {
    outputs: [verdict('9.2', false, 3)],
  }),
  prose('**9.3** ★★ (2 points) Even more.'),
  code("const most = 0;\n\ncheck('9.3', most);", { outputs: [] }),
  notes,
  prose('## Recap'),
];

test('the sheet holds name, questions, answers, figures, verdicts; nothing else', async () => {
  const file = path.join(folder, '09-small.ipynb');
  fs.writeFileSync(file, JSON.stringify(notebookOf(handedIn())));
  const {
    code: status,
    stdout,
    stderr,
  } = await run('course', ['sheet', file, '--name', 'Ada <b> Lovelace']);
  assert.equal(status, 0, stderr);
  assert.match(stderr, /1 of 6 points; not run: 9\.3/);
  assert.match(stdout, /09-small-ada-b-lovelace\.pdf/);
  const pdf = path.join(folder, '09-small-ada-b-lovelace.pdf');
  const { text, figures, pages } = pdfFacts(pdf);
  const words = text.normalize('NFKC').replace(/\s+/g, ' ');
  for (const part of [
    'Ada <b> Lovelace: answers to Small chapter',
    '1 of 6 points by the verdicts saved in the notebook. Not run: 9.3.',
    'Which numbers?',
    'I thought of evens first.',
    'const mine = [2, 4];',
    '9.1: solved, 1 of 1 point',
    'const more = [2, 4, 5];',
    '9.2: not yet, 0 of 3 points',
    'the *third* number is odd',
    'const most = 0;',
  ])
    assert.ok(words.includes(part), `${part} is not in: ${words}`);
  assert.doesNotMatch(
    words,
    /secret|hint|\[6, 8\]|Because|Ten minutes|Recap|Take your time|lesson/,
  );
  const named = words.match(/Ada <b> Lovelace/g)?.length ?? 0;
  assert.ok(pages >= 2 && named >= pages + 2, `${named} names on ${pages} pages`);
  assert.ok(figures.includes('Bars of my own.'), String(figures));
  assert.deepEqual(fs.readdirSync(folder).sort(), [
    '09-small-ada-b-lovelace.pdf',
    '09-small.ipynb',
    'dot.png',
  ]);
});
