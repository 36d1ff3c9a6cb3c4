import { join } from 'node:path';
import { failureCodeOf } from '@genie-helper/directus-client';
import { CliError } from '../../../installation/cli-error.ts';
import { addressOf, isDirectusOurs } from '../../../installation/installation.ts';
import { apiUrl, askApi } from '../../up/api-address.ts';
import { isDataLocked } from '../../up/data-lock.ts';
import { checkPort, type Place } from '../../up/ports.ts';
import { ask } from '../ask.ts';
import { type Check, type DoctorDeps, type Finding, fail, notInUse, ok, warn } from '../check.ts';

const testedMajor = 24;
const gigabyte = 1_000_000_000;
const leastFreeBytes = 0.2 * gigabyte;
const comfortableFreeBytes = 2 * gigabyte;

/** What runs this, and where it keeps its data. */
export function machineChecks({ installation, context }: DoctorDeps): Check[] {
  return [
    {
      id: 'node.version',
      holds: 'Node is the release that the product is made for',
      run() {
        const major = Number(context.nodeVersion.split('.')[0]);
        if (major === testedMajor) return ok(`Node ${context.nodeVersion}.`);
        const message = `This is Node ${context.nodeVersion}; the product is made for Node ${testedMajor}.`;
        const fix =
          'Run it as "npm run genie -- doctor", which takes the project\'s own Node, or put node_modules/.bin first in PATH.';
        return major < testedMajor ? fail(message, fix) : warn(message, fix);
      },
    },
    {
      id: 'disk.space',
      holds: 'there is space for data/: a fault under 0.2 GB, a warning under 2 GB',
      async run() {
        const folder = join(installation.dir, 'data');
        const free = await context.freeBytes(folder);
        if (free === undefined) return warn('Free disk space is unknown.', `Look at ${folder}.`);
        const message = `${(free / gigabyte).toFixed(1)} GB are free for data/.`;
        if (free >= comfortableFreeBytes) return ok(message);
        const fix = `Free some space on the disk of ${folder}: a full disk stops Directus.`;
        return free < leastFreeBytes ? fail(message, fix) : warn(message, fix);
      },
    },
  ];
}

/** The two ports: free, or in use by the server that belongs there. */
export function portChecks({ installation }: DoctorDeps): Check[] {
  const { HOST, SERVER_PORT, ENABLE_HTTPS, DIRECTUS_URL } = installation.values;
  const directus = URL.parse(DIRECTUS_URL ?? '');
  const address = directus && isDirectusOurs(installation) ? addressOf(directus) : undefined;
  return [
    {
      id: 'port.api',
      holds: "the API's port is free, or the API has it",
      variables: ['HOST', 'SERVER_PORT', 'DIRECTUS_URL'],
      async run(signal) {
        if (HOST === undefined || SERVER_PORT === undefined) return notInUse('There is no port.');
        if (address?.port === SERVER_PORT) {
          return fail(
            `SERVER_PORT and DIRECTUS_URL both say port ${SERVER_PORT}.`,
            `Set another port for one of them in ${installation.envPath}.`,
          );
        }
        const isHttps = ENABLE_HTTPS ?? false;
        const url = apiUrl({ HOST, SERVER_PORT, ENABLE_HTTPS: isHttps });
        const otherUrl = apiUrl({ HOST, SERVER_PORT, ENABLE_HTTPS: !isHttps });
        const otherwise = async () => {
          if (await isOurApi(otherUrl, signal)) {
            return fail(
              `The API runs ${isHttps ? 'without' : 'with'} HTTPS, and ENABLE_HTTPS is ${isHttps ? 'on' : 'off'} now.`,
              'Restart the API: it reads its settings at its start only.',
            );
          }
          // It keeps the port for its API from its first step on.
          if (!(await isDataLocked(join(installation.dir, 'data')))) return undefined;
          return fail(
            `"npm start" runs here, and nothing of it answers on port ${SERVER_PORT}: it is still starting, or its API hangs.`,
            'Wait for its "Genie Helper is up", or for what it says is wrong. If neither comes, data/logs says more.',
          );
        };
        return look(
          { host: HOST, port: SERVER_PORT, variable: 'SERVER_PORT' },
          { name: 'the API', isOurs: () => isOurApi(url, signal), otherwise },
        );
      },
    },
    {
      id: 'port.directus',
      holds: "Directus's port is free, or Directus has it",
      variables: ['DIRECTUS_URL'],
      async run(signal) {
        if (directus === null || address === undefined) return notInUse('Directus runs elsewhere.');
        return look(
          { ...address, variable: 'DIRECTUS_URL' },
          { name: 'Directus', isOurs: () => isOurDirectus(directus.origin, signal) },
        );
      },
    },
  ];
}

async function look(
  place: Place,
  expected: {
    name: string;
    isOurs: () => Promise<boolean>;
    /** What else of ours may have the port. */
    otherwise?: () => Promise<Finding | undefined>;
  },
): Promise<Finding> {
  const { port, variable } = place;
  try {
    await checkPort(place);
    return ok(`Port ${port} is free; ${expected.name} does not run.`);
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    if (failureCodeOf(error) !== 'EADDRINUSE') return fail(error.message, error.hint ?? '');
    if (await expected.isOurs()) return ok(`Port ${port} is in use by ${expected.name}.`);
    const other = await expected.otherwise?.();
    if (other !== undefined) return other;
    return fail(
      `Another program has port ${port}, which is for ${expected.name} (${variable}).`,
      `Find it with "ss -ltnp sport = :${port}" and stop it, or set another port in .env.`,
    );
  }
}

/** Whether what answers at this address of this machine behaves like our API. */
async function isOurApi(url: string, signal: AbortSignal): Promise<boolean> {
  const answer = await askApi(`${url}/healthz`, signal);
  const { 'x-request-id': requestId, 'cache-control': cacheControl } = answer?.headers ?? {};
  return answer?.status === 200 && requestId !== undefined && cacheControl === 'no-store';
}

/** Whether a Directus answers at this address. */
async function isOurDirectus(url: string, signal: AbortSignal): Promise<boolean> {
  const answer = await ask(`${url}/server/ping`, { signal });
  return answer.status === 200 && answer.text === 'pong';
}
