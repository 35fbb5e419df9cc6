import { shapeSize } from '../core/numbers';
import { tf } from '../tf';
import { whileTracing } from '../tf/tracing';
import { attributesOf } from './attributes';
import { currentCallSite, OperationReached } from './callSite';
import type { Attribute, Graph } from './graph';
import { guard, type Guarded, untraceable, refuseOperation } from './guards';
import {
  type Binding,
  bindingWith,
  type NativeBackend,
  type NativeTensor,
  type OpAttribute,
  tensorType,
} from './native';

/** Operations whose result depends on the shape of the input alone: shapes are fixed in a graph. */
const SHAPE_ALONE = /^(ZerosLike|OnesLike|Shape|Size|Rank)$/;

/** Numbers of a result that is kept as a constant, at most. */
const LARGEST_FOLDED = 65_536;

/**
 * Stands in for tfjs-node's binding while a function runs, and writes every operation into a graph.
 */
export class Recorder implements Guarded {
  private readonly names = new Map<number, string>();
  private readonly types = new Map<number, number>();
  private readonly varying = new Set<number>();
  private readonly computed = new Map<string, string>();
  private readonly outside = new Map<number, tf.Tensor>();
  /** Results that no input changes: each becomes a constant when something else needs it. */
  private readonly folded = new Map<number, NativeTensor>();
  private readonly released: number[] = [];
  /** Which of the operations, counted as they come, made a node first. */
  private readonly indices = new Map<string, number>();
  private count = 0;
  private readonly real: Binding;
  private refused: Error | undefined;

  /** @param watched the number of an operation to stop at, with the place that calls it */
  constructor(
    private readonly backend: NativeBackend,
    private readonly graph: Graph,
    private readonly watched?: number,
  ) {
    this.real = backend.binding;
  }

  /** Says which node and type stand for an input of the function. */
  input(id: number, node: string, type: number): void {
    this.names.set(id, node);
    this.types.set(id, type);
    this.varying.add(id);
  }

  /** The number of the operation that made a node. */
  indexOf(node: string): number | undefined {
    return this.indices.get(node);
  }

  varies(id: number): boolean {
    return this.varying.has(id);
  }

  refuse(what: string, advice: string): Error {
    const error = untraceable(what, advice);
    this.refused ??= error;
    return error;
  }

  /**
   * Runs the function with this recorder in place of the binding.
   * @returns the nodes of its results
   */
  record(fn: () => readonly tf.Tensor[]): string[] {
    const { backend, real } = this;
    const inputIds = backend.getInputTensorIds.bind(backend);
    const unguard = guard(backend, this);
    backend.binding = this.binding();
    backend.getInputTensorIds = (tensors) => {
      const variable = tensors.find((tensor) => isVariable(tensor));
      if (variable)
        throw this.refuse(
          `uses a variable of shape [${variable.shape.join()}] from outside`,
          ', whose later values it would never see: pass it as an argument',
        );
      const ids = inputIds(tensors);
      ids.forEach((id, i) => {
        if (!this.names.has(id)) this.outside.set(id, tensors[i]);
      });
      return ids;
    };
    try {
      const results = whileTracing(fn);
      if (this.refused) throw this.refused; // the function caught it
      return backend.getInputTensorIds(results).map((id) => this.nodeOf(id));
    } catch (error) {
      throw this.refused ?? error;
    } finally {
      Reflect.deleteProperty(backend, 'getInputTensorIds');
      backend.binding = real;
      unguard();
      this.released.forEach((id) => real.deleteTensor(id));
    }
  }

  /** Every operation runs, and is written down. */
  private binding(): Binding {
    const { real } = this;
    return bindingWith(real, {
      createTensor: (shape, dtype, values) => {
        const name = this.constant(shape, dtype, values);
        const id = real.createTensor(shape, dtype, values);
        this.names.set(id, name);
        this.types.set(id, dtype);
        return id;
      },
      executeOp: (op, attributes, inputs, outputs) =>
        this.executeOp(op, attributes, inputs, outputs),
      // numbers must not be given out twice while recording
      deleteTensor: (id) => void this.released.push(id),
      runSavedModel: () => {
        throw this.refuse('runs a graph', ': that cannot be part of another graph');
      },
    });
  }

