import type * as TensorFlow from '@tensorflow/tfjs-node';

type Tensor = TensorFlow.Tensor;

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** A tensor with a letter for each of its axes. */
interface Lettered {
  readonly tensor: Tensor;
  readonly letters: string;
}

/**
 * The gradient of `tf.einsum` for one of its operands: again an einsum, of the incoming gradient
 * and the other operands.
 * @param equation letters of the axes of each operand, `->`, letters of the result; `...` stands
 * for axes that are broadcast
 * @param at which of the operands
 * @returns a tensor of the operand's shape
 */
export function einsumGradient(
  tf: typeof TensorFlow,
  equation: string,
  dy: Tensor,
  operands: readonly Tensor[],
  at: number,
): Tensor {
  const { shape } = operands[at];
  const named = withLetters(tf, equation, dy, operands);
  const { letters } = named.operands[at];
  const others = [named.result, ...named.operands.filter((_, i) => i !== at)];
  const unique = [...new Set(letters)].join('');
  // Axes that nothing else has were summed over: their gradient is the same all along.
  const known = [...unique].filter((letter) => others.some((o) => o.letters.includes(letter)));
  const terms = others.map((other) => other.letters).join(',');
  const gradient = tf.einsum(`${terms}->${known.join('')}`, ...others.map(({ tensor }) => tensor));
  const sizes = new Map(
    [...letters].map((letter, i) => [letter, named.operands[at].tensor.shape[i]]),
  );
  const sizeOf = (letter: string): number => sizes.get(letter) as number;
  const thin = [...unique].map((letter) => (known.includes(letter) ? sizeOf(letter) : 1));
  const whole = [...unique].map(sizeOf);
  const spread = tf.add(tf.reshape(gradient, thin), tf.zeros(whole));
  // A letter that stands twice took a diagonal: elsewhere the gradient is 0.
  const placed = unique === letters ? spread : tf.einsum(`${unique}->${letters}`, spread);
  return tf.reshape(placed, shape);
}

/** Result and operands with a letter for each axis; axes of 1 that are broadcast are left out. */
function withLetters(
  tf: typeof TensorFlow,
  equation: string,
  dy: Tensor,
  operands: readonly Tensor[],
): { result: Lettered; operands: Lettered[] } {
  const [inputs, output] = equation.replace(/\s/g, '').split('->');
  const terms = inputs.split(',');
  const named = (term: string): number => term.replace('...', '').length;
  const free = [...LETTERS].filter((letter) => !equation.includes(letter));
  const broadcast = Math.max(
    0,
    ...terms.map((term, i) => (term.includes('...') ? operands[i].rank - named(term) : 0)),
  );
  const dots = free.slice(0, broadcast).join('');
  const lettered = (tensor: Tensor, term: string): Lettered => {
    const own = dots.slice(dots.length - (tensor.rank - named(term)));
    const all = term.replace('...', own);
    const kept = [...all].flatMap((letter, axis) =>
      own.includes(letter) && term.includes('...') && tensor.shape[axis] === 1 ? [] : [axis],
    );
    return {
      tensor: tf.reshape(
        tensor,
        kept.map((axis) => tensor.shape[axis]),
      ),
      letters: kept.map((axis) => all[axis]).join(''),
    };
  };
  return {
    result: lettered(dy, output),
    operands: operands.map((operand, i) => lettered(operand, terms[i])),
  };
}
