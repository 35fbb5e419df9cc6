// Trainings made, run step by step and many steps at once, and disposed, one after the other.
import { compileTraining, sgd } from '../../src/compile';
import { createRandom } from '../../src/core/random';
import { randomNormal, ready, tf } from '../../src/tf';

const PARAMETERS = 10;

async function main(): Promise<void> {
  await ready();
  const random = createRandom(0);
  const falls = Array.from({ length: 5 }, () => {
    const names = Array.from({ length: PARAMETERS }, (_, i) => `w${i}`);
    const parameters = Object.fromEntries(
      names.map((name) => [name, tf.mul(randomNormal([20, 20], random), 0.3)]),
    );
    const training = compileTraining({
      parameters,
      optimizer: sgd({ learningRate: 0.05 }),
      loss: (weights, x: tf.Tensor2D): tf.Scalar => {
        const last = names.reduce<tf.Tensor>((h, name) => tf.tanh(tf.matMul(h, weights[name])), x);
        return tf.mean(tf.squaredDifference(last, x));
      },
    });
    const rows = randomNormal([16, 20], random) as tf.Tensor2D;
    const losses = Array.from({ length: 60 }, () => {
      const x = rows.clone();
      const loss = training.update(x);
      x.dispose();
      return loss;
    });
    const sequence = { batchOf: (_step: tf.Scalar, x: tf.Tensor2D): [tf.Tensor2D] => [x] };
    losses.push(...training.updateMany(20, sequence, rows).losses);
    training.dispose();
    tf.dispose([rows, parameters] as object[] as tf.Tensor[]);
    return losses[losses.length - 1] < losses[0];
  });
  console.log(`losses fell: ${falls.every(Boolean)}`);
}

void main();
