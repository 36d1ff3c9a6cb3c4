import { DirectusStateError } from '@genie-helper/directus';
import {
  createDirectusClient,
  type DirectusAnswer,
  type DirectusCall,
  failureCodeOf,
} from '@genie-helper/directus-client';
import { introspectionSecretOf } from '@genie-helper/environment';
import { serviceClientPaths, twoFactorPaths } from '@genie-helper/guard-protocol';
import { isDirectusOurs } from '../../../installation/installation.ts';
import {
  countStoredKeys,
  describeStrangers,
  strangersFix,
} from '../../../installation/stored-keys.ts';
import { ask, explainCode, fieldOf } from '../ask.ts';
import {
  blockedBy,
  type Check,
  type DoctorDeps,
  type Finding,
  fail,
  notInUse,
  ok,
  warn,
} from '../check.ts';
import { judgeLicence } from './licence.ts';
import { judgeFactors } from './second-factors.ts';
import { isNoSecret } from './secrets.ts';
import { judgeClients } from './service-clients.ts';

const toleratedMs = 5_000;
const dangerousMs = 60_000;
const ntp =
  'Let all machines keep time by NTP, the database\'s too: "timedatectl set-ntp true", "timedatectl status".';

/** Directus as anybody sees it: that it answers, and what its clock says. */
export function directusServerChecks({ installation, context }: DoctorDeps): Check[] {
  const { DIRECTUS_URL: url = '' } = installation.values;
  return [
    {
      id: 'directus.reachable',
      holds: 'Directus answers',
      needs: isDirectusOurs(installation)
        ? ['port.directus', 'database.usable', 'database.packages']
        : [],
      variables: ['DIRECTUS_URL'],
      async run(signal) {
        const answer = await ask(`${url}/server/ping`, { signal });
        if (answer.status === 200 && answer.text === 'pong') return ok(`It answers at ${url}.`);
        if (answer.code !== undefined) {
          const fix = isDirectusOurs(installation)
            ? 'Start it with "npm start"; data/logs/directus.log says why if it does not come up.'
            : 'Start that Directus, or set DIRECTUS_URL to where it is.';
          return fail(`Directus does not answer at ${url} (${explainCode(answer.code)}).`, fix);
        }
        return fail(
          `What answers at ${url} is no Directus.`,
          'Set DIRECTUS_URL to the address of Directus, with the path that it is served under.',
        );
      },
    },
    {
      id: 'directus.clock',
      holds:
        'its clock agrees with its database, and with the one here: a warning from 5 s, a fault from 60 s',
      needs: ['directus.reachable'],
      async run(signal) {
        const info = await ask(`${url}/server/info`, { signal });
        if (info.status === 503 && info.text?.includes('"service":"clock"')) {
          return fail("Its clock is not its database's, so it serves nothing.", ntp);
        }
        const before = context.wallClock();
        const answer = await ask(`${url}/server/ping`, { signal });
        const date = Date.parse(answer.headers?.get('date') ?? '');
        if (Number.isNaN(date)) return ok('It does not say its time.');
        // The header leaves out the fraction of the second.
        const skewMs = date + 500 - (before + context.wallClock()) / 2;
        const seconds = Math.round(Math.abs(skewMs) / 1000);
        if (Math.abs(skewMs) < toleratedMs) return ok('Its clock agrees with the one here.');
        const message = `Its clock is ${seconds} s ${skewMs < 0 ? 'behind' : 'ahead of'} the one here, so sessions end too early or too late.`;
        return Math.abs(skewMs) < dangerousMs ? warn(message, ntp) : fail(message, ntp);
      },
    },
  ];
}

const runbook = 'docs/runbooks/rotate-admin-token.md';

