import fc from 'fast-check';
import { readVariable } from './process-environment.ts';

/**
 * fast-check, by whose values every property is tried. GENIE_SEED, where it's set, makes them the same in each run:
 * CI sets it, since a landing is no place to find new faults by chance; by hand each run tries others.
 */
const seed = readVariable('GENIE_SEED');
if (seed !== undefined) fc.configureGlobal({ seed: Number.parseInt(seed, 10) });

export default fc;
