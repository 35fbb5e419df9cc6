/** `[2,3]`, `(4)`, and lists without brackets: `2,3`; not the 0 of `In[0]`. */
const SHAPES = /(?<!\w|cell )[[(](\d+(?:,\s*\d+)*)[\])]|\b(\d+(?:,\s*\d+)+)\b/g;
const ABOUT_SHAPES = /shape|broadcast|inner dimension|dimensions? (?:must|of)|Matrix size/i;

/** `2,3` and `[2, 3]` of TensorFlow's messages, written in one way. */
function shapesIn(message: string): string[] {
  const lists = [...message.matchAll(SHAPES)].map(([, inBrackets, bare]) => inBrackets ?? bare);
  return lists.map((one) => `[${one.split(/,\s*/).join(', ')}]`);
}

/**
 * What a person can do about an error that a cell met while it ran, for what happens most often.
 */
export function runtimeHint(name: string, message: string): string | undefined {
  if (ABOUT_SHAPES.test(message)) {
    const shapes = shapesIn(message);
    if (shapes.length >= 2 && shapes.some((shape) => shape.includes(',')))
      return (
        `the shapes are ${shapes.slice(0, 2).join(' and ')}; print tensor.shape to see where ` +
        'they come from.'
      );
  }
  if (name === 'TypeError' && /\bPromise\b/.test(message)) {
    return 'a Promise is a value that comes later: write `await` before it.';
  }
  if (name === 'RangeError' && message === 'Maximum call stack size exceeded') {
    return 'a function calls itself without end: which case should end it?';
  }
  if (/Tensor is disposed/.test(message)) {
    return (
      'the tensor was freed: by dispose(), by tf.tidy (return what you keep), or with the cell ' +
      'that made it.'
    );
  }
  return undefined;
}
