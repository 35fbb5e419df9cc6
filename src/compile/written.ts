import { sum } from '../core/numbers';
import type { OperationCall } from './profile';

/** The calls that write one kind of thing. */
export interface WrittenPart {
  readonly calls: number;
  /** The numbers that they wrote, together. */
  readonly written: number;
}

/**
 * Who writes how much: the calls of a profile, divided by what they write. A call belongs to the
 * first part whose test holds for it, and to `all else` where none does.
 * @param parts a test a part, by its name
 * @example writtenBy(profile.calls, { matrices: ({ shape }) => shape.length === 2 })
 */
export function writtenBy<Name extends string>(
  calls: readonly OperationCall[],
  parts: Readonly<Record<Name, (call: OperationCall) => boolean>>,
): Record<Name | 'all else', WrittenPart> {
  const names = Object.keys(parts) as Name[];
  const groups = new Map<Name | 'all else', OperationCall[]>();
  for (const name of [...names, 'all else' as const]) groups.set(name, []);
  for (const call of calls.filter(({ written }) => written > 0)) {
    const name = names.find((candidate) => parts[candidate](call)) ?? 'all else';
    groups.get(name)!.push(call);
  }
  const counted = [...groups].map(([name, group]) => [
    name,
    { calls: group.length, written: sum(group.map(({ written }) => written)) },
  ]);
  return Object.fromEntries(counted) as Record<Name | 'all else', WrittenPart>;
}

/**
 * Whether a tensor holds a number for each pair of slots, `[…, N, N]` with at least one axis before
 * them.
 * @param slots N
 */
export function isPairTensor(shape: readonly number[], slots: number): boolean {
  return shape.length > 2 && shape.slice(-2).every((size) => size === slots);
}

/** The calls that write a tensor of pairs of slots: each is a pass over the largest tensors. */
export function passesIn(calls: readonly OperationCall[], slots: number): OperationCall[] {
  return calls.filter(({ shape, written }) => written > 0 && isPairTensor(shape, slots));
}