  private executeOp(
    op: string,
    attributes: OpAttribute[],
    inputs: number[],
    outputs: number,
  ): NativeTensor[] {
    if (this.count++ === this.watched) throw new OperationReached(currentCallSite());
    const varies = !SHAPE_ALONE.test(op) && inputs.some((id) => this.varying.has(id));
    const isPadded = attributes.some(
      ({ name, value }) => name === 'pad_to_max_output_size' && value === true,
    );
    const refused = refuseOperation(op, isPadded, varies, this);
    if (refused) throw refused;
    if (!varies) {
      const known = this.fold(op, attributes, inputs, outputs);
      if (known) return known;
    }
    const sources = inputs.map((id) => this.nodeOf(id));
    // may throw: before there are results to free
    const written = this.attributes(op, attributes, inputs);
    const results = this.real.executeOp(op, attributes, inputs, outputs);
    const node =
      op === 'Identity' ? sources[0] : this.once(op, sources, written, results[0]?.shape);
    if (!this.indices.has(node)) this.indices.set(node, this.count - 1);
    results.forEach(({ id, dtype, shape }, i) => {
      if (shape.includes(0)) this.graph.holdsEmpty = true;
      this.types.set(id, dtype);
      this.names.set(id, i === 0 ? node : `${node}:${i}`);
      if (varies) this.varying.add(id);
    });
    return results;
  }

  /**
   * Runs an operation whose inputs are the same in every call: its results are constants of the
   * graph.
   * @returns undefined where they are too large for that, or of a type that no constant has
   */
  private fold(
    op: string,
    attributes: OpAttribute[],
    inputs: number[],
    outputs: number,
  ): NativeTensor[] | undefined {
    const results = this.real.executeOp(op, attributes, inputs, outputs);
    const fits = results.every(
      ({ shape, dtype }) => shapeSize(shape) <= LARGEST_FOLDED && this.graph.canHold(dtype),
    );
    if (!fits) {
      results.forEach(({ id }) => this.released.push(id));
      return undefined;
    }
    results.forEach((result) => this.folded.set(result.id, result));
    return results;
  }

  /**
   * The node of an operation; the same operation on the same inputs is one node, since all of them
   * are pure.
   */
  private once(
    op: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>>,
    shape?: readonly number[],
  ): string {
    const key = JSON.stringify([op, inputs, attributes], withInfinity);
    const known = this.computed.get(key);
    if (known !== undefined) return known;
    const node = this.graph.node(op, inputs, attributes, shape);
    this.computed.set(key, node);
    return node;
  }

  /** The node that stands for a tensor; one from outside becomes a constant. */
  private nodeOf(id: number): string {
    const known = this.names.get(id);
    if (known !== undefined) return known;
    const folded = this.folded.get(id);
    if (folded) return this.constantOf(id, folded.shape, folded.dtype);
    const tensor = this.outside.get(id);
    if (!tensor)
      throw new Error(
        `the compiled function uses a native tensor (number ${id}) that it did not get from ` +
          'TensorFlow.js',
      );
    return this.constantOf(id, tensor.shape, tensorType(this.backend, tensor));
  }

  /** A constant with the values that a native tensor has. */
  private constantOf(id: number, shape: readonly number[], dtype: number): string {
    const values = this.real.tensorDataSync(id) as ArrayLike<number>;
    const name = this.constant(shape, dtype, values);
    this.types.set(id, dtype);
    this.names.set(id, name);
    return name;
  }

  private constant(shape: readonly number[], dtype: number, values: ArrayLike<number>): string {
    if (this.graph.canHold(dtype)) return this.graph.constant(shape, dtype, values);
    throw this.refuse(
      dtype === this.real.TF_STRING ? 'uses texts' : `uses a constant of TensorFlow type ${dtype}`,
      ': constants of float32, int32 and bool can be compiled',
    );
  }

  private attributes(
    op: string,
    attributes: readonly OpAttribute[],
    inputs: readonly number[],
  ): Record<string, Attribute> {
    const types = inputs.map((id) => this.types.get(id));
    const found = attributesOf(this.real, op, attributes, types);
    if (typeof found === 'string')
      throw this.refuse(
        `uses the operation ${op}`,
        `: its attribute ${found} is of a kind that cannot be compiled`,
      );
    return found;
  }
}

const isVariable = (tensor: tf.Tensor): boolean => tensor instanceof tf.Variable;

/** For JSON.stringify: JSON has no infinity, and no NaN. */
function withInfinity(_key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}
