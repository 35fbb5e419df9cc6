import { tf } from '../tf';
import { OperationReached } from './callSite';
import { Graph } from './graph';
import { type NativeBackend, tensorType } from './native';
import { Recorder } from './recorder';
import { freeingTape } from './tape';

/** How an input of the traced function enters the graph: adds a node and gives back its name. */
export type InputNode = (graph: Graph, input: tf.Tensor, index: number) => string;

/**
 * Runs a function once and writes down every TensorFlow operation it causes. The graph then
 * computes the same for other values of the inputs. Tensors from outside that the function uses
 * become constants.
 * @param inputs examples: only their shapes and types matter
 * @returns the names of the nodes of the function's results
 * @throws Error naming operation and line if the function reads values that depend on the inputs,
 * draws random numbers, uses a `tf.Variable` from outside, or calls an operation that no graph can
 * hold
 */
export function trace(
  backend: NativeBackend,
  graph: Graph,
  inputs: readonly tf.Tensor[],
  inputNode: InputNode,
  fn: (inputs: tf.Tensor[]) => readonly tf.Tensor[],
): string[] {
  const run = (
    into: Graph,
    enter: InputNode,
    watched?: number,
  ): { recorder: Recorder; results: readonly string[] } => {
    const recorder = new Recorder(backend, into, watched);
    const results: string[] = [];
    freeingTape(() =>
      tf.tidy(() => {
        // Each input gets a tensor of its own: two that share memory would be one to the recorder.
        const examples = inputs.map((input) => copy(backend, input));
        backend
          .getInputTensorIds(examples)
          .forEach((id, i) =>
            recorder.input(id, enter(into, examples[i], i), tensorType(backend, examples[i])),
          );
        results.push(...recorder.record(() => fn(examples)));
      }),
    );
    return { recorder, results };
  };
  const { recorder, results } = run(graph, inputNode);
  // The line of an operation is asked for only if TensorFlow refuses it: the function runs once
  // more then, up to that operation.
  graph.locate = (node) => {
    const index = recorder.indexOf(node);
    if (index === undefined) return undefined;
    try {
      run(
        new Graph(backend.binding),
        (into, input) => into.placeholder(input.shape, tensorType(backend, input)),
        index,
      );
    } catch (error) {
      if (error instanceof OperationReached) return error.place;
    }
    return undefined;
  };
  return [...results];
}

/** The same values in native memory of their own. */
function copy(backend: NativeBackend, x: tf.Tensor): tf.Tensor {
  const T = { name: 'T', type: backend.binding.TF_ATTR_TYPE, value: tensorType(backend, x) };
  const [result] = backend.binding.executeOp('Identity', [T], backend.getInputTensorIds([x]), 1);
  return backend.createOutputTensor(result);
}
