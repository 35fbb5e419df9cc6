// A checkpoint file with another header, its checksum made anew: what no damage of bytes can make.
import { sha256 } from '../../src/core/hash';

/** The header of a safetensors file. */
export function headerOf(file: Buffer): unknown {
  return JSON.parse(file.toString('utf8', 8, 8 + Number(file.readBigUInt64LE())));
}

/** The numbers of a safetensors file. */
export function numbersOf(file: Buffer): Buffer {
  return file.subarray(8 + Number(file.readBigUInt64LE()));
}

/** A file of a header and numbers, with the checksum that belongs to it. */
export function resigned(header: unknown, numbers: Buffer): Buffer {
  const place = /"sha256":"[0-9a-f]{64}"/;
  const none = `"sha256":"${'0'.repeat(64)}"`;
  const json = Buffer.from(JSON.stringify(header).replace(place, none));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  const file = Buffer.concat([length, json, numbers]);
  const at = file.indexOf(none);
  if (at >= 0) file.write(`"sha256":"${sha256(file)}"`, at);
  return file;
}
