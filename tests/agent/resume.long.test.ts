// A run that is stopped and goes on gives what it would have given.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { before, test } from 'node:test';
import { ContinualLearningAgent, resumeStream, runStream } from '../../src/agent';
import { saveModel } from '../../src/checkpoint';
import { ready, tf } from '../../src/tf';
import { eagerAgent, inFolder, modes, small, smallStream as tasks, stateOf } from './support';

const updatesPerTask = 2;

before(ready);

test(
  'stopped after any step and loaded, a run gives the same R bit for bit, ' +
    'whatever its parts are',
  () =>
    inFolder(async (folder) => {
      for (const [m, mode] of modes.entries()) {
        const whole = eagerAgent(mode);
        const R = await runStream(whole, tasks, { updatesPerTask });
        const end = await stateOf(whole);
        whole.dispose();
        for (const cut of [1 + (m % 7), 8]) {
          // each step is a cut for one of the modes; the last comes before the last scores
          const file = path.join(folder, 'run');
          const agent = eagerAgent(mode);
          const stopped = runStream(agent, tasks, {
            updatesPerTask,
            saveTo: file,
            saveEvery: 1,
            onUpdate: ({ update }) => {
              if (update === cut) throw new Error('stop');
            },
          });
          await assert.rejects(stopped, /stop/);
          agent.dispose();
          const loaded = ContinualLearningAgent.load(file, { eager: true });
          const { R: done, updates } = loaded.note as { R: number[][]; updates: number };
          assert.equal(updates, cut);
          assert.deepEqual(
            await runStream(loaded.agent, tasks, { updatesPerTask }, { R: done, updates }),
            R,
            `${JSON.stringify(mode)}, cut at ${cut}`,
          );
          assert.deepEqual(
            await stateOf(loaded.agent),
            end,
            `${JSON.stringify(mode)}, cut at ${cut}: weights, moments, store, random streams or ` +
              'memory',
          );
          loaded.agent.dispose();
        }
      }
    }),
);

test('compiled as well: resumeStream goes on from the file, and refuses another run', () =>
  inFolder(async (folder) => {
    const file = path.join(folder, 'run');
    const options = { memoryMode: 'lifelong', replay: { store: 'prioritized' } } as const;
    const whole = new ContinualLearningAgent(small(options));
    const R = await runStream(whole, tasks, { updatesPerTask });
    whole.dispose();
    const agent = new ContinualLearningAgent(small(options));
    await assert.rejects(
      runStream(agent, tasks, {
        updatesPerTask,
        saveTo: file,
        saveEvery: 2,
        onUpdate: ({ update }) => {
          if (update === 3) throw new Error('stop');
        },
      }),
      /stop/,
    );
    agent.dispose();
    await assert.rejects(
      resumeStream(file, tasks, { updatesPerTask: 4 }),
      /updatesPerTask: got 4, expected 2/,
    );
    await assert.rejects(
      resumeStream(file, tasks.slice(1), { updatesPerTask }),
      /tasks: got 0\.5 cos/,
    );
    const resumed = await resumeStream(file, tasks, { updatesPerTask });
    assert.deepEqual(resumed.R, R);
    resumed.agent.dispose();
  }));

test(
  'a wrong file is refused by name, and what is wrong with it; the file that was there ' +
    'survives a failed write',
  () =>
    inFolder((folder) => {
      const file = path.join(folder, 'agent');
      const agent = eagerAgent();
      agent.observe(tasks[0].train);
      agent.save(file);
      assert.deepEqual(readdirSync(folder), ['agent']);
      const bytes = readFileSync(file);
      const changed = Buffer.from(bytes);
      changed[changed.length - 3] ^= 1;
      const cases: [Buffer | null, RegExp][] = [
        [null, /no such file or directory/],
        [bytes.subarray(0, bytes.length - 8), /cut short/],
        [changed, /sha256.*changed/],
        [Buffer.from('hello, world'), /expected a safetensors file/],
      ];
      const held = tf.memory().numTensors;
      for (const [content, message] of cases) {
        const other = path.join(folder, 'other');
        if (content) writeFileSync(other, content);
        assert.throws(
          () => ContinualLearningAgent.load(other),
          (error: Error) => error.message.startsWith(`${other}: `) && message.test(error.message),
          String(message),
        );
      }
      const model = path.join(folder, 'model');
      saveModel(model, { config: {}, weights: {} });
      assert.throws(
        () => ContinualLearningAgent.load(model),
        /model: kind: got "model", expected "agent"/,
      );
      assert.equal(tf.memory().numTensors, held);
      assert.throws(() => agent.save(path.join(folder, 'nowhere', 'agent')), /there is no folder/);
      assert.ok(existsSync(file) && readFileSync(file).equals(bytes));
      agent.dispose();
    }),
);
