import { DirectusStateError } from '@genie-helper/directus';
import { introspectionSecretOf } from '@genie-helper/environment';
import { ask } from '../ask.ts';
import { type Check, type Finding, fail, notInUse, ok } from '../check.ts';
import { type DoctorDeps, isDirectusOurs } from '../doctor-deps.ts';
import { fieldOf } from '../field-of.ts';

const mostShown = 10;

/** What must be so inside Directus: its guards, the secret they share with the API, schema and rights. */
export function directusStateChecks({ installation, world }: DoctorDeps): Check[] {
  const { DIRECTUS_URL: url = '', DIRECTUS_ADMIN_TOKEN: adminToken = '' } = installation.values;
  const { RBAC_SYNC_WEBHOOK_SECRET: shared, TOKEN_VALIDATION: validation } = installation.values;
  const isOurs = isDirectusOurs(installation);
  return [
    {
      id: 'directus.guards',
      holds: 'it runs with our extension, the guard',
      needs: ['directus.admin_token'],
      async run(signal) {
        const options = { url, adminToken, signal };
        const { missing, off } = await world.directus.inspectDirectusGuards(options);
        if (missing.length + off.length === 0) {
          return ok('It runs with our extension, the guard.');
        }
        const details = [
          ...missing.map((name) => `${name} is not there.`),
          ...off.map((name) => `${name} is switched off.`),
        ];
        const folders = isOurs ? 'extensions/' : 'the extensions folder of that Directus';
        const mend =
          missing.length > 0
            ? `Put ${missing.join(', ')} back into ${folders} and restart Directus.`
            : 'Restart with "npm start", twice: the first start switches them on and says so.';
        return fail('Directus runs without guards, so logins are less protected.', mend, details);
      },
    },
    {
      id: 'directus.guard_secret',
      holds: 'the session guard answers with the secret that we have',
      needs: ['directus.guards'],
      variables: ['RBAC_SYNC_WEBHOOK_SECRET', 'TOKEN_VALIDATION'],
      async run(signal) {
        if (shared === undefined) return notInUse('RBAC_SYNC_WEBHOOK_SECRET is not set.');
        if (validation === 'users-me') return notInUse('TOKEN_VALIDATION=users-me asks no guard.');
        const headers = { 'x-rbac-sync-secret': introspectionSecretOf(shared) };
        const body = { tokens: ['genie-doctor'] };
        const answer = await ask(`${url}/genie/introspect`, { headers, body, signal });
        const data = fieldOf(answer.json, 'data');
        if (answer.status === 200 && Array.isArray(data)) {
          return ok('The session guard answers with our secret.');
        }
        if (answer.status === 401) {
          return fail('The session guard has another secret than RBAC_SYNC_WEBHOOK_SECRET.', align);
        }
        if (answer.status === 404) {
          return fail('The session guard has no secret, so it answers no introspection.', align);
        }
        return fail(
          'The session guard does not answer as it should.',
          'Restart Directus; data/logs/directus.log says why the guard fails.',
        );
      },
    },
    {
      id: 'directus.state',
      holds: 'collections, permissions and settings are as desired; nothing is changed',
      needs: ['directus.admin_token'],
      async run(signal) {
        try {
          const options = { url, adminToken, signal };
          return tell((await world.directus.inspectDesiredState(options)).differences);
        } catch (error) {
          if (!(error instanceof DirectusStateError) || error.code === 'directus.request_failed') {
            throw error;
          }
          return fail(error.message, 'Mend this in Directus, then run genie doctor again.');
        }
      },
    },
  ];
}

const align =
  'Restart with "npm start"; a Directus elsewhere needs what "genie secrets introspection" prints.';

function tell(differences: readonly string[]): Finding {
  if (differences.length === 0) return ok('Collections, permissions and settings are as desired.');
  const more = differences.length - mostShown;
  const details = [...differences.slice(0, mostShown), ...(more > 0 ? [`And ${more} more.`] : [])];
  const count = differences.length === 1 ? 'one thing' : `${differences.length} things`;
  return fail(
    `Directus differs from the desired state in ${count}.`,
    'Restart with "npm start", which mends it and says so. If nobody here did it, see who has admin rights.',
    details,
  );
}