/** Directus as its administrator sees it: that our token counts, and which release it is. */
export function directusAdminChecks({ installation, context }: DoctorDeps): Check[] {
  const { DIRECTUS_ADMIN_TOKEN: token, DIRECTUS_URL: url = '' } = installation.values;
  const askAsAdmin =
    (path: string, judge: (answer: Asked) => Finding | Promise<Finding>) =>
    async (signal: AbortSignal) => {
      if (token === undefined) return blockedBy(['secrets.set']);
      return judge(await askDirectus(url, { method: 'GET', path, token, signal }));
    };
  return [
    {
      id: 'directus.admin_token',
      holds: 'it takes DIRECTUS_ADMIN_TOKEN, and that has admin rights',
      needs: ['directus.reachable'],
      variables: ['DIRECTUS_ADMIN_TOKEN'],
      run: askAsAdmin('/policies/me/globals', async (answer) => {
        if (answer.status === 401 || answer.status === 403) {
          if (await isNoSecret(installation, 'DIRECTUS_ADMIN_TOKEN', context.projectDir)) {
            return fail(
              'Directus refuses the token in DIRECTUS_ADMIN_TOKEN, which is no secret either.',
              `Give it to nobody: make a new one with "genie secrets new admin-token" and give that to an administrator: ${runbook}.`,
            );
          }
          return fail(
            'Directus refuses the token in DIRECTUS_ADMIN_TOKEN.',
            `Give it to an active administrator in Directus, field Token: ${runbook}.`,
          );
        }
        if (!answer.ok) return failed(answer);
        if (fieldOf(answer.data, 'admin_access') === true) {
          return ok('Directus takes our admin token, and it has admin rights.');
        }
        return fail(
          'The token in DIRECTUS_ADMIN_TOKEN belongs to a user without admin access.',
          `Set DIRECTUS_ADMIN_TOKEN to the token of an administrator: ${runbook}.`,
        );
      }),
    },
    {
      id: 'directus.version',
      holds: 'it is the release that the product is made for',
      needs: ['directus.admin_token'],
      variables: ['DIRECTUS_RELEASE'],
      run: askAsAdmin('/server/info', async (answer) => {
        if (!answer.ok) return failed(answer);
        const version = fieldOf(answer.data, 'version');
        const wanted = await context.directus.versionOf(installation.values.DIRECTUS_RELEASE);
        if (version === wanted) return ok(`It is Directus ${version}.`);
        const found = typeof version === 'string' ? `Directus ${version}` : 'an unknown release';
        return fail(
          `It is ${found}; the product is made for ${wanted}.`,
          isDirectusOurs(installation)
            ? 'Stop what runs there and start the installed one with "npm start".'
            : `Install directus@${wanted} there, or set DIRECTUS_RELEASE to the one that runs there.`,
        );
      }),
    },
    {
      id: 'directus.licence',
      holds: 'Directus 12 is within what its licence allows',
      needs: ['directus.version'],
      run: (signal) =>
        installation.values.DIRECTUS_RELEASE === '12'
          ? askAsAdmin('/license', (answer) =>
              answer.ok ? judgeLicence(answer.data) : failed(answer),
            )(signal)
          : Promise.resolve(ok('Directus 11 has no limits.')),
    },
  ];
}

/** Directus's word, or why there's none. */
type Asked = DirectusAnswer | { ok: false; status: undefined; code: string };

export async function askDirectus(url: string, call: DirectusCall): Promise<Asked> {
  const client = createDirectusClient({ url, callTimeoutMs: 4_000, maxResponseBytes: 4_000_000 });
  try {
    return await client.call(call);
  } catch (error) {
    return { ok: false, status: undefined, code: failureCodeOf(error) };
  } finally {
    await client.close();
  }
}

function failed({ status, code }: Extract<Asked, { ok: false }>): Finding {
  const [, answered = status] = /^HTTP_(\d+)$/.exec(code) ?? [];
  const what = answered === undefined ? explainCode(code) : `status ${answered}`;
  return fail(
    `Directus fails when it is asked as an administrator (${what}).`,
    'See that its database runs; data/logs/directus.log names the error.',
  );
}

const mostShown = 10;

/** What must be so inside Directus: its guards, the secret they share with the API, schema and rights. */
export function directusStateChecks({ installation, context }: DoctorDeps): Check[] {
  const { DIRECTUS_ADMIN_TOKEN: adminToken = '', DIRECTUS_URL: url = '' } = installation.values;
  const { RBAC_SYNC_WEBHOOK_SECRET: shared, TOKEN_VALIDATION: validation } = installation.values;
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
      variables: ['RBAC_SYNC_WEBHOOK_SECRET', 'TOKEN_VALIDATION'],
      async run(signal) {
        if (shared === undefined) return notInUse('RBAC_SYNC_WEBHOOK_SECRET is not set.');
        if (validation === 'users-me') return notInUse('TOKEN_VALIDATION=users-me asks no guard.');
        const answer = await askDirectus(url, {
          method: 'POST',
          path: '/genie/introspect',
          sharedSecret: introspectionSecretOf(shared),
          body: { tokens: ['genie-doctor'] },
          signal,
        });
        if (answer.ok && Array.isArray(answer.data)) {
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
