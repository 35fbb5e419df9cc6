/** How much memory a message of the main thread takes until the server thread has looked at it. */
import { SharedField } from './shared';
import type { Marked, ToThread } from './wire';

/** Thousands of characters that may be under way before the main thread waits. */
const LIMIT = 32_000;
/** Milliseconds between two reads while it waits. */
const POLL = 50;

/** In thousands of characters, at least 1. */
export function messageSize(message: Marked<ToThread>): number {
  let length = 0;
  if (message.kind === 'text') length = message.text.length;
  if (message.kind === 'publish') length = message.content.length;
  return 1 + Math.floor(length / 1000);
}

/** Holds the main thread back while too much is under way: a flood must not fill the memory. */
export function waitForRoom(shared: Int32Array, message: Marked<ToThread>): void {
  for (let size = Atomics.load(shared, SharedField.PENDING); size > LIMIT;) {
    Atomics.wait(shared, SharedField.PENDING, size, POLL);
    size = Atomics.load(shared, SharedField.PENDING);
  }
  Atomics.add(shared, SharedField.PENDING, messageSize(message));
}
