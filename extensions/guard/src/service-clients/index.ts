/**
 * Service clients: servers with names, as our API lets them in.
 *
 * Guarantees: no user, flow or administrator of Directus reads or writes the records, since Directus doesn't know their
 * tables. Our API alone may look at one and use up a nonce; administrators alone write one, with their own token. A nonce
 * counts once, whichever processes are asked, and is consumed in the transaction that finds the record unchanged.
 *
 * Doesn't guarantee: that a record is genuine. The API seals it with the vault's key and believes no other, so whoever
 * writes to the database makes no client. Whoever does so and has a secret that has ended can put the record back under
 * which it counted.
 */
import { serviceClientPaths } from '@genie-helper/guard-protocol';
import { forAdministrators } from '../sessions/administration.ts';
import { createApiRoute } from '../shared/api-route.ts';
import type { HookContext, HookRegistration } from '../shared/directus.ts';
import type { GuardSettings } from '../shared/settings.ts';
import { createClientRecords } from './client-records.ts';
import { createClientUses } from './client-uses.ts';
import { createClientTables } from './tables.ts';

/** @returns what makes its tables */
export function registerServiceClients(
  { init }: Pick<HookRegistration, 'init'>,
  { database: db, logger }: Pick<HookContext, 'database' | 'logger'>,
  { sharedSecrets: secrets }: Pick<GuardSettings, 'sharedSecrets'>,
): { prepare(): Promise<void> } {
  const records = createClientRecords({ db, logger });
  const uses = createClientUses({ db, logger });
  init('routes.before', ({ app }) => {
    const { list, write, look, use } = serviceClientPaths;
    app.post(list, forAdministrators(logger, 'Listing service clients failed.', records.list));
    app.post(write, forAdministrators(logger, 'Writing a service client failed.', records.write));
    if (secrets.length === 0) return;
    const route = { secrets, logger };
    app.post(look, createApiRoute(route, 'Looking at service clients', records.look));
    app.post(use, createApiRoute(route, 'Noting uses of service clients', uses));
  });
  return { prepare: () => createClientTables(db) };
}
