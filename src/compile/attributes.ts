import type { Attribute } from './graph';
import type { Binding, OpAttribute } from './native';

/**
 * The attributes of an operation as a graph needs them.
 * @param types of its inputs, where they are known
 * @returns the name of the first attribute of a kind that is not supported, if there is one
 */
export function attributesOf(
  binding: Binding,
  op: string,
  given: readonly OpAttribute[],
  types: readonly (number | undefined)[],
): Record<string, Attribute> | string {
  const written: Record<string, Attribute> = {};
  for (const attribute of given.filter(({ value }) => value !== null && value !== undefined)) {
    const found = attributeOf(binding, attribute);
    if (!found) return attribute.name;
    written[attribute.name] = found;
  }
  if (written['T'] || WITHOUT_T.has(op)) return written;
  // Run op by op, TensorFlow works out the data type from the first tensor that has it; a graph
  // must say it.
  return { ...written, T: { type: types[op === 'Split' ? 1 : 0] ?? binding.TF_FLOAT } };
}

function attributeOf(
  { TF_ATTR_TYPE, TF_ATTR_BOOL, TF_ATTR_FLOAT, TF_ATTR_INT, TF_ATTR_STRING }: Binding,
  { type, value }: OpAttribute,
): Attribute | undefined {
  if (type === TF_ATTR_TYPE) return { type: value as number };
  if (type === TF_ATTR_BOOL) return { bool: value as boolean };
  if (type === TF_ATTR_FLOAT && typeof value === 'number') return { float: value };
  if (type === TF_ATTR_INT)
    return Array.isArray(value) ? { ints: value as number[] } : { int: value as number };
  if (type === TF_ATTR_STRING && typeof value === 'string') return { text: value };
  return undefined;
}

/** Operations whose definition has no attribute T. */
const WITHOUT_T = new Set([
  'Cast',
  'Where',
  'LogicalAnd',
  'LogicalOr',
  'LogicalNot',
  'Range',
  'LinSpace',
  'Any',
  'All',
  'GatherV2',
  'Gather',
  'IFFT',
  'FFT',
  'GatherNd',
]);
