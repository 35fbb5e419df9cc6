'use strict';
// Messages of the Jupyter protocol 5.3 on ZeroMQ sockets: parsing, signing, answering.
// https://jupyter-client.readthedocs.io/en/stable/messaging.html#the-wire-protocol
const { createHmac, randomUUID, timingSafeEqual } = require('crypto');

const DELIMITER = Buffer.from('<IDS|MSG>');
const SESSION = randomUUID();

const sign = (key, parts) => {
  if (!key) return '';
  const hash = createHmac('sha256', key);
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
};

/** Parses the frames of one message; throws if the signature is not right. */
exports.parse = (key, frames) => {
  const at = frames.findIndex((frame) => frame.equals(DELIMITER));
  if (at < 0 || frames.length < at + 6) throw new Error(`a Jupyter message has ${frames.length} frames, expected at least 6 after its delimiter`);
  const parts = frames.slice(at + 2, at + 6);
  const expected = Buffer.from(sign(key, parts));
  const given = frames[at + 1];
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw new Error('a Jupyter message has a wrong signature');
  const [header, , metadata, content] = parts.map((part) => JSON.parse(part.toString('utf8')));
  return { identities: frames.slice(0, at), header, metadata, content };
};

/** The frames of a message of our own that answers `parent` (undefined: it belongs to no request). */
exports.answer = (key, parent, type, content, identities = []) => {
  const header = {
    msg_id: randomUUID(), msg_type: type, session: SESSION, username: 'kernel', date: new Date().toISOString(), version: '5.3',
  };
  const parts = [header, parent?.header ?? {}, {}, content].map((part) => Buffer.from(JSON.stringify(part)));
  return [...identities, DELIMITER, sign(key, parts), ...parts];
};
