import { DirectusStateError } from '@genie-helper/directus';
import { readIntrospectionSecret } from '@genie-helper/environment';
import { serviceClientPaths, twoFactorPaths } from '@genie-helper/guard-protocol';
import { isDirectusOurs } from '../../../installation/installation.ts';
import {
  countStoredKeys,
  describeStrangers,
  strangersFix,
} from '../../../installation/stored-keys.ts';
import { askDirectus, failed } from '../ask-directus.ts';
import { type Check, type DoctorDeps, type Finding, fail, notInUse, ok } from '../check.ts';
import { judgeFactors } from './second-factors.ts';
import { judgeClients } from './service-clients.ts';

const mostShown = 10;

/** What must be so inside Directus: its guards, the secret they share with the API, schema and rights. */
export function directusStateChecks({ installation, context }: DoctorDeps): Check[] {
  const { DIRECTUS_ADMIN_TOKEN: adminToken = '', DIRECTUS_URL: url = '' } = installation.values;
  const { GENIE_INTROSPECTION_SECRET: own, TOKEN_VALIDATION: validation } = installation.values;
  const isOurs = isDirectusOurs(installation);
  return [
    {
      id: 'directus.guards',
      holds: 'it runs with our extension, the guard',
      needs: ['directus.admin_token'],
      async run(signal) {
        const options = { url, adminToken, signal };
        const { missing, off } = await context.directus.inspectDirectusGuards(options);
        if (missing.length + off.length === 0) {
          return ok('It runs with our extension, the guard.');
        }
        const details = [
          ...missing.map((name) => `${name} is not there.`),
          ...off.map((name) => `${name} is switched off.`),
        ];
        const folders = isOurs ? 'extensions/' : 'the extensions folder of that Directus';
        const fix =
          missing.length > 0
            ? `Put ${missing.join(', ')} back into ${folders} and restart Directus.`
            : 'Restart with "npm start", twice: the first start switches them on and says so.';
        return fail('Directus runs without guards, so logins are less protected.', fix, details);
      },
    },
    {
      id: 'directus.guard_secret',
      holds: 'the session guard answers with the secret that we have',
      needs: ['directus.guards'],
      variables: ['RBAC_SYNC_WEBHOOK_SECRET', 'GENIE_INTROSPECTION_SECRET', 'TOKEN_VALIDATION'],
      async run(signal) {
        const secret = readIntrospectionSecret(installation.values);
        if (secret === undefined) return notInUse('RBAC_SYNC_WEBHOOK_SECRET is not set.');
        if (validation === 'users-me') return notInUse('TOKEN_VALIDATION=users-me asks no guard.');
        const answer = await askDirectus(url, {
          method: 'POST',
          path: '/genie/introspect',
          sharedSecret: secret,
          body: { tokens: ['genie-doctor'] },
          signal,
        });
        if (answer.ok && Array.isArray(answer.data)) {
          return ok('The session guard answers with our secret.');
        }
        if (answer.status === 401) {
          return own === undefined
            ? fail('The session guard has another secret than RBAC_SYNC_WEBHOOK_SECRET.', align)
            : fail(
                'The session guard has another secret than GENIE_INTROSPECTION_SECRET.',
                alignOwn,
              );
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
      id: 'directus.vault_keys',
      holds: 'every stored credential is sealed with a key that is set',
      needs: ['directus.admin_token'],
      variables: ['CREDENTIALS_ENC_KEY_B64', 'CREDENTIALS_ENC_KEYS_PREVIOUS_B64'],
      async run() {
        if (installation.values.CREDENTIALS_ENC_KEY_B64 === undefined) {
          return notInUse('CREDENTIALS_ENC_KEY_B64 is not set.');
        }
        const counts = await countStoredKeys(installation);
        if (counts === undefined) {
          return fail(
            'The stored credentials could not be counted.',
            'Start once with "npm start", which makes what is missing, then run genie doctor again.',
          );
        }
        const problem = describeStrangers(counts);
        if (problem !== undefined) return fail(problem, strangersFix);
        return ok(
          counts.total === 0
            ? 'No credentials are stored yet.'
            : `The keys that are set are those of all ${counts.total} stored credentials.`,
        );
      },
    },
    {
      id: 'directus.second_factors',
      holds: 'every second factor is sealed with a key that Directus has, and others can be set up',
      needs: ['directus.guards'],
      async run(signal) {
        const path = twoFactorPaths.health;
        const call = { method: 'POST', path, body: {}, token: adminToken, signal } as const;
        const answer = await askDirectus(url, call);
        return answer.ok ? judgeFactors(answer.data, isOurs) : failed(answer);
      },
    },
    {
      id: 'directus.service_clients',
      holds: 'every server with a name is let in, and none is refused soon',
      needs: ['directus.guards'],
      variables: ['CREDENTIALS_ENC_KEY_B64', 'CREDENTIALS_ENC_KEYS_PREVIOUS_B64'],
      async run(signal) {
        const path = serviceClientPaths.list;
        const call = { method: 'POST', path, body: {}, token: adminToken, signal } as const;
        const answer = await askDirectus(url, call);
        return answer.ok
          ? await judgeClients(answer.data, installation, context.wallClock())
          : failed(answer);
      },
    },
    {
      id: 'directus.state',
      holds: 'collections, permissions and settings are as desired; nothing is changed',
      needs: ['directus.admin_token'],
      async run(signal) {
        try {
          const options = { url, adminToken, signal };
          const report = await context.directus.inspectDesiredState(options);
          return tell(report, validation === 'users-me');
        } catch (error) {
          if (!(error instanceof DirectusStateError) || error.code === 'directus.request_failed') {
            throw error;
          }
          return fail(error.message, 'Fix this in Directus, then run genie doctor again.');
        }
      },
    },
  ];
}

const unreadable =
  'TOKEN_VALIDATION=users-me has people read their own account, which Directus 12 allows with a licence only: nobody but administrators is let in.';
const readable = 'Set TOKEN_VALIDATION=auto, or run Directus 11.';

function withoutLicence(count: number): string {
  return `Collections and settings are as desired, but ${count} permissions need a licence of Directus: at Directus itself people read nothing, at the API all that is theirs.`;
}

const alignOwn = 'Give Directus and the API the same GENIE_INTROSPECTION_SECRET, and restart both.';
const align =
  'Restart with "npm start"; a Directus elsewhere needs what "genie secrets introspection" prints.';

function tell(
  { differences, leftOut }: { differences: readonly string[]; leftOut: readonly string[] },
  isAskedAsUsers: boolean,
): Finding {
  if (differences.length === 0 && leftOut.length > 0) {
    return isAskedAsUsers ? fail(unreadable, readable) : ok(withoutLicence(leftOut.length));
  }
  if (differences.length === 0) return ok('Collections, permissions and settings are as desired.');
  const more = differences.length - mostShown;
  const details = [...differences.slice(0, mostShown), ...(more > 0 ? [`And ${more} more.`] : [])];
  const count = differences.length === 1 ? 'one thing' : `${differences.length} things`;
  return fail(
    `Directus differs from the desired state in ${count}.`,
    'Restart with "npm start", which fixes it and says so. If nobody here did it, see who has admin rights.',
    details,
  );
}
