import type { Attribute, NodeDef } from './graph';
import { type AttrValue, proto, type ProtoNode } from './proto';

/** A node as a protocol buffer. */
export function nodeProto({ name, op, inputs, attributes }: NodeDef): ProtoNode {
  const node = new proto.NodeDef();
  node.setOp(op);
  node.setName(name);
  inputs.forEach((input) => node.addInput(input));
  for (const [key, attribute] of Object.entries(attributes))
    node.getAttrMap().set(key, attributeValue(attribute));
  return node;
}

function attributeValue(attribute: Attribute): AttrValue {
  const value = new proto.AttrValue();
  if ('type' in attribute) value.setType(attribute.type);
  else if ('bool' in attribute) value.setB(attribute.bool);
  else if ('float' in attribute) value.setF(attribute.float);
  else if ('int' in attribute) value.setI(attribute.int);
  else if ('text' in attribute) value.setS(textBytes(attribute.text));
  else if ('shape' in attribute) value.setShape(shapeProto(attribute.shape));
  else if ('tensor' in attribute) value.setTensor(tensorProto(attribute.tensor));
  else {
    const list = new proto.AttrValue.ListValue();
    if ('texts' in attribute) list.setSList(attribute.texts.map(textBytes));
    else list.setIList([...attribute.ints]);
    value.setList(list);
  }
  return value;
}

const textBytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));

function tensorProto({
  dtype,
  shape,
  bytes,
}: {
  dtype: number;
  shape: readonly number[];
  bytes: Uint8Array;
}): object {
  const tensor = new proto.Tensor();
  tensor.setDtype(dtype);
  tensor.setTensorShape(shapeProto(shape));
  tensor.setTensorContent(bytes);
  return tensor;
}

function shapeProto(shape: readonly number[]): object {
  const message = new proto.TensorShape();
  for (const size of shape) {
    const dim = new proto.TensorShape.Dim();
    dim.setSize(size);
    message.addDim(dim);
  }
  return message;
}
