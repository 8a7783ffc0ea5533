/**
 * Runs before every test file: property tests draw from one seed, so that a red run can be repeated.
 * Another seed: KAA_TEST_SEED=7 npx vitest run
 */
import fc from 'fast-check';

fc.configureGlobal({ seed: Number(process.env.KAA_TEST_SEED ?? 1) });
