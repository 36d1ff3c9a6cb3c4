import { join } from 'node:path';
import { type Check, fail, ok, warn } from '../check.ts';
import type { DoctorDeps } from '../doctor-deps.ts';

const testedMajor = 24;
const gigabyte = 1_000_000_000;
const leastFreeBytes = 0.2 * gigabyte;
const comfortableFreeBytes = 2 * gigabyte;

/** What runs this, and where it keeps its data. */
export function machineChecks({ installation, world }: DoctorDeps): Check[] {
  return [
    {
      id: 'node.version',
      holds: 'Node is the release that the product is made for',
      run() {
        const major = Number(world.nodeVersion.split('.')[0]);
        if (major === testedMajor) return ok(`Node ${world.nodeVersion}.`);
        const sentence = `This is Node ${world.nodeVersion}; the product is made for Node ${testedMajor}.`;
        const mend =
          'Run it as "npm run genie -- doctor", which takes the project\'s own Node, or put node_modules/.bin first in PATH.';
        return major < testedMajor ? fail(sentence, mend) : warn(sentence, mend);
      },
    },
    {
      id: 'disk.space',
      holds: 'there is space for data/: a fault under 0.2 GB, a warning under 2 GB',
      async run() {
        const folder = join(installation.dir, 'data');
        const free = await world.freeBytes(folder);
        if (free === undefined) return warn('Free disk space is unknown.', `Look at ${folder}.`);
        const sentence = `${(free / gigabyte).toFixed(1)} GB are free for data/.`;
        if (free >= comfortableFreeBytes) return ok(sentence);
        const mend = `Free some space on the disk of ${folder}: a full disk stops Directus.`;
        return free < leastFreeBytes ? fail(sentence, mend) : warn(sentence, mend);
      },
    },
  ];
}
