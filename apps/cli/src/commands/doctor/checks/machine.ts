import { get as getHttp } from 'node:http';
import { get as getHttps } from 'node:https';
import { join } from 'node:path';
import { UpError } from '../../../installation/cli-error.ts';
import { type DoctorDeps, isDirectusOurs } from '../../../installation/installation.ts';
import { reservePort } from '../../up/ports.ts';
import { apiUrl } from '../../up/summary.ts';
import { ask } from '../ask.ts';
import { type Check, type Finding, fail, notInUse, ok, warn } from '../check.ts';

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

/** The two ports: free, or in use by the server that belongs there. */
export function portChecks({ installation }: DoctorDeps): Check[] {
  const { HOST, SERVER_PORT, ENABLE_HTTPS, DIRECTUS_URL } = installation.values;
  const directus = URL.parse(DIRECTUS_URL ?? '');
  const directusPort = Number(directus?.port || 80);
  return [
    {
      id: 'port.api',
      holds: "the API's port is free, or the API has it",
      variables: ['HOST', 'SERVER_PORT', 'DIRECTUS_URL'],
      async run() {
        if (HOST === undefined || SERVER_PORT === undefined) return notInUse('There is no port.');
        if (isDirectusOurs(installation) && directusPort === SERVER_PORT) {
          return fail(
            `SERVER_PORT and DIRECTUS_URL both say port ${SERVER_PORT}.`,
            `Set another port for one of them in ${installation.envPath}.`,
          );
        }
        const url = apiUrl({ HOST, SERVER_PORT, ENABLE_HTTPS: ENABLE_HTTPS ?? false });
        return look(
          { host: HOST, port: SERVER_PORT, variable: 'SERVER_PORT' },
          { name: 'the API', isOurs: () => isOurApi(url) },
        );
      },
    },
    {
      id: 'port.directus',
      holds: "Directus's port is free, or Directus has it",
      variables: ['DIRECTUS_URL'],
      async run(signal) {
        if (directus === null || !isDirectusOurs(installation)) {
          return notInUse('Directus runs elsewhere.');
        }
        const host =
          directus.hostname === 'localhost'
            ? '127.0.0.1'
            : directus.hostname.replace(/^\[|\]$/g, '');
        return look(
          { host, port: directusPort, variable: 'DIRECTUS_URL' },
          { name: 'Directus', isOurs: () => isOurDirectus(directus.origin, signal) },
        );
      },
    },
  ];
}

async function look(
  place: Parameters<typeof reservePort>[0],
  expected: { name: string; isOurs: () => Promise<boolean> },
): Promise<Finding> {
  const { port, variable } = place;
  try {
    const release = await reservePort(place);
    await release();
    return ok(`Port ${port} is free; ${expected.name} does not run.`);
  } catch (error) {
    if (!(error instanceof UpError)) throw error;
    if (!error.message.includes('is in use')) return cannotListen(error.message);
    if (await expected.isOurs()) return ok(`Port ${port} is in use by ${expected.name}.`);
    return fail(
      `Another program has port ${port}, which is for ${expected.name} (${variable}).`,
      `Find it with "ss -ltnp sport = :${port}" and stop it, or set another port in .env.`,
    );
  }
}

/** `up` has said it in two sentences: what is so, and what to do. */
function cannotListen(message: string): Finding {
  const [, sentence = message, mend = 'Set another one in .env.'] =
    /^(.*?\.) (?=Set )(.*)$/s.exec(message) ?? [];
  return fail(sentence, mend);
}

const timeoutMs = 2_000;

/** Whether what answers at this address of this machine behaves like our API. */
function isOurApi(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    // A certificate is for the name that clients use, not for the loopback address.
    const options = { timeout: timeoutMs, rejectUnauthorized: false, agent: false };
    const get = url.startsWith('https:') ? getHttps : getHttp;
    const call = get(`${url}/healthz`, options, (answer) => {
      answer.resume();
      const { 'x-request-id': requestId, 'cache-control': cacheControl } = answer.headers;
      resolve(answer.statusCode === 200 && requestId !== undefined && cacheControl === 'no-store');
    });
    call.on('timeout', () => call.destroy());
    call.on('error', () => resolve(false));
  });
}

/** Whether a Directus answers at this address. */
async function isOurDirectus(url: string, signal: AbortSignal): Promise<boolean> {
  const answer = await ask(`${url}/server/ping`, { signal });
  return answer.status === 200 && answer.text === 'pong';
}
