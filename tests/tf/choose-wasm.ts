// To be imported before anything that loads TensorFlow.js.
process.env['LAB_TENSORFLOW'] = 'wasm';
