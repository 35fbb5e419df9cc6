// A little of everything that is compiled, as numbers: what a worker thread, a child process or
// another backend must give as well. Run as a program it prints them; in a worker thread it sends
// them.
import { parentPort } from 'node:worker_threads';
import { adam, compile, compileTraining, rmsProp } from '../../src/compile';
import { MemoryController } from '../../src/controller';
import { mamlLoss, network } from '../../src/meta';
import { sinusoidTasks, type TaskBatch } from '../../src/tasks';
import { createRandom } from '../../src/core/random';
import { backend, randomNormal, ready, tf } from '../../src/tf';

export interface Sample {
  readonly backend: string;
  readonly operations: number;
  readonly numbers: Readonly<Record<string, number[]>>;
}

/** @param rounds how often everything is done; the numbers are those of the last round */
export async function sample(rounds = 1): Promise<Sample> {
  await ready();
  let result: Sample | undefined;
  for (let round = 0; round < rounds; round++) {
    result = once();
    await new Promise((next) => setImmediate(next));
  }
  return result as Sample;
}

function once(): Sample {
  const random = createRandom(4);
  const x = randomNormal([3, 4], random) as tf.Tensor2D;
  const w = randomNormal([4, 2], random) as tf.Tensor2D;
  const curve = compile((a: tf.Tensor2D, b: tf.Tensor2D) =>
    tf.grad((v) =>
      tf.sum(tf.square(tf.grad((u) => tf.sum(tf.tanh(tf.matMul(a, u as tf.Tensor2D))))(v))),
    )(b),
  );
  const second = curve(x, w);

  const controller = new MemoryController({
    inputSize: 3,
    outputSize: 2,
    hiddenSize: 4,
    memory: { memorySize: 4, memoryDim: 3, numReadHeads: 1 },
  });
  const memory = compileTraining({
    optimizer: rmsProp({ learningRate: 0.003 }),
    clipNorm: 1,
    parameters: controller.initialWeights(createRandom(1)),
    loss: (weights, given: tf.Tensor3D) =>
      tf.mean(
        tf.squaredDifference(
          controller.unroll(weights, controller.initialState(2), given).outputs,
          tf.sin(tf.slice(given, [0, 0, 0], [-1, -1, 2])),
        ),
      ) as tf.Scalar,
  });
  const net = network([1, 8, 8, 1], 'tanh');
  const meta = compileTraining({
    optimizer: adam(),
    parameters: net.initialParameters(createRandom(2)),
    loss: (parameters, tasks: TaskBatch) => mamlLoss(net.forward, parameters, tasks),
  });
  const losses: [number[], number[]] = [[], []];
  for (let step = 0; step < 20; step++) {
    const given = randomNormal([2, 1, 3], random) as tf.Tensor3D;
    const tasks = sinusoidTasks(random, { tasks: 3, support: 4 });
    losses[0].push(memory.update(given));
    losses[1].push(meta.update(tasks));
    [given, ...Object.values(tasks)].forEach((tensor: tf.Tensor) => tensor.dispose());
  }
  const last = Object.values(memory.state().tensors).flatMap(({ data }) => Array.from(data));
  const operations = curve.operations + memory.operations + meta.operations;
  const numbers = {
    'second derivative': Array.from(second.dataSync()),
    'losses of a memory machine': losses[0],
    'losses of MAML': losses[1],
    'what the memory machine has learned': last,
  };
  [second, x, w].forEach((tensor) => tensor.dispose());
  [curve, memory, meta].forEach((compiled) => compiled.dispose());
  return { backend: backend().name, operations, numbers };
}

if (parentPort) void sample().then((found) => parentPort?.postMessage(found));
else if (require.main === module) void sample().then((found) => console.log(JSON.stringify(found)));
