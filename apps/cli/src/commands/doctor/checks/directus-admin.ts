import { isDirectusOurs } from '../../../installation/installation.ts';
import { fieldOf } from '../ask.ts';
import { type Asked, askDirectus, failed } from '../ask-directus.ts';
import { blockedBy, type Check, type DoctorDeps, type Finding, fail, ok } from '../check.ts';
import { judgeLicence } from './licence.ts';
import { isNoSecret } from './secrets.ts';

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
