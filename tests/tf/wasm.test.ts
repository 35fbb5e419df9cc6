// The door to TensorFlow.js on WebAssembly. The choice is made on import, so it is stated in a
// module of its own that comes first.
import './choose-wasm';
import assert from 'node:assert/strict';
import test from 'node:test';
import { backend } from '../../src/tf';
import { checkBackend } from './checks';

test('WebAssembly is in use here', () => assert.equal(backend().name, 'wasm'));

checkBackend();
