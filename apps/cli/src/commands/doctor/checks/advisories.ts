/** Holes of Directus 11.17.4 that are known and open: that this Directus is set up so that nobody reaches them. */
import { createDirectusClient, type DirectusAnswer } from '@genie-helper/directus-client';
import { isDirectusOurs } from '../../../installation/installation.ts';
import { fieldOf } from '../ask.ts';
import { type Check, type DoctorDeps, fail, ok } from '../check.ts';

const guide = 'SECURITY.md, "Holes of Directus that are known and open"';

/** Whether CVE-2026-126539 and CVE-2026-129239 are out of reach. */
export function advisoryChecks({ installation }: DoctorDeps): Check[] {
  const { DIRECTUS_URL: url = '', DIRECTUS_ADMIN_TOKEN: token = '' } = installation.values;
  const needs = ['directus.admin_token'];
  const variables = ['DIRECTUS_URL', 'DIRECTUS_ADMIN_TOKEN'] as const;
  return [
    {
      id: 'directus.websockets',
      holds: 'its WebSockets are off, or ask who is there (CVE-2026-126539)',
      needs,
      variables,
      async run(signal) {
        const info = await read(url, token, '/server/info', signal);
        const open = findOpenSockets(fieldOf(info, 'websocket'));
        if (open.length === 0) return ok('Its WebSockets are off, or ask who is there.');
        return fail(
          'Its WebSockets are open to anybody, which CVE-2026-126539 makes a hole.',
          isDirectusOurs(installation)
            ? `Stop what runs there and start it with "npm start", which has none: ${guide}.`
            : `Set WEBSOCKETS_ENABLED=false at that Directus, and restart it: ${guide}.`,
          open.map((name) => `${name} is public.`),
        );
      },
    },
    {
      id: 'directus.shares',
      holds: 'only administrators may share records, and nothing is shared (CVE-2026-129239)',
      needs,
      variables,
      async run(signal) {
        const rights = await read(
          url,
          token,
          '/permissions?filter[collection][_eq]=directus_shares&fields=id,action,policy.name&limit=-1',
          signal,
        );
        const shares = await read(url, token, '/shares?fields=collection&limit=-1', signal);
        const details = [
          // What Directus itself gives to whoever may use its app has no id, and reads one's own shares alone.
          ...listOf(rights)
            .filter((row) => fieldOf(row, 'id') != null)
            .map((row) => {
              const name = fieldOf(fieldOf(row, 'policy'), 'name');
              return `The policy ${String(name ?? '?')} allows ${String(fieldOf(row, 'action'))} on directus_shares.`;
            }),
          ...listOf(shares).map(
            (row) => `A record of ${String(fieldOf(row, 'collection'))} is shared.`,
          ),
        ];
        if (details.length === 0) return ok('Nobody but administrators may share, and nothing is.');
        return fail(
          'Records are shared, or may be, which CVE-2026-129239 makes a hole.',
          `In Directus, take these rights from the policies and delete the shares: ${guide}.`,
          [...new Set(details)].slice(0, 10),
        );
      },
    },
  ];
}

/** The interfaces that take a connection from anybody, as `/server/info` tells a caller who is signed in. */
function findOpenSockets(websocket: unknown): string[] {
  const variables = { rest: 'WEBSOCKETS_REST_AUTH', graphql: 'WEBSOCKETS_GRAPHQL_AUTH' };
  return Object.entries(variables).flatMap(([name, variable]) =>
    fieldOf(fieldOf(websocket, name), 'authentication') === 'public' ? [variable] : [],
  );
}

function listOf(data: unknown): unknown[] {
  return Array.isArray(data) ? data : [];
}

/** @throws DirectusError where no answer came, and Error where Directus refuses it */
async function read(url: string, token: string, path: string, signal: AbortSignal) {
  const client = createDirectusClient({ url, callTimeoutMs: 4_000, maxResponseBytes: 4_000_000 });
  try {
    const answer: DirectusAnswer = await client.call({ method: 'GET', path, token, signal });
    if (answer.ok) return answer.data;
    throw new Error(`Directus refuses ${path.split('?')[0]} to its administrator: ${answer.code}`);
  } finally {
    await client.close();
  }
}
