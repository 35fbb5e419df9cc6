import { createHash } from 'node:crypto';

/**
 * A whole number in [0, 2^32) that depends on the text alone (FNV-1a over UTF-16 code units). Good
 * for spreading names, not for secrets.
 */
export function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  return hash >>> 0;
}

/** SHA-256 of some bytes or of a text in UTF-8, as 64 hexadecimal digits. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
