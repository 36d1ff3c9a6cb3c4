/**
 * What each kind of link does to its account, in the transaction that ends the link.
 *
 * Guarantees: an account whose address is proven for the first time by somebody else than who made it starts afresh: no
 * login, password, static token, second factor or link of before opens it (`endMeansOfBefore`). So whoever registers
 * somebody else's address wins nothing. Who made it shows that by being signed in, or by the password.
 *
 * An account that waits for its proof (status `unverified`) keeps its password when the link is opened, since that link
 * confirms the registration and nobody can have signed in before. A reset replaces it.
 */
import { InvalidPayloadError } from '@directus/errors';
import type { LinkPurpose } from '@genie-helper/guard-protocol';
import type { Knex } from 'knex';
import { restore } from '../leaving/tables.ts';
import {
  type Account,
  endAccess,
  endMeansOfBefore,
  isAdministrator,
  isProven,
  type LinkDeps,
  lockAccount,
} from './accounts.ts';
import { type LinkRow, linksTable } from './tables.ts';

export interface Redemption {
  trx: Knex;
  /** Directus's description of the data. */
  schema: unknown;
  services: LinkDeps['services'];
  account: Account;
  link: LinkRow;
  password: string | undefined;
  /** Who is signed in where the link was opened, or whose password came with it. */
  signedInAs: string | undefined;
}

/** @returns what a `RedeemAnswer` says of the account */
export type LinkAct = (
  redemption: Redemption,
) => Promise<{ email: string; passwordKept?: boolean; addressKept?: boolean }>;

export const linkActs: Readonly<Record<LinkPurpose, LinkAct>> = {
  /** Sets the password, and proves the address. Every login ends. */
  async 'password-reset'(redemption) {
    const { trx, account, password, link } = redemption;
    if (password === undefined) throw new InvalidPayloadError({ reason: 'a password is missing' });
    if (isProven(account)) await endAccess(trx, account.id);
    else await endMeansOfBefore(trx, account);
    await prove(redemption, { password });
    return { email: account.email ?? link.email };
  },

  /** Proves the address. Whoever made the account stays as he is; for anybody else it starts afresh. */
  async 'email-verify'(redemption) {
    const { trx, account, link, signedInAs } = redemption;
    const { email, status } = account;
    const isOwn = signedInAs === account.id || isProven(account);
    const keepsPassword = status === 'unverified';
    if (!isOwn) await endMeansOfBefore(trx, account, { keepsPassword });
    await prove(redemption, {});
    return { email: email ?? link.email, passwordKept: isOwn || keepsPassword };
  },

  /** Gives the account its new address, which is proven by this. Every login ends. */
  async 'email-change'(redemption) {
    const { trx, account, link } = redemption;
    await endAccess(trx, account.id);
    await prove({ ...redemption, account: { ...account, email_verified_at: null } }, link);
    return { email: link.email };
  },

  /**
   * Ends every login, the password and a second factor that was set since, and gives the account back the address that the
   * notice went to, also where somebody has registered that since and not proven it. An account that can't have it back is
   * suspended: whoever has the address that it was given would choose its next password.
   */
  async 'not-me'(redemption) {
    const { trx, account, link } = redemption;
    if (account.deletion !== null) await restore(trx, account.id);
    await endMeansOfBefore(trx, account);
    await endAccess(trx, account.id);
    await endFactorSince(trx, account.id, Number(link.since ?? link.created_at));
    await trx('directus_users').where({ id: account.id }).update({ password: null });
    // Who comes back on a device of before is told of as of a new one.
    await trx('genie_known_devices').where({ user: account.id }).delete();
    // Those that were sent since, to an address that may be an intruder's.
    await trx(linksTable)
      .where({ user: account.id, state: 'live' })
      .andWhere((row) =>
        row.whereNot('purpose', 'not-me').orWhere('created_at', '>=', link.created_at),
      )
      .update({ state: 'ended' });
    const isMoved = account.email?.toLowerCase() !== link.email.toLowerCase();
    if (!isMoved) await prove(redemption, {});
    const isBack = !isMoved || (await freeAddress(trx, link.email));
    if (isMoved && isBack) {
      await prove({ ...redemption, account: { ...account, email_verified_at: null } }, link);
      // An intruder isn't told that his address was taken away, by a notice that would give it back.
      await trx('genie_notices').where({ user: account.id, email: account.email }).delete();
    }
    if (isBack) return { email: link.email, passwordKept: false };
    // One of an administrator's may be the one that the API lives by.
    if (!(await isAdministrator(trx, account.id))) {
      await trx('directus_users').where({ id: account.id }).update({ status: 'suspended' });
    }
    return { email: account.email ?? link.email, passwordKept: false, addressKept: true };
  },

  /** Brings back an account that waits for its deletion, as it was. Nobody is signed in by that. */
  async 'account-restore'({ trx, account, link }) {
    await restore(trx, account.id);
    return { email: account.email ?? link.email };
  },
};

/** The clocks of the database and of the Directus processes may differ. */
const clockSlackMs = 10_000;

/**
 * Takes off a second factor that was set since what the owner was told of: an intruder's would keep the owner from a new
 * password.
 */
async function endFactorSince(trx: Knex, userId: string, since: number): Promise<void> {
  const isNew = trx('genie_second_factors')
    .where({ user: userId, state: 'on' })
    .andWhere('set_at', '>=', since - clockSlackMs);
  const [factor] = await isNew.limit(1);
  if (factor === undefined) return;
  await trx('directus_users').where({ id: userId }).update({ tfa_secret: null });
}

/**
 * Makes an address free for whoever has just proven it by the link that went there. An account that has it and never proved
 * it loses it, and whatever opened that account: anybody can register anybody's address, and an intruder would do so to
 * keep the owner from taking the account back.
 *
 * @returns false where an account has it that has proven it, or is an administrator's
 */
async function freeAddress(trx: Knex, email: string): Promise<boolean> {
  const other = await lockAccount(trx, { email });
  if (other === undefined) return true;
  if (isProven(other) || (await isAdministrator(trx, other.id))) return false;
  await endMeansOfBefore(trx, other);
  await trx('directus_users').where({ id: other.id }).update({ email: null });
  // Of that account: its notice would go to an address that is the owner's.
  await trx('genie_notices').where({ user: other.id }).delete();
  return true;
}

/** Writes to the account, and that its address is proven; one that waited for the proof is active from now on. */
async function prove(
  { trx, schema, services, account }: Redemption,
  { password, email }: { password?: string; email?: string },
): Promise<void> {
  const { id: userId, status } = account;
  if (status === 'unverified') {
    await trx('directus_users').where({ id: userId }).update({ status: 'active' });
  }
  const fields = {
    ...(password === undefined ? {} : { password }),
    ...(email === undefined ? {} : { email }),
    ...(isProven(account) ? {} : { email_verified_at: new Date().toISOString() }),
  };
  if (Object.keys(fields).length === 0) return;
  const users = new services.UsersService({ knex: trx, schema, accountability: null });
  await users.updateOne(userId, fields);
}

/**
 * Whether a reset needs a code as well: where the second factor is the owner's. One that was set before anybody proved
 * the address may be somebody else's; an administrator's isn't, for nobody registers as one.
 */
export async function needsCode(db: Knex, account: Account): Promise<boolean> {
  if (account.tfa_secret === null) return false;
  return isProven(account) || (await isAdministrator(db, account.id));
}
