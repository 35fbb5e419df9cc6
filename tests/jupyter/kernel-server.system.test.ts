// Parts of the kernel's server that need no kernel: messages, marks in the output of the process,
// long output, history.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdtempSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  utimesSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { after, test } from 'node:test';
import { History } from '../../jupyter/kernel/server/history';
import { cutAt, LIMIT, LongOutput, removeOldOutput } from '../../jupyter/kernel/server/long-output';
import { createToken, MarkedReader, markText } from '../../jupyter/kernel/server/marks';
import { compose, parse } from '../../jupyter/kernel/server/message';
import { isOrphan } from '../../jupyter/kernel/server/parent';
import { charactersBefore, unitsBefore } from '../../jupyter/kernel/server/requests';
import { Sender } from '../../jupyter/kernel/server/sender';
import { CellStream } from '../../jupyter/kernel/server/stream';
import { projectPath } from '../../src/core/paths';

const root = projectPath('');
const register = path.join(root, 'jupyter', 'load', 'register.cjs');
const scratch = mkdtempSync(path.join(tmpdir(), 'lab-server-'));
after(() => rmSync(scratch, { recursive: true, force: true }));

function toBuffers(frames: readonly (Buffer | string)[]): Buffer[] {
  return frames.map((frame) => Buffer.from(frame as string));
}

test('a message comes back as it was composed; another key or a changed part is refused', () => {
  const parent = { msg_id: 'p', msg_type: 'execute_request' };
  const identities = [Buffer.from([1, 2])];
  const draft = { parent, type: 'stream', content: '{"text":"€"}', identities };
  const frames = toBuffers(compose('key', draft).frames);

  const message = parse('key', frames);
  assert.equal(message.header.msg_type, 'stream');
  assert.deepEqual([message.parent, message.content], [parent, { text: '€' }]);
  assert.deepEqual(message.identities, identities);

  assert.throws(() => parse('other', frames), /wrong signature/);
  const changed = [...frames];
  changed[changed.length - 1] = Buffer.from('{"text":"x"}');
  assert.throws(() => parse('key', changed), /wrong signature/);
  assert.throws(() => parse('key', frames.slice(0, -2)), /has 5 frames/);
  const unsigned = toBuffers(compose('', draft).frames);
  assert.equal(parse('', unsigned).content.text, '€', 'without a key nothing is signed');
});

test('messages are sent in order on a socket that takes one at a time', async () => {
  const sent: string[] = [];
  const lost: unknown[] = [];
  let busy = false;
  const socket = {
    async send([frame]: readonly (Buffer | string)[]): Promise<void> {
      assert.equal(busy, false, 'EBUSY');
      busy = true;
      await new Promise((resolve) => setImmediate(resolve));
      busy = false;
      if (frame === '3') throw new Error('lost');
      sent.push(String(frame));
    },
  };
  const sender = new Sender(socket, (error) => lost.push(error));
  for (let i = 0; i < 6; i++) sender.send([String(i)]);
  await sender.drained();
  assert.deepEqual([sent, lost.length], [['0', '1', '2', '4', '5'], 1]);
});

test('bytes in a pipe are split at its marks, however they arrive', () => {
  const token = createToken();
  const written = Buffer.from(`before${markText(token, 1)}be€tween${markText(token, 2)}after`);
  for (const size of [1, 2, 3, 7, 1000]) {
    let shown = '';
    const reader = new MarkedReader(token, (bytes) => (shown += bytes.toString('latin1')));
    for (let at = 0; at < written.length; at += size) reader.push(written.subarray(at, at + size));
    assert.equal(shown, 'before', 'what is behind a mark waits for its message');
    assert.equal(reader.waits, true);
    reader.stopAt(1);
    assert.deepEqual([shown, reader.passed], ['before', 1], 'first comes the message');
    reader.goOn();
    assert.equal(Buffer.from(shown, 'latin1').toString(), 'beforebe€tween');
    reader.showAll();
    assert.equal(Buffer.from(shown, 'latin1').toString(), 'beforebe€tweenafter');
  }
});

