// The door to TensorFlow.js on WebAssembly. The choice is made on import, so it is stated before.
process.env['LAB_TENSORFLOW'] = 'wasm';
import assert from 'node:assert/strict';
import test from 'node:test';
import { backend } from '../src/tf';
import { checkBackend } from './tf-checks';

test('WebAssembly is in use here', () => assert.equal(backend().name, 'wasm'));

checkBackend();
