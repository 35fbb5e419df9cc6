import { createRequire } from 'node:module';

/**
 * The protocol buffers that come with tfjs-node (dist/proto/api_pb.js has no types of its own), as
 * far as a graph needs them.
 */
export interface AttrValue {
  setType(type: number): void;
  setB(value: boolean): void;
  setF(value: number): void;
  setI(value: number): void;
  setS(value: Uint8Array): void;
  setShape(shape: object): void;
  setTensor(tensor: object): void;
  setList(list: object): void;
}
export interface ProtoNode {
  getOp(): string;
  getName(): string;
  setOp(op: string): void;
  setName(name: string): void;
  addInput(name: string): void;
  getAttrMap(): { set(key: string, value: AttrValue): void };
}
interface Proto {
  NodeDef: new () => ProtoNode;
  AttrValue: (new () => AttrValue) & {
    ListValue: new () => { setIList(values: number[]): void; setSList(values: Uint8Array[]): void };
  };
  Tensor: new () => {
    setDtype(dtype: number): void;
    setTensorShape(shape: object): void;
    setTensorContent(bytes: Uint8Array): void;
  };
  TensorShape: (new () => { addDim(dim: object): void }) & {
    Dim: new () => { setSize(size: number): void };
  };
  GraphDef: new () => { addNode(node: ProtoNode): void; setVersions(versions: object): void };
  VersionDef: new () => { setProducer(version: number): void };
  MetaGraphDef: (new () => {
    setMetaInfoDef(info: object): void;
    setGraphDef(graph: object): void;
  }) & { MetaInfoDef: new () => { addTags(tag: string): void } };
  SavedModel: new () => {
    setSavedModelSchemaVersion(version: number): void;
    addMetaGraphs(graph: object): void;
    serializeBinary(): Uint8Array;
  };
}

let loaded: Proto | undefined;

/** Loaded on first use: on WebAssembly tfjs-node may be absent. */
export const proto: Proto = new Proxy({} as Proto, {
  get: (_, name) => {
    loaded ??= createRequire(__filename)('@tensorflow/tfjs-node/dist/proto/api_pb') as Proto;
    return loaded[name as keyof Proto];
  },
});
