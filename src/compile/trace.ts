import { tf } from '../tf';
import { whileTracing } from '../tf/tracing';
import { type Attribute, Graph } from './graph';
import type { Binding, NativeBackend, NativeTensor, OpAttribute } from './native';

/** How an input of the traced function enters the graph: adds a node and gives back its name. */
export type InputNode = (graph: Graph, input: tf.Tensor, index: number) => string;

/**
 * Runs a function once and writes down every TensorFlow operation it causes. The graph then computes the same for other values of the inputs.
 * Tensors from outside that the function uses become constants.
 * @param inputs examples: only their shapes and types matter
 * @returns the names of the nodes of the function's results
 * @throws Error if the function reads values, draws random numbers, or uses a `tf.Variable` from outside: the graph could not follow these
 */
export function trace(backend: NativeBackend, graph: Graph, inputs: readonly tf.Tensor[], inputNode: InputNode, fn: (inputs: tf.Tensor[]) => readonly tf.Tensor[]): string[] {
  return tf.tidy(() => {
    const recorder = new Recorder(backend, graph);
    // Each input gets a tensor of its own: two that share memory would be one to the recorder.
    const examples = inputs.map((input) => copy(backend, input));
    backend.getInputTensorIds(examples).forEach((id, i) => recorder.name(id, inputNode(graph, examples[i] as tf.Tensor, i)));
    return recorder.record(() => fn(examples));
  });
}

/** The same values in native memory of their own. */
function copy(backend: NativeBackend, x: tf.Tensor): tf.Tensor {
  const { TF_ATTR_TYPE, TF_FLOAT, TF_INT32, TF_BOOL } = backend.binding;
  const value = x.dtype === 'int32' ? TF_INT32 : x.dtype === 'bool' ? TF_BOOL : TF_FLOAT;
  const [result] = backend.binding.executeOp('Identity', [{ name: 'T', type: TF_ATTR_TYPE, value }], backend.getInputTensorIds([x]), 1);
  return backend.createOutputTensor(result as NativeTensor);
}

class Recorder {
  private readonly names = new Map<number, string>();
  private readonly types = new Map<number, number>();
  private readonly outside = new Map<number, tf.Tensor>();
  private readonly released: number[] = [];
  private readonly real: Binding;

  constructor(private readonly backend: NativeBackend, private readonly graph: Graph) {
    this.real = backend.binding;
  }

  name(id: number, node: string): void {
    this.names.set(id, node);
  }

  /** Runs the function with this recorder in place of the binding. */
  record(fn: () => readonly tf.Tensor[]): string[] {
    const { backend, real } = this;
    const inputIds = backend.getInputTensorIds.bind(backend);
    const random = Math.random;
    backend.binding = this.binding();
    backend.getInputTensorIds = (tensors) => {
      const variable = tensors.find((tensor) => tensor instanceof tf.Variable);
      if (variable) throw new Error(`the compiled function uses a variable of shape [${variable.shape.join()}] from outside, whose later values it would never see: pass it as an argument`);
      const ids = inputIds(tensors);
      ids.forEach((id, i) => { if (!this.names.has(id)) this.outside.set(id, tensors[i] as tf.Tensor); });
      return ids;
    };
    Math.random = () => { throw new Error('the compiled function draws random numbers, which would be the same in every call: draw them outside and pass them as an argument'); };
    try {
      const results = whileTracing(fn);
      return backend.getInputTensorIds(results).map((id) => this.nodeOf(id));
    } finally {
      Math.random = random;
      backend.getInputTensorIds = inputIds;
      backend.binding = real;
      this.released.forEach((id) => real.deleteTensor(id));
    }
  }