test('a text that only looks like a mark is shown', () => {
  const token = createToken();
  let shown = '';
  const reader = new MarkedReader(token, (bytes) => (shown += bytes.toString()));
  reader.push(Buffer.from(token.slice(0, 5)));
  assert.equal(shown, '', 'it may become one');
  reader.push(Buffer.from('!\n'));
  assert.equal(shown, `${token.slice(0, 5)}!\n`);
});

test(
  'output up to the limit is shown; all of a longer one is in a file, which a kernel of the ' +
    'next week removes',
  () => {
    const long = new LongOutput(scratch, 7);
    const start = 'a'.repeat(LIMIT - 1);
    assert.equal(long.take(start), start);
    assert.equal(long.notice(), undefined);
    assert.equal(existsSync(path.join(scratch, '.lab')), false, 'no file before the limit');
    assert.equal(long.take('b😀'), 'b');
    assert.equal(long.take('c'), '');
    long.close();
    const file = path.join('.lab', 'output', `kernel-${process.pid}`, 'cell-7.txt');
    assert.equal(
      long.notice(),
      `3 characters of output are not shown; all 500,003 are in ${file}.\n`,
    );
    assert.equal(readFileSync(path.join(scratch, file), 'utf8'), `${start}b😀c`);

    const { pid: ended } = spawnSync(process.execPath, ['-e', '']);
    const old = path.join(scratch, '.lab', 'output', `kernel-${ended}`);
    mkdirSync(old);
    utimesSync(old, 0, 0);
    const { pid: endedNow } = spawnSync(process.execPath, ['-e', '']);
    const young = path.join(scratch, '.lab', 'output', `kernel-${endedNow}`);
    mkdirSync(young);
    const living = path.join(scratch, '.lab', 'output', `kernel-${process.ppid}`);
    mkdirSync(living);
    removeOldOutput(scratch);
    assert.equal(existsSync(path.join(scratch, file)), false);
    assert.equal(existsSync(old), false);
    assert.equal(existsSync(young), true, 'a saved notebook may name its files');
    assert.equal(existsSync(living), true, 'another kernel may run');
  },
);

test('a long output is cut between characters', () => {
  assert.deepEqual(
    [cutAt('a😀b', 1), cutAt('a😀b', 2), cutAt('a😀b', 3), cutAt('a', 0)],
    [1, 1, 3, 0],
  );
});

