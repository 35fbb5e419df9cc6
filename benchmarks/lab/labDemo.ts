import { mapTensors, type StoredTensors, toTensors } from '../../src/checkpoint';
import { adam, compileTraining, type Named } from '../../src/compile';
import type { ControllerState } from '../../src/controller';
import { ReservoirReplay } from '../../src/replay';
import { tf } from '../../src/tf';
import type { DemoSpec } from './cases';
import { controllerOf } from './example';
import { group } from './labSteps';
import type { DemoMade } from './protocol';

/**
 * The whole demo with the full DNC: one row a step and, once there are enough, stored rows drawn
 * from the reservoir. All of a step's rows begin with the live state (one memory serves the whole
 * run); the new row's state is the next live state, those of replayed rows are dropped. Timed from
 * before the machine is built.
 */
export function labDemo(spec: DemoSpec, tensors: StoredTensors, eager: boolean): DemoMade {
  const start = process.hrtime.bigint();
  const cpu = process.cpuUsage();
  const controller = controllerOf(spec);
  const weights = toTensors(group(tensors, 'weights'));
  const training = compileTraining({
    eager,
    parameters: weights,
    clipNorm: spec.clipNorm,
    optimizer: adam({ learningRate: spec.learningRate, epsilon: spec.epsilon }),
    loss: (parameters: Named, live: ControllerState, x: tf.Tensor2D, y: tf.Tensor2D) => {
      const { output, state } = controller.step(
        parameters,
        mapTensors(live, (tensor) =>
          tf.tile(tensor, [x.shape[0], ...tensor.shape.slice(1).map(() => 1)]),
        ),
        x,
        'later',
      );
      const first = mapTensors(state, (tensor) => tf.slice(tensor, 0, 1));
      return {
        loss: tf.mean(tf.squaredDifference(output, y)),
        outputs: controller.whole(first),
      };
    },
  });
  const store = new ReservoirReplay({
    capacity: spec.tasks * spec.epochs * spec.rows,
    fields: { x: spec.inputs, y: spec.outputs },
    seed: 0,
  });
  const { x, y } = tensors;
  const losses: number[] = [];
  let live = controller.initialState(1);
  for (let task = 0; task < spec.tasks; task++)
    for (let i = 0; i < spec.epochs * spec.rows; i++) {
      const place = task * spec.rows + (i % spec.rows);
      const row = {
        x: x.data.subarray(place * spec.inputs, (place + 1) * spec.inputs),
        y: y.data.subarray(place * spec.outputs, (place + 1) * spec.outputs),
      };
      const replayed = store.sample(store.size < spec.replayed ? 0 : spec.replayed).items;
      const batch = [
        rows(row.x, replayed.x, spec.inputs),
        rows(row.y, replayed.y, spec.outputs),
      ] as const;
      const { loss, outputs } = training.updateWithOutputs(live, ...batch);
      tf.dispose([live, ...batch] as object[] as tf.Tensor[]);
      live = outputs;
      store.add(row);
      losses.push(loss);
    }
  tf.dispose([live, weights] as object[] as tf.Tensor[]);
  training.dispose();
  const { user, system } = process.cpuUsage(cpu);
  const recent = losses.slice(-spec.rows);
  return {
    seconds: Number(process.hrtime.bigint() - start) / 1e9,
    cpuSeconds: (user + system) / 1e6,
    steps: losses.length,
    first: losses[0],
    loss: recent.reduce((a, b) => a + b, 0) / recent.length,
  };
}

const rows = (first: Float32Array, others: Float32Array, width: number): tf.Tensor2D => {
  const all = new Float32Array(first.length + others.length);
  all.set(first);
  all.set(others, first.length);
  return tf.tensor2d(all, [all.length / width, width]);
};
