import fs from 'node:fs';
import path from 'node:path';
import { temporaryFolder } from '../core/temporaryFolder';
import { errorMessage, onOneLine } from '../core/text';
import type { tf } from '../tf';
import { currentCallSite, errorAt, inBrackets, type CallSite } from './callSite';
import { reportGraph } from './choosePasses';
import type { Graph } from './graph';
import type { NativeBackend } from './native';

/**
 * A graph that TensorFlow has loaded. It keeps the values of the graph's variables until it is
 * disposed.
 */
export class Session {
  private id: number | undefined;
  private readonly operations: ReadonlyMap<string, string>;

  /**
   * @throws Error naming the operation and the line that made it, if TensorFlow refuses the graph
   */
  constructor(
    private readonly backend: NativeBackend,
    graph: Graph,
  ) {
    reportGraph(graph.nodes);
    this.operations = new Map(graph.nodes.map(({ name, op }) => [name, op]));
    const folder = temporaryFolder('neural-memory-graph');
    try {
      fs.writeFileSync(path.join(folder, 'saved_model.pb'), graph.serialize());
      this.id = backend.binding.loadSavedModel(folder, 'serve');
    } catch (error) {
      throw this.explain(error, 'the compiled function cannot be loaded as a graph', graph.locate);
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  }

  /**
   * A call that runs what the wanted outputs need.
   * @param inputs names of the placeholders that are fed
   * @param outputs names of nodes
   * @returns a function from the values of the inputs to a tensor an output, in order, which the
   * caller disposes; it throws an Error naming the operation that failed
   */
  call(
    inputs: readonly string[],
    outputs: readonly string[],
  ): (values: readonly tf.Tensor[]) => tf.Tensor[] {
    const joined = (names: readonly string[]): string =>
      names.map((name) => (name.includes(':') ? name : `${name}:0`)).join();
    const [from, to] = [joined(inputs), joined(outputs)];
    return (values) => {
      if (this.id === undefined)
        throw new Error('this compiled function was disposed and cannot be called any more');
      const ids = this.backend.getInputTensorIds(values);
      try {
        return this.backend.binding
          .runSavedModel(this.id, ids, from, to)
          .map((result) => this.backend.createOutputTensor(result));
      } catch (error) {
        throw this.explain(error, 'the compiled function failed');
      }
    };
  }

  /** Frees the graph and its variables. */
  dispose(): void {
    if (this.id !== undefined) this.backend.binding.deleteSavedModel(this.id);
    this.id = undefined;
  }

  /** TensorFlow's error with the operation in place of its node's name. */
  private explain(
    error: unknown,
    what: string,
    locate?: (node: string) => CallSite | undefined,
  ): Error {
    const message = onOneLine(errorMessage(error)).trim();
    const node = [...message.matchAll(/\{\{node ([\w]+)\}\}|[Nn]ode '?([ns]\d+)\b/g)]
      .map((found) => found[1] ?? found[2])
      .find((name) => this.operations.has(name));
    if (node === undefined) return new Error(`${what}: ${message}`);
    const place = locate?.(node);
    return errorAt(
      `${what} at its operation ${this.operations.get(node) as string}${inBrackets(place)}: ` +
        `${message}`,
      place ?? currentCallSite(),
    );
  }
}
