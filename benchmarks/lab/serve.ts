import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { errorMessage } from '../../src/core/text';
import type { BenchOrder } from './protocol';

/**
 * Answers orders as a contestant in a process of its own, until standard input ends: JSON lines in
 * on standard input, out on file descriptor 3. An error of `answer` is an answer, too.
 */
export async function serve(
  versions: Readonly<Record<string, string>>,
  answer: (order: BenchOrder) => object | Promise<object>,
): Promise<void> {
  write({ versions });
  for await (const line of createInterface({ input: process.stdin })) {
    try {
      write(await answer(JSON.parse(line) as BenchOrder));
    } catch (error) {
      write({ error: errorMessage(error) });
    }
  }
}

function write(message: object): void {
  writeSync(3, `${JSON.stringify(message)}\n`);
}

/** The error for an order that comes too early, or is meant for another contestant. */
export function cannot(order: BenchOrder): Error {
  return new Error(`cannot ${order.do} now`);
}
