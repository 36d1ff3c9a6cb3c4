import type { Knex } from 'knex';
import { currentRequest } from '../throttle/client-address.ts';
import type { Actor } from './actor.ts';
import { type AccessEntry, appendEntries } from './append-entries.ts';

/** What happens to an account that its owner does, or a link of a mail for its owner. */
export type AccountAct =
  | 'change_password'
  | 'begin_deletion'
  | 'two_factor_on'
  | 'two_factor_off'
  | 'new_recovery_codes'
  /** A link of a mail was used; `detail` says what for. */
  | 'use_link';

/**
 * Puts an act of an account's owner into the access log, in the transaction of the act: none is without its entry. Last in it,
 * behind the account's lock, as `lockHead` says.
 */
export async function logAct(
  trx: Knex.Transaction,
  { action, userId, detail = null }: { action: AccountAct; userId: string; detail?: string | null },
): Promise<void> {
  await appendEntries(trx, [
    {
      ...{ at: new Date(), area: 'account', action, outcome: 'done', detail },
      ...{ principal_kind: 'user', principal_id: userId },
      ...{ collection: 'directus_users', item: userId, request_id: '' },
      address: currentRequest()?.address ?? '',
    },
  ]);
}

/** What an administrator does to another one's account, or to a server with a name, by a route of the guard. */
export type AdministratorAct = Pick<AccessEntry, 'action' | 'collection' | 'item'> &
  Partial<Pick<AccessEntry, 'client' | 'detail'>> & { area: 'admin' | 'client'; by: Actor };

/** Puts an act of an administrator into the access log, as `logAct` does those of owners. */
export async function logAdministratorAct(
  trx: Knex.Transaction,
  { by, ...act }: AdministratorAct,
): Promise<void> {
  await appendEntries(trx, [{ at: new Date(), outcome: 'done', ...act, ...by }]);
}
