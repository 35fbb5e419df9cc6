// How times are said, and where they are written.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  sectionSeconds,
  spokenMemory,
  spokenRun,
  tableTimes,
  timeLine,
  timeLineOf,
  withTableTimes,
  withTimeLine,
} from '../../src/course/times';
import { code, notebookOf, prose } from './course-support';

test('seconds and bytes as people say them', () => {
  const said = [0.2, 1, 6.4, 11, 72, 97, 100, 128, 3600].map(spokenRun);
  assert.deepEqual(said, [
    '1 second',
    '1 second',
    '6 seconds',
    '10 seconds',
    '70 seconds',
    '95 seconds',
    '2 minutes',
    '2 minutes',
    '60 minutes',
  ]);
  assert.deepEqual([1e8, 5.01e8, 1.2e9].map(spokenMemory), ['0.1 GB', '0.6 GB', '1.2 GB']);
});

test('the time line of a notebook is replaced, and nothing else', () => {
  const notebook = notebookOf([
    prose('# Title\n\n**Time** long ago.\n\nMore.', { metadata: { tags: ['mine'] } }),
    code("'**Time** in code'"),
  ]);
  const line = timeLine(42, { seconds: 71, memory: 7e8, sections: [] });
  assert.equal(
    line,
    '**Time** about 42 minutes with the exercises; the cells run in about 70 seconds on two ' +
      'cores (2 GHz class), in about 0.7 GB of memory.',
  );
  const timed = withTimeLine(notebook, line);
  assert.equal(timeLineOf(timed), line);
  assert.deepEqual(timed.cells[0], {
    ...notebook.cells[0],
    source: ['# Title\n', '\n', `${line}\n`, '\n', 'More.'],
  });
  assert.equal(timed.cells[1], notebook.cells[1]);
  const without = notebookOf([prose('# Template')]);
  assert.equal(withTimeLine(without, line), without);
});

test('seconds are those of the sections that cells stand in', () => {
  const notebook = notebookOf([
    prose('# Title'),
    code('1'),
    prose('## Part\n\ntext'),
    code('2'),
    prose('### no section of its own'),
    code('3'),
  ]);
  assert.deepEqual(sectionSeconds(notebook, [0, 1, 0, 2, 0, 3.04]), [
    { title: 'Title', seconds: 1 },
    { title: 'Part', seconds: 5 },
  ]);
});

test("README's table gets both times of each notebook; other rows and text stay", () => {
  const readme = [
    'Text | with bars',
    '',
    '| notebook | asks | runs in |',
    '| -------- | ---- | ------- |',
    '| [01 Config](notebooks/01-config.ipynb) | What? | 6 seconds |',
    '| [09 New](notebooks/09-new.ipynb) | Why? | 1 second |',
    '',
    '| page | holds |',
    '| --- | --- |',
    '| [Docs](docs/a.md) | b |',
  ].join('\n');
  const times = { '01-config': { minutes: '40 minutes', run: '7 seconds' } };
  const written = withTableTimes(readme, times);
  assert.equal(
    written,
    [
      'Text | with bars',
      '',
      '| notebook | asks | with exercises | runs in |',
      '| --- | --- | --- | --- |',
      '| [01 Config](notebooks/01-config.ipynb) | What? | 40 minutes | 7 seconds |',
      '| [09 New](notebooks/09-new.ipynb) | Why? |  | 1 second |',
      '',
      '| page | holds |',
      '| --- | --- |',
      '| [Docs](docs/a.md) | b |',
    ].join('\n'),
  );
  assert.deepEqual(tableTimes(written)['01-config'], times['01-config']);
  assert.equal(withTableTimes(written, times), written);
});