  /** A stand-in for the binding: every operation runs, and is written down. (The real one's properties cannot be replaced.) */
  private binding(): Binding {
    const { real } = this;
    const own: Partial<Binding> = {
      createTensor: (shape, dtype, values) => {
        const id = real.createTensor(shape, dtype, values);
        this.types.set(id, dtype);
        this.names.set(id, this.graph.constant(shape, dtype, values));
        return id;
      },
      executeOp: (op, attributes, inputs, outputs) => this.executeOp(op, attributes, inputs, outputs),
      deleteTensor: (id) => void this.released.push(id), // numbers must not be given out twice while recording
      tensorDataSync: () => { throw new Error('the compiled function reads the values of a tensor (dataSync, arraySync, print): while it is traced they are examples only. Return the tensor and read it outside'); },
      runSavedModel: () => { throw new Error('a graph cannot be run inside a compiled function'); },
    };
    return new Proxy(own as Binding, { get: (target, key) => Reflect.get(key in target ? target : real, key) as unknown });
  }

  private executeOp(op: string, attributes: OpAttribute[], inputs: number[], outputs: number): NativeTensor[] {
    const results = this.real.executeOp(op, attributes, inputs, outputs);
    const node = this.graph.node(op, inputs.map((id) => this.nodeOf(id)), this.attributes(op, attributes, inputs));
    results.forEach(({ id, dtype }, i) => {
      this.types.set(id, dtype);
      this.names.set(id, i === 0 ? node : `${node}:${i}`);
    });
    return results;
  }

  /** The node that stands for a tensor; one from outside becomes a constant. */
  private nodeOf(id: number): string {
    const known = this.names.get(id);
    if (known !== undefined) return known;
    const tensor = this.outside.get(id);
    if (!tensor) throw new Error(`the compiled function uses a native tensor (number ${id}) that it did not get from TensorFlow.js`);
    const dtype = this.typeOf(tensor);
    const name = this.graph.constant(tensor.shape, dtype, this.real.tensorDataSync(id) as ArrayLike<number>);
    this.types.set(id, dtype);
    this.names.set(id, name);
    return name;
  }

  private typeOf({ dtype }: tf.Tensor): number {
    const { TF_FLOAT, TF_INT32, TF_BOOL } = this.real;
    return dtype === 'int32' ? TF_INT32 : dtype === 'bool' ? TF_BOOL : TF_FLOAT;
  }

  private attributes(op: string, given: readonly OpAttribute[], inputs: readonly number[]): Record<string, Attribute> {
    const present = given.filter(({ value }) => value !== null && value !== undefined);
    const written = Object.fromEntries(present.map((attribute) => [attribute.name, this.attribute(op, attribute)]));
    if (written['T'] || WITHOUT_T.has(op)) return written;
    // Run op by op, TensorFlow works out the data type from the first tensor that has it; a graph must say it.
    return { ...written, T: { type: this.types.get(inputs[op === 'Split' ? 1 : 0] as number) ?? this.real.TF_FLOAT } };
  }

  private attribute(op: string, { name, type, value }: OpAttribute): Attribute {
    const { TF_ATTR_TYPE, TF_ATTR_BOOL, TF_ATTR_FLOAT, TF_ATTR_INT, TF_ATTR_STRING } = this.real;
    if (type === TF_ATTR_TYPE) return { type: value as number };
    if (type === TF_ATTR_BOOL) return { bool: value as boolean };
    if (type === TF_ATTR_FLOAT && typeof value === 'number') return { float: value };
    if (type === TF_ATTR_INT) return Array.isArray(value) ? { ints: value as number[] } : { int: value as number };
    if (type === TF_ATTR_STRING) return { text: value as string };
    throw new Error(`the operation ${op} cannot be compiled: its attribute ${name} is of a kind (${type}) that is not supported`);
  }
}

/** Operations whose definition has no attribute T. */
const WITHOUT_T = new Set(['Cast', 'Where', 'LogicalAnd', 'LogicalOr', 'LogicalNot', 'Range', 'LinSpace', 'Any', 'All', 'GatherV2', 'Gather']);
