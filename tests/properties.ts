// fast-check with a fixed seed, so that a run of the tests can be repeated. PROPERTY_SEED=N draws
// other cases.
import fc from 'fast-check';

fc.configureGlobal({ seed: Number(process.env['PROPERTY_SEED'] ?? 1) });

export default fc;
