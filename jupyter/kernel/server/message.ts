/**
 * Messages of the Jupyter protocol on ZeroMQ sockets: parsing, checking the signature, composing.
 * https://jupyter-client.readthedocs.io/en/stable/messaging.html#the-wire-protocol
 */
import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';

export const PROTOCOL_VERSION = '5.3';

const DELIMITER = Buffer.from('<IDS|MSG>');
const SESSION = randomUUID();

/** The header of a message. Only the fields that the kernel itself reads have a type. */
export interface Header {
  readonly msg_id: string;
  readonly msg_type: string;
  readonly [field: string]: unknown;
}

export type Content = Readonly<Record<string, unknown>>;

/** A field that holds text; empty where a front end has left it out. */
export function fieldText(field: unknown): string {
  return typeof field === 'string' ? field : '';
}

/** A message that came from a front end. */
export interface Request {
  /** Where an answer on the same socket goes. */
  readonly identities: readonly Buffer[];
  readonly header: Header;
  /** The header of the message that this one answers; empty for requests. */
  readonly parent: Partial<Header>;
  readonly metadata: Content;
  readonly content: Content;
}

/** A message of our own, before it has an id. */
export interface Draft {
  /** The request that it answers; undefined if it belongs to none. */
  readonly parent: Header | undefined;
  readonly type: string;
  /** JSON text. */
  readonly content: string;
  /** JSON text. */
  readonly metadata?: string;
  readonly identities?: readonly Buffer[];
}

export interface Composed {
  readonly id: string;
  readonly frames: readonly (Buffer | string)[];
}

/** The signature of the four parts of a message; empty without a key. */
function sign(key: string, parts: readonly (Buffer | string)[]): string {
  if (key === '') return '';
  const hash = createHmac('sha256', key);
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}

/** Parses the frames of one message. Throws if parts are missing or the signature is wrong. */
export function parse(key: string, frames: readonly Buffer[]): Request {
  const at = frames.findIndex((frame) => frame.equals(DELIMITER));
  if (at < 0 || frames.length < at + 6) {
    const expected = 'expected at least 6 from its delimiter on';
    throw new Error(`A Jupyter message has ${frames.length} frames, ${expected}.`);
  }
  const parts = frames.slice(at + 2, at + 6);
  const expected = Buffer.from(sign(key, parts));
  const found = frames[at + 1];
  if (found.length !== expected.length || !timingSafeEqual(found, expected)) {
    throw new Error('A Jupyter message has a wrong signature.');
  }
  const [header, parent, metadata, content] = parts.map(
    (part) => JSON.parse(part.toString('utf8')) as unknown,
  ) as [Header, Partial<Header>, Content, Content];
  return { identities: frames.slice(0, at), header, parent, metadata, content };
}

/**
 * Halves of characters, which JSON.stringify writes as `\\ud83d`; whole characters it writes as
 * they are.
 */
const HALF_CHARACTER = /(?<!\\)((?:\\\\)*)\\ud[89a-f][0-9a-f]{2}/g;

/** JSON text without halves of characters: a notebook that holds one cannot be saved. */
export function wellFormedJson(json: string): string {
  return json.includes('\\ud') ? json.replace(HALF_CHARACTER, '$1\ufffd') : json;
}

/** Gives a message its header and signature. */
export function compose(key: string, draft: Draft): Composed {
  const id = randomUUID();
  const header = {
    msg_id: id,
    msg_type: draft.type,
    session: SESSION,
    username: 'kernel',
    date: new Date().toISOString(),
    version: PROTOCOL_VERSION,
  };
  const parts = [
    JSON.stringify(header),
    JSON.stringify(draft.parent ?? {}),
    wellFormedJson(draft.metadata ?? '{}'),
    wellFormedJson(draft.content),
  ];
  const identities = draft.identities ?? [];
  return { id, frames: [...identities, DELIMITER, sign(key, parts), ...parts] };
}
