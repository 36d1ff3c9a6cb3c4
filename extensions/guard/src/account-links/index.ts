/**
 * Account links and passwords: what people do to their account by a link of a mail, or with their password.
 *
 * Guarantees: a link works once, for its purpose, for its account, and until its time, whichever Directus process it
 * comes to; two who bring it at one moment can't both have it. What it is for and its end are one transaction. A newer
 * link for the same purpose ends the older, and a new password, e-mail or status ends them all, whoever changes it: an
 * administrator, a flow, SQL. The database holds the SHA-256 of a link's token and nothing that opens anything. A new
 * password takes a proof that the former one is right until the moment it is replaced.
 *
 * One kind of link outlives a new password or e-mail: that of a notice, by which the owner takes the account back. Whoever
 * took it over sets another password and e-mail next.
 *
 * Doesn't guarantee: who reads the mail; a limit on asking for links, which is the API's.
 */
import { accountLinkPaths } from '@genie-helper/guard-protocol';
import { createApiRoute } from '../shared/api-route.ts';
import type { HookContext, HookRegistration } from '../shared/directus.ts';
import type { GuardSettings } from '../shared/settings.ts';
import { createChangePassword } from './change-password.ts';
import { createIssueLink } from './issue-link.ts';
import { createRedeemLink } from './redeem-link.ts';
import { prepareLinks } from './tables.ts';

/** What has to be done before Directus listens. */
export interface AccountLinksGuard {
  /**
   * Makes the table and proves that links end with what they rest on.
   *
   * @throws Error with a sentence for the operator
   */
  prepare(): Promise<void>;
}

/** To be registered after the throttle, which remembers whose request it is. */
export function registerAccountLinks(
  { init }: Pick<HookRegistration, 'init'>,
  context: HookContext,
  settings: Pick<GuardSettings, 'secret' | 'previousSecret' | 'sharedSecrets'>,
): AccountLinksGuard {
  const { database: db, services, logger } = context;
  const deps = { db, services };
  const { sharedSecrets } = settings;
  init('routes.before', ({ app }) => {
    if (sharedSecrets.length === 0) return;
    const routes = [
      [accountLinkPaths.issue, 'Making a link', createIssueLink(deps)],
      [accountLinkPaths.redeem, 'Redeeming a link', createRedeemLink(deps)],
      [
        accountLinkPaths.changePassword,
        'Changing a password',
        createChangePassword({ ...deps, secrets: settings }),
      ],
    ] as const;
    for (const [path, name, run] of routes) {
      app.post(path, createApiRoute({ secrets: sharedSecrets, logger }, name, run));
    }
  });
  return { prepare: () => prepareLinks(db, logger) };
}
