import { type Answer, ask } from '../ask.ts';
import { blockedBy, type Check, type Finding, fail, ok } from '../check.ts';
import { type DoctorDeps, isDirectusOurs } from '../doctor-deps.ts';
import { fieldOf } from '../field-of.ts';
import { explainCode } from '../system-code.ts';

const runbook = 'docs/runbooks/rotate-admin-token.md';

/** Directus as its administrator sees it: that our token counts, and which release it is. */
export function directusAdminChecks({ installation, world }: DoctorDeps): Check[] {
  const { DIRECTUS_URL: url = '', DIRECTUS_ADMIN_TOKEN: token } = installation.values;
  return [
    {
      id: 'directus.admin_token',
      holds: 'it takes DIRECTUS_ADMIN_TOKEN, and that has admin rights',
      needs: ['directus.reachable'],
      variables: ['DIRECTUS_ADMIN_TOKEN'],
      async run(signal) {
        if (token === undefined) return blockedBy(['secrets.set']);
        const answer = await ask(`${url}/policies/me/globals`, { bearer: token, signal });
        if (answer.status === 401 || answer.status === 403) {
          return fail(
            'Directus refuses the token in DIRECTUS_ADMIN_TOKEN.',
            `Give it to an active administrator in Directus, field Token: ${runbook}.`,
          );
        }
        if (answer.status !== 200) return failed(answer);
        if (fieldOf(fieldOf(answer.json, 'data'), 'admin_access') === true) {
          return ok('Directus takes our admin token, and it has admin rights.');
        }
        return fail(
          'The token in DIRECTUS_ADMIN_TOKEN belongs to a user without admin access.',
          `Set DIRECTUS_ADMIN_TOKEN to the token of an administrator: ${runbook}.`,
        );
      },
    },
    {
      id: 'directus.version',
      holds: 'it is the release that the product is made for',
      needs: ['directus.admin_token'],
      async run(signal) {
        if (token === undefined) return blockedBy(['secrets.set']);
        const answer = await ask(`${url}/server/info`, { bearer: token, signal });
        if (answer.status !== 200) return failed(answer);
        const version = fieldOf(fieldOf(answer.json, 'data'), 'version');
        if (version === world.directus.version) return ok(`It is Directus ${version}.`);
        const found = typeof version === 'string' ? `Directus ${version}` : 'an unknown release';
        return fail(
          `It is ${found}; the product is made for ${world.directus.version}.`,
          isDirectusOurs(installation)
            ? 'Stop what runs there and start the installed one with "npm start".'
            : `Install directus@${world.directus.version} there.`,
        );
      },
    },
  ];
}

function failed(answer: Answer): Finding {
  const what = answer.code === undefined ? `status ${answer.status}` : explainCode(answer.code);
  return fail(
    `Directus fails when it is asked as an administrator (${what}).`,
    'See that its database runs; data/logs/directus.log names the error.',
  );
}
