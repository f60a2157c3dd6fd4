import fc from 'fast-check';

/**
 * Before each test file: the properties that name no seed of their own are tried on the same cases in every run, so that
 * one that is hard to break does not stop a change that has nothing to do with it. `PROPERTY_SEED=N` tries others, and
 * `npm run proof -- properties` many; a failure names its seed and the path to its smallest case.
 */
const SEED = 20_261_129;

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(process.env.PROPERTY_SEED ?? SEED) });
