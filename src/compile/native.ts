import { backend, tf } from '../tf';

/** One attribute of an operation, as tfjs-node hands it to TensorFlow. */
export interface OpAttribute {
  readonly name: string;
  readonly type: number;
  readonly value: unknown;
}

/** A tensor on the native side. */
export interface NativeTensor {
  readonly id: number;
  readonly shape: number[];
  readonly dtype: number;
}

/** The part of tfjs-node's C++ binding that is used here. */
export interface Binding {
  createTensor(shape: number[], dtype: number, values: ArrayLike<number>): number;
  deleteTensor(id: number): void;
  tensorDataSync(id: number): unknown;
  executeOp(
    op: string,
    attributes: OpAttribute[],
    inputs: number[],
    outputs: number,
  ): NativeTensor[];
  loadSavedModel(folder: string, tags: string): number;
  deleteSavedModel(session: number): void;
  runSavedModel(
    session: number,
    inputs: number[],
    inputNames: string,
    outputNames: string,
  ): NativeTensor[];
  readonly TF_FLOAT: number;
  readonly TF_INT32: number;
  readonly TF_INT64: number;
  readonly TF_BOOL: number;
  readonly TF_COMPLEX64: number;
  readonly TF_STRING: number;
  readonly TF_ATTR_TYPE: number;
  readonly TF_ATTR_BOOL: number;
  readonly TF_ATTR_FLOAT: number;
  readonly TF_ATTR_INT: number;
  readonly TF_ATTR_STRING: number;
}

/** The part of tfjs-node's backend that is used here. */
export interface NativeBackend {
  binding: Binding;
  /** What each tensor's data is: values not yet handed over, or the number of a native tensor. */
  readonly tensorMap: {
    get(dataId: object): { readonly values: unknown; readonly id: number } | undefined;
  };
  readSync(dataId: object): unknown;
  getInputTensorIds(tensors: readonly tf.Tensor[]): number[];
  createOutputTensor(tensor: NativeTensor): tf.Tensor;
}

/**
 * tfjs-node's backend, or undefined where everything runs on WebAssembly: there is nothing to
 * compile to then.
 */
export const nativeBackend = (): NativeBackend | undefined =>
  backend().name === 'tensorflow' ? (tf.backend() as unknown as NativeBackend) : undefined;

/** A binding in which some functions are others. (Its own properties cannot be replaced.) */
export function bindingWith(real: Binding, replaced: Partial<Binding>): Binding {
  return new Proxy(replaced as Binding, {
    get: (target, key) => Reflect.get(key in target ? target : real, key) as unknown,
  });
}

/** TensorFlow's number of a tensor's type. @throws TypeError for texts */
export function tensorType({ binding }: NativeBackend, { dtype }: tf.Tensor): number {
  const types: Partial<Record<string, number>> = {
    float32: binding.TF_FLOAT,
    int32: binding.TF_INT32,
    bool: binding.TF_BOOL,
    complex64: binding.TF_COMPLEX64,
  };
  const type = types[dtype];
  if (type === undefined)
    throw new TypeError(
      `got a tensor of type ${dtype}, expected float32, int32, bool or complex64: others ` +
        'cannot be compiled',
    );
  return type;
}
