import { interfaceParts, type MemoryController } from '../../controller';
import { shapeSize } from '../../core/numbers';
import type { TrainingState } from '../../compile';

/**
 * What is added to the controls of a DNC at first: strengths of about 5 in place of 0.7, and reads
 * by content in place of a third each way. A look-up that begins blurred reads much the same from
 * everywhere, and learns late where to look.
 */
const START: Readonly<Record<string, readonly number[]>> = {
  readStrengths: [5],
  writeStrengths: [5],
  // backward, forward, content
  readModes: [0, 0, 3],
};

/** The state of a training of a DNC that has not begun, with controls that look up sharply. */
export function sharpStart<State extends TrainingState>(
  controller: MemoryController,
  state: State,
): State {
  const { interfaceBias } = state.tensors;
  const data = interfaceBias.data.slice();
  let at = 0;
  for (const { name, shape } of interfaceParts(controller.config.memory)) {
    const start = START[name] ?? [0];
    const size = shapeSize(shape);
    for (let i = 0; i < size; i++) data[at + i] += start[i % start.length];
    at += size;
  }
  return { ...state, tensors: { ...state.tensors, interfaceBias: { ...interfaceBias, data } } };
}
