// Words that make no sense are refused by what reads them, in one line, without TensorFlow.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { benchOptions } from '../../benchmarks/lab/options';
import { conformanceFiles } from '../../src/cli/conformance/options';
import { courseOptions } from '../../src/cli/course/options';
import { dataOptions } from '../../src/cli/data/options';
import { experimentCommand } from '../../src/cli/experiment/options';
import { kernelOptions } from '../../src/cli/kernel/options';
import { notebooksOptions } from '../../src/cli/notebooks/options';
import { bookOptions } from '../../src/cli/report/bookOptions';
import { reportOptions } from '../../src/cli/report/options';
import { slidesOptions } from '../../src/cli/report/slidesOptions';
import { resultsOptions } from '../../src/cli/results/options';
import { shownPath } from '../../src/cli/fileArguments';
import { nodeArguments } from '../../src/core/nodeArguments';
import { projectPath } from '../../src/core/paths';
import { mnistPath } from '../../src/tasks/datasets/names';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'command-lines-'));
after(() => fs.rmSync(folder, { recursive: true, force: true }));

const there = path.join(folder, 'there.json');
fs.writeFileSync(there, '{}');
const table = path.join(folder, 'own.csv');
fs.writeFileSync(table, 'task,split,x,y\na,train,1,2\na,test,2,3\n');

type Refusal = readonly [words: string, says: RegExp];

function refuses(parse: (words: string[]) => unknown, refusals: readonly Refusal[]): void {
  for (const [words, message] of refusals) {
    const refused = { name: 'UsageError', message };
    assert.throws(() => parse(words.split(' ').filter(Boolean)), refused, words);
  }
}

test('no module that reads words loads TensorFlow', () => {
  const modules = Object.keys(require.cache).filter((file) => file.includes('@tensorflow'));
  assert.deepEqual(modules, []);
});

test('experiment: a strategy that cannot do the scenario, files and folders', () => {
  refuses(experimentCommand, [
    ['regression --strategies icarl', /^--strategies: got "icarl", which cannot do/],
    ['all --strategies er,icarl', /which cannot do regression /],
    ['tune regression-id --strategies icarl', /which cannot do regression-id /],
    [`own --data ${table} --strategies icarl`, /which cannot do own /],
    [`own --data ${folder}`, /^--data: got ".*", expected a file, not a folder, /],
    [`own --data ${there}`, /^--data: .*there\.json: /],
    [`permuted --split ${folder}`, /^--split: got ".*", expected a file, not a folder, /],
    [`permuted --json ${folder}`, /^--json: got ".*", expected the name of a file in a folder/],
    ['permuted --json nowhere/x', /^--json: got "nowhere\/x", expected the name of a file in/],
    ['permuted --json /dev/null', /^--json: got "\/dev\/null", expected .* not of a device/],
    ['__proto__', /^SCENARIO: got "__proto__", expected one of split-class, /],
    ['permuted --constructor=1', /^--constructor: not an option; expected --split, /],
    ['tune', /^SCENARIO: got nothing/],
    ['report all', /^got "all" that belongs to no option; options: none$/],
  ]);
  const { name } = experimentCommand(['own', '--data', table, '--strategies', 'er']);
  assert.equal(name, 'experiment');
});

test('a folder that cannot be written is found by trying, also by root', (context) => {
  if (process.platform !== 'linux') return context.skip('/proc is of Linux');
  refuses(benchOptions, [
    ['--json /proc/x', /^--json: got "\/proc\/x", expected a folder that can/],
  ]);
  refuses(reportOptions, [
    ['--out /proc/a/b', /^--out: got "\/proc\/a\/b", expected a folder that/],
  ]);
});

test('bench: a file that cannot be written, and a contestant that nobody is', () => {
  refuses(benchOptions, [
    ['--json nowhere/x', /^--json: got "nowhere\/x", expected the name of a file in a folder/],
    ['dmc', /^case: got "dmc", expected one of dnc-9x1, /],
    ['kernel tiny', /^case: got kernel and tiny, expected kernel alone/],
    ['tiny --only nobody', /^--only: got "nobody", expected a part of lab, 1 thread; /],
    ['tiny --only torch', /others take part with --peers/],
    ['kernel --only lab', /^--only: got "lab", expected it without kernel$/],
    ['--rounds 0', /^--rounds: got "0", expected a whole number from 1 to 1000000$/],
  ]);
  assert.deepEqual(benchOptions(['tiny', '--only', 'op by op'])?.only, ['op by op']);
});

