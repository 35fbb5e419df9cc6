import { tf } from '../tf';

/**
 * Operations whose gradient, as TensorFlow.js ships it, keeps the output and so loses the way back
 * to the input.
 */
const REPLACED = ['Tanh', 'Sigmoid', 'Exp', 'Softmax', 'Elu', 'Pow'];

/**
 * Refuses second derivatives where they would be wrong without a sign of it: the gradients of
 * src/tf/gradients.ts keep the input of an operation, those that they replace keep its output.
 * @throws Error naming the operations
 */
export function requireSecondDerivatives(): void {
  const wrong = REPLACED.filter((kernel) => {
    const gradient = tf.getGradient(kernel);
    return !gradient?.inputsToSave?.length || Boolean(gradient.outputsToSave?.some(Boolean));
  });
  if (wrong.length > 0)
    throw new Error(
      `second derivatives of ${wrong.join(', ')} would be wrong: the gradients that come with ` +
        'TensorFlow.js are in use in place of those of src/tf. Import tf from src/tf, once, and ' +
        'register no gradient over it',
    );
}
