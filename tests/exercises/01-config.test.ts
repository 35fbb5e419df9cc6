import { memoryConfig, profiles } from '../../src/config';
import { boundedLinks, halfTheParameters, linksOverMemory } from '../../src/exercises/01-config';
import { provesFair } from './fair';

const halved = profiles.quick({ hiddenSize: 32 });
provesFair('1.1', halfTheParameters, {
  given: [undefined],
  stub: () => profiles.quick({ hiddenSize: 64 }),
  solution: () => halved,
  right: [() => profiles.quick({ hiddenSize: 8, learningRate: 0.01 }), () => ({ ...halved })],
  wrong: [
    () => profiles.tiny(), // another memory
    () => profiles.quick({ hiddenSize: 60 }),
    () => profiles.quick({ inputSize: 1, outputSize: 1 }),
    () => profiles.quick({ hiddenSize: 32, memory: { memorySize: 8 } }),
    () => 32,
  ],
});

provesFair('1.2', linksOverMemory, {
  given: [{ memoryDim: 16 }, { memoryDim: 1 }, { memoryDim: 15 }, { memoryDim: 4096 }],
  stub: () => 1,
  solution: ({ memoryDim }) => memoryDim + 1,
  right: [
    ({ memoryDim }) => Math.floor(memoryDim + 1.5),
    ({ memoryDim }) => {
      let slots = 1;
      while (slots ** 2 <= slots * memoryDim) slots++;
      return slots;
    },
  ],
  wrong: [
    ({ memoryDim }) => memoryDim,
    ({ memoryDim }) => memoryDim + 0.5,
    ({ memoryDim }) => memoryDim + 2,
    ({ memoryDim }) => String(memoryDim + 1),
    () => [17],
  ],
});

const refusal = (slots: number): RangeError => new RangeError(`memorySize: got ${slots}`);
provesFair('1.3', boundedLinks, {
  given: [undefined],
  stub: () => (memorySize: number) => memoryConfig({ memorySize }),
  solution: () => (memorySize: number) => {
    if (memorySize ** 2 * 4 > 64 * 2 ** 20) throw refusal(memorySize);
    return memoryConfig({ memorySize });
  },
  right: [
    () => (memorySize: number) => {
      if (memorySize > Math.sqrt(2 ** 26 / 4)) throw refusal(memorySize);
      return memoryConfig({ memorySize });
    },
    () => (memorySize: number) => {
      const config = memoryConfig({ memorySize: Math.min(memorySize, 4097) });
      if (config.memorySize > 4096) throw new Error('too large: memorySize');
      return config;
    },
  ],
  wrong: [
    () => (memorySize: number) => {
      if (memorySize === 4097) throw refusal(memorySize);
      return memoryConfig({ memorySize });
    },
    () => (memorySize: number) => {
      if (memorySize ** 2 * 4 > 64e6) throw refusal(memorySize);
      return memoryConfig({ memorySize });
    },
    () => (memorySize: number) => {
      if (memorySize > 4096) throw new Error('too large');
      return memoryConfig({ memorySize });
    },
    () => (memorySize: number) => (memorySize > 4096 ? undefined : memoryConfig({ memorySize })),
    () => (memorySize: number) => {
      if (memorySize > 4096) throw refusal(memorySize);
      return { memorySize }; // 0 and 2.5 go through
    },
    () => 4096,
  ],
});