test('notebooks, report, conformance, kernel, results', () => {
  refuses(notebooksOptions, [
    ['99', /^no notebook "99"; there are: 00-start-here, /],
    ['--from nowhere', /^--from: got "nowhere", expected a folder that is there$/],
    [`--from ${folder}`, /holds no notebook$/],
    ['--times --check', /^--times: it measures the project's notebooks in place, as quick runs$/],
  ]);
  refuses(reportOptions, [
    ['99', /^no notebook "99"; there are: 00-start-here, /],
    [`--out ${there}`, /^--out: got ".*there\.json", expected a folder that is there or can/],
    ['--pdf=no', /^--pdf: not an option; expected --no-pdf, /],
  ]);
  refuses(slidesOptions, [
    ['99', /^no notebook "99"; there are: 00-start-here, /],
    ['--no-pdf', /^--no-pdf: not an option; expected --hide-code, /],
  ]);
  refuses(bookOptions, [
    ['01 01-config 99', /^no notebook "99"; there are: 00-start-here, /],
    ['--safe', /^--safe: not an option; expected --no-pdf, /],
    [`--title ${'x'.repeat(300)}`, /^--title: got "x.*, expected a text of 1 to 200 characters$/],
  ]);
  refuses(conformanceFiles, [
    ['', /^FILE: got nothing, expected vector files, /],
    ['nowhere.json', /^FILE: got "nowhere\.json", expected a file that is there, /],
    [`${there} ${folder}`, /^FILE: got ".*", expected a file, not a folder, /],
  ]);
  refuses(kernelOptions, [
    ['put', /^COMMAND: got "put", expected install, remove or list$/],
    ['list --replace', /^--replace: not an option of list$/],
    [`install --prefix ${there}`, /^--prefix: got ".*there\.json", expected a folder that is/],
  ]);
  refuses(resultsOptions, [
    ['', /^RESULT: got nothing, expected one of stream, tasks, /],
    ['stream --seeds 1e3', /^--seeds: got "1e3", expected a whole number from 1 to 1000$/],
  ]);
});

test('data: names, and what a data set is made from', () => {
  refuses(dataOptions, [
    ['', /^NAME: got nothing, expected one of mnist, omniglot, electricity, weather$/],
    ['cifar', /^NAME: got "cifar", expected one of mnist, omniglot, electricity, weather$/],
    ['mnist weather', /^got "weather" that belongs to no option; options: --from, --help$/],
    ['mnist --from', /^--from: got nothing, expected a value$/],
    ['mnist --from nowhere', /^--from: got ".*nowhere", expected a folder that is there$/],
    [`mnist --from ${there}`, /^--from: got ".*there\.json", expected a folder that is there$/],
    [`omniglot --from ${there}`, /^--from: got ".*there\.json", expected a folder that is there$/],
    [`weather --from ${folder}`, /^--from: got ".*", expected a file, not a folder, the CSV file/],
    ['weather --force', /^--force: not an option; expected --from, --help$/],
  ]);
  assert.deepEqual(dataOptions(['mnist']), { name: 'mnist', from: undefined });
  assert.deepEqual(dataOptions(['weather', '--from', table]), { name: 'weather', from: table });
  assert.equal(dataOptions(['mnist', '-h']), undefined);
});

test('experiment: scenarios on MNIST by name, but not with all', () => {
  const scenariosOf = (word: string) => {
    const command = experimentCommand([word]);
    assert.equal(command.name, 'experiment');
    return command.name === 'experiment' ? command.options.scenarios : [];
  };
  if (fs.existsSync(mnistPath())) assert.deepEqual(scenariosOf('split-mnist'), ['split-mnist']);
  else
    refuses(experimentCommand, [
      ['split-mnist', /^SCENARIO: split-mnist needs data\/mnist\.parquet; make it with: npm run/],
    ]);
  assert.ok(!scenariosOf('all').some((name) => name.includes('mnist')));
});

test('report, slides and book read the options that they share alike', () => {
  const words = ['01', '--hide-code', '--no-execute', '--full', '--out', folder];
  const shared = { folder: projectPath('notebooks'), out: folder, execute: false, full: true };
  const expected = { ...shared, files: [projectPath('notebooks/01-config.ipynb')], hideCode: true };
  for (const parse of [reportOptions, slidesOptions, bookOptions]) {
    const read: object = parse(words)!;
    assert.deepEqual({ ...read, ...expected }, read, parse.name);
    refuses(parse, [
      ['--from nowhere', /^--from: got "nowhere", expected a folder that is there$/],
    ]);
  }
  const { pdf, solutions, safe } = slidesOptions(['01'])!;
  assert.deepEqual({ pdf, solutions, safe }, { pdf: false, solutions: true, safe: false });
});

test('report: settings on the command line keep to the rules of a file of settings', () => {
  refuses(reportOptions, [
    ['01 --authors Ada,', /^--authors: got "Ada,", expected names, each a text of 1 to 200 char/],
    ['01 --lang x_y', /^--lang: got "x_y", expected a language tag such as "en", "de" or/],
    [`01 --date ${'x'.repeat(201)}`, /^--date: got "x.*, expected a text of 1 to 200 characters$/],
    [`01 --logo ${there}`, /^--logo: got ".*there\.json", expected a PNG, JPEG, GIF, SVG or/],
    ['01 02 --title Mine', /^--title: got 2 notebooks, expected one$/],
    [`01 --config ${table}`, /^--config: .*own\.csv: not JSON/],
  ]);
  const settings = reportOptions(['01', '--authors', ' Ada , Bob ', '--title', ' T '])?.settings;
  assert.deepEqual([settings?.authors, settings?.title], [['Ada', 'Bob'], 'T']);
});

test('folders are seen from where the command was called', () => {
  const before = process.env['INIT_CWD'];
  process.env['INIT_CWD'] = folder;
  try {
    const inside = path.join(folder, 'inside');
    fs.mkdirSync(inside);
    fs.copyFileSync(projectPath('tests/fixtures/mini.ipynb'), path.join(inside, 'mini.ipynb'));
    assert.deepEqual(notebooksOptions(['--from', 'inside'])?.files, [`${inside}/mini.ipynb`]);
    assert.equal(slidesOptions(['--from', 'inside', '--out', 'new'])?.out, `${folder}/new`);
    assert.equal(shownPath(path.join(folder, 'new')), 'new');
  } finally {
    if (before === undefined) delete process.env['INIT_CWD'];
    else process.env['INIT_CWD'] = before;
  }
});

test('course: notebooks, folders and names', () => {
  refuses(courseOptions, [
    ['99', /^no notebook "99"; there are: 0/],
    ['nowhere/mine.ipynb', /^no notebook "nowhere\/mine\.ipynb": there is no file/],
    [`--to ${there}`, /^--to: got ".*there\.json", expected a folder that is there or can be/],
    ['--name', /^--name: got nothing, expected a value$/],
    [`--name ${'x'.repeat(101)}`, /^--name: got "x.*, expected a name of 1 to 100 characters/],
    ['--pdf', /^--pdf: not an option; expected --to, --name, --help$/],
    ['sheet', /^FILE: got nothing, expected a file that is there, a notebook that/],
    [`sheet ${there}`, /^--name: got nothing, expected the student's name$/],
    [`sheet ${there} ${there}`, /^FILE: got 2 files, expected one$/],
    [
      'sheet nowhere.ipynb --name Ada',
      /^FILE: got "nowhere\.ipynb", expected a file that is there/,
    ],
    [`sheet ${folder} --name Ada`, /^FILE: got ".*", expected a file, not a folder, a notebook/],
  ]);
  const sheet = courseOptions(['sheet', there, '--name', ' Ada Lovelace ']);
  assert.deepEqual(sheet, { command: 'sheet', file: there, to: folder, student: 'Ada Lovelace' });
});

test('long and odd words are shown in quotes, cut, on one line', () => {
  const long = 'x'.repeat(5000);
  for (const word of [long, `--${long}`, `--json=${long}`, 'a\nb', '--a\nb']) {
    assert.throws(
      () => experimentCommand(['permuted', word]),
      ({ name, message }: Error) => {
        assert.equal(name, 'UsageError');
        assert.ok(message.length < 500 && !message.includes('\n'), message);
        return true;
      },
    );
  }
});

test('at the terminal: status 2 and one line, before TensorFlow could be loaded', () => {
  const probe = path.join(folder, 'probe.cjs');
  fs.writeFileSync(
    probe,
    `process.on('exit', () => {
      const loaded = Object.keys(require('node:module')._cache);
      if (loaded.some((file) => file.includes('@tensorflow'))) console.log('TensorFlow');
    });`,
  );
  const main = path.join(__dirname, '..', '..', 'src', 'cli', 'bench.ts');
  const words = ['-r', probe, ...nodeArguments(main, '--json', 'nowhere/x')];
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' });
  assert.deepEqual([status, stdout], [2, '']);
  assert.match(stderr, /^bench: --json: got "nowhere\/x", .*\(--help tells all options\)\n$/);
});