test('long output that cannot be kept says so', () => {
  const long = new LongOutput(path.join(root, 'package.json'), 1);
  long.take('x'.repeat(LIMIT));
  assert.equal(long.take('more'), '');
  assert.match(String(long.notice()), /^4 characters .* \(they could not be kept: .*ENOTDIR/);
});

test('history: the last ones, a range, a search', () => {
  const history = new History();
  ['const a = 1', 'a', 'const b = [2]', 'a'].forEach((code, i) => {
    history.add(i + 1, code, code === 'a' ? '1' : null);
  });
  const lines = (request: object): unknown[] =>
    history.answer({ ...request }).map(([, line]) => line);
  assert.deepEqual(history.answer({ hist_access_type: 'tail', n: 2 }), [
    [1, 3, 'const b = [2]'],
    [1, 4, 'a'],
  ]);
  assert.deepEqual(history.answer({ hist_access_type: 'tail', n: 1, output: true }), [
    [1, 4, ['a', '1']],
  ]);
  assert.deepEqual(lines({ hist_access_type: 'range', session: 0, start: 2, stop: 4 }), [2, 3]);
  assert.deepEqual(lines({ hist_access_type: 'range', session: 3, start: 1 }), []);
  const search = { hist_access_type: 'search' };
  assert.deepEqual(lines({ ...search, pattern: 'const*' }), [1, 3]);
  assert.deepEqual(lines({ ...search, pattern: '*[[]2]' }), [3]);
  assert.deepEqual(lines({ ...search, pattern: 'const [!b]*' }), [1]);
  assert.deepEqual(lines({ ...search, pattern: '?', unique: true }), [4]);
  assert.deepEqual(lines({ ...search, pattern: '*', n: 1 }), [4]);
});

test('positions: characters of the protocol, UTF-16 units of JavaScript', () => {
  assert.deepEqual([unitsBefore('a😀b', 2), unitsBefore('a😀b', 99)], [3, 4]);
  assert.deepEqual([charactersBefore('a😀b', 3), charactersBefore('a😀b', 4)], [2, 3]);
});

test('a kernel whose parent is gone is an orphan, unless process 1 is its parent', () => {
  const { pid: ended } = spawnSync(process.execPath, ['-e', '']);
  assert.equal(isOrphan(process.ppid, process.ppid), false);
  assert.equal(isOrphan(1, NaN), true);
  assert.equal(isOrphan(process.ppid, NaN), false);
  assert.equal(isOrphan(1, process.ppid), true);
  assert.equal(isOrphan(process.ppid, ended), true);
  assert.equal(isOrphan(1, 1), false);
});

test('the streams of a cell print at once, join halves of characters and never end', () => {
  const printed: string[] = [];
  const stream = new CellStream('stdout', (text) => printed.push(text));
  const euro = Buffer.from('€');
  stream.write('a');
  stream.write(euro.subarray(0, 1));
  stream.write(euro.subarray(1));
  stream.write('6f6b', 'hex');
  stream.end('end');
  stream.destroy();
  assert.equal(stream.write('still'), true);
  assert.deepEqual(printed, ['a', '€', 'ok', 'end', 'still']);
  assert.throws(() => stream.write(5), /expected a string or bytes, got number/);
});

test('raw writes and child processes arrive through the pipes, in order with marks', () => {
  const code = `
    const fs = require('fs');
    const { captureDescriptors, writeTrouble } = require('./jupyter/kernel/server/descriptors.ts');
    const descriptors = captureDescriptors();
    fs.writeSync(1, 'one ');
    descriptors.mark();
    require('child_process').spawnSync('echo', ['two'], { stdio: 'inherit' });
    fs.writeSync(2, 'wrong');
    const read = (fd) => {
      const bytes = Buffer.alloc(1000);
      return bytes.toString('utf8', 0, fs.readSync(fd, bytes)).replaceAll(descriptors.token, '|');
    };
    writeTrouble(descriptors.stderr, JSON.stringify(descriptors.pipes.map(read)));`;
  const child = spawnSync(process.execPath, ['-r', register, '-e', code], {
    cwd: root,
    encoding: 'utf8',
  });
  assert.equal(child.stdout, '');
  const expected = ['one |0000000001two\n', '|0000000001wrong'];
  assert.deepEqual(JSON.parse(child.stderr), expected, 'the real stderr is still there');
});

/** Runs code in a process whose output goes into a file. */
function inFile(code: string, env: NodeJS.ProcessEnv): string {
  const file = path.join(scratch, 'output');
  const output = openSync(file, 'a');
  spawnSync(process.execPath, ['-r', register, '-e', code], {
    cwd: root,
    env,
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  return readFileSync(file, 'utf8');
}

test('without mkfifo the kernel goes on and says so', () => {
  const code = `
    const { captureDescriptors } = require('./jupyter/kernel/server/descriptors.ts');
    const { pipes, mark } = captureDescriptors();
    console.log('went on', pipes, mark());`;
  const output = inFile(code, { ...process.env, PATH: scratch });
  assert.match(output, /What child processes .* is not shown in cells: .*mkfifo/);
  assert.match(output, /went on undefined 0/);
});

test('what would end the kernel throws, and the kernel itself can', () => {
  const code = `
    const { protectFromExit } = require('./jupyter/kernel/server/exit.ts');
    const exit = protectFromExit();
    for (const name of ['exit', 'reallyExit', 'abort']) {
      try { process[name](3); }
      catch ({ name: kind, message }) { console.log(kind, message.split(' ')[0]); }
    }
    exit(5);`;
  const child = spawnSync(process.execPath, ['-r', register, '-e', code], {
    cwd: root,
    encoding: 'utf8',
  });
  const expected =
    'ExitError process.exit(3)\nExitError process.reallyExit()\nExitError process.abort()\n';
  assert.deepEqual([child.stdout, child.status], [expected, 5]);
});
