// Every command as it is typed: a word that makes no sense ends it at once with status 2, one line
// and nothing else, before set-up has begun to install and before TensorFlow is loaded.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import { projectPath } from '../../src/core/paths';
import { cleanEnvironment, importModule, project } from '../setup/setup-support';

const call = promisify(execFile);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'command-lines-'));
after(() => fs.rmSync(folder, { recursive: true, force: true }));

const text = path.join(folder, 'text.json');
fs.writeFileSync(text, '{');

/** Says on standard error whether TensorFlow was loaded. */
const probe = path.join(folder, 'probe.cjs');
fs.writeFileSync(
  probe,
  `process.on('exit', () => {
    const loaded = Object.keys(require('node:module')._cache);
    if (loaded.some((file) => file.includes('@tensorflow'))) console.error('TensorFlow loaded');
  });`,
);

const refused: readonly (readonly [line: string, says: RegExp])[] = [
  ['nonsense', /^command: got "nonsense", expected one of api, bench, /],
  ['experiment nope', /^experiment: SCENARIO: got "nope"/],
  ['experiment permuted --json nowhere/x', /^experiment: --json: got "nowhere\/x"/],
  ['experiment regression --strategies icarl', /^experiment: --strategies: got "icarl"/],
  ['experiment permuted --seeds', /^experiment: --seeds: got nothing/],
  [`experiment own --data ${text}`, /^experiment: --data: .*text\.json: /],
  ['data cifar', /^data: NAME: got "cifar"/],
  ['results nope', /^results: RESULT: got "nope"/],
  ['bench --json nowhere/x', /^bench: --json: got "nowhere\/x"/],
  ['bench tiny --only nobody', /^bench: --only: got "nobody"/],
  ['notebooks 99', /^notebooks: no notebook "99"/],
  ['report --from nowhere', /^report: --from: got "nowhere"/],
  [`report 01 --out ${text}`, /^report: --out: got ".*text\.json"/],
  ['conformance nowhere.json', /^conformance: FILE: got "nowhere\.json"/],
  ['conformance', /^conformance: FILE: got nothing/],
  ['kernel put', /^kernel: COMMAND: got "put"/],
  ['ts nowhere.ts', /^no file "nowhere\.ts" in /],
  ['test nowhere', /^test: no test file has "nowhere" in its path/],
  ['test --quick', /^test: "--quick": not an option/],
  ['doctor all', /^doctor: got "all"/],
  ['setup --force', /^setup: "--force": not an option/],
  ['build dist', /^build: got "dist"/],
  ['format src', /^format: got "src"/],
  ['check --fix', /^check: "--fix": not an option/],
  ['api --out', /^api: --out: got nothing/],
  ['start --bogus', /^start: "--bogus": not an option/],
  ['start --port x', /^start: --port: got "x"/],
  ['start nowhere', /^start: got "nowhere", expected a file or folder that is there/],
];

for (const [line, says] of refused) {
  test(`${line.replaceAll(folder, 'FOLDER')}: refused`, async () => {
    const words = [projectPath('src/cli/main.mjs'), ...line.split(' ')];
    const env = cleanEnvironment({ NODE_OPTIONS: `-r ${probe}` });
    const failed = await call(process.execPath, words, { cwd: project, env }).then(
      () => assert.fail('it was taken'),
      (error: { code: number; stdout: string; stderr: string }) => error,
    );
    assert.equal(failed.code, 2, failed.stderr);
    assert.equal(failed.stdout, '');
    assert.match(failed.stderr, says);
    assert.equal(failed.stderr.trimEnd().split('\n').length, 1, failed.stderr);
  });
}

test('--help is an answer and no work, with every command', async () => {
  const { scripts } = JSON.parse(fs.readFileSync(projectPath('package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const commands = Object.keys(scripts).filter((name) => name !== 'prepare' && name !== 'start');
  for (const command of commands) {
    const words = [projectPath('src/cli/main.mjs'), command, '--help'];
    const { stdout } = await call(process.execPath, words, {
      cwd: project,
      env: cleanEnvironment(),
    });
    assert.match(stdout, /npm (run|test)/, command);
  }
});

test("options of npm start are JupyterLab's own", async () => {
  const python = projectPath('.venv/bin/python');
  const words = ['-m', 'jupyterlab', '--not-an-option'];
  const { stderr } = await call(python, words, { cwd: folder }).catch(
    (error: { stderr: string }) => error,
  );
  const own = [...stderr.matchAll(/\[--([a-z-]+)/g)].map(([, name]) => name);
  assert.ok(own.length > 20, stderr);
  const { FLAGS, VALUES } =
    await importModule<Record<'FLAGS' | 'VALUES', string[]>>('../start/words.mjs');
  assert.deepEqual([...new Set(own)].sort(), [...FLAGS, ...VALUES].sort());
});
