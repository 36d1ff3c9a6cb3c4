import { UpError } from '../../../installation/cli-error.ts';
import { reservePort } from '../../up/ports.ts';
import { apiUrl } from '../../up/summary.ts';
import { type Check, type Finding, fail, notInUse, ok } from '../check.ts';
import { type DoctorDeps, isDirectusOurs } from '../doctor-deps.ts';
import { isOurApi, isOurDirectus } from '../who-listens.ts';

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
