/**
 * `POST /genie/account-links/issue`: a link for an account, by the hash of the token that our API has made.
 *
 * Guarantees: of one account and purpose the newest link alone lives. The same hash gives the same link again, and one
 * that was used or has ended is never brought back, so a mail may be sent twice. There is no link for an account that
 * isn't there, isn't active, or signs in elsewhere.
 */
import { InvalidPayloadError } from '@directus/errors';
import {
  type IssueAnswer,
  type LinkPurpose,
  linkLifetimeMs,
  linkPurposes,
} from '@genie-helper/guard-protocol';
import type { Knex } from 'knex';
import { deletionsTable } from '../leaving/tables.ts';
import {
  type Account,
  type AccountKey,
  type LinkDeps,
  lockAccount,
  optionalTextOf,
  optionalUserIdOf,
  textOf,
} from './accounts.ts';
import { type LinkRow, linksTable } from './tables.ts';

/**
 * Notices with a link of their own that live at once. Past it the older ones stay: they do the same, and whoever makes
 * many notices can't end the first, which went to the address of before.
 */
const maxNotices = 50;

const waysBack: ReadonlySet<LinkPurpose> = new Set(['account-restore', 'not-me']);

interface Wanted {
  owner: AccountKey;
  purpose: LinkPurpose;
  tokenHash: string;
  newEmail: string | undefined;
  since: number | undefined;
}

export function createIssueLink({ db }: Pick<LinkDeps, 'db'>) {
  return async (body: unknown): Promise<IssueAnswer> => {
    const wanted = readIssueRequest(body);
    return await db.transaction(async (trx) => {
      const account = await lockAccount(trx, wanted.owner);
      if (account === undefined || !mayHave(account, wanted.purpose)) {
        return { issued: false, reason: 'no_account' };
      }
      const { id: userId, email, first_name: firstName } = account;
      if (email === null) return { issued: false, reason: 'no_account' };
      const reason = await addLink(trx, userId, wanted.newEmail ?? email, wanted);
      return reason === undefined
        ? { issued: true, userId, email, firstName }
        : { issued: false, reason };
    });
  };
}

/**
 * By status, and by who keeps the password. An address that isn't proven yet is proven by a link; an account that waits for
 * its deletion has the two that bring it back, and no other.
 */
export function mayHave({ status, provider, deletion }: Account, purpose: LinkPurpose): boolean {
  if (deletion !== null) return deletion === 'waiting' && waysBack.has(purpose);
  if (purpose === 'account-restore') return false;
  const isOpen = status === 'active' || (status === 'unverified' && purpose !== 'email-change');
  return isOpen && (purpose === 'not-me' || provider === 'default');
}

/** @returns why there is no link; undefined where it lives */
async function addLink(trx: Knex, userId: string, email: string, wanted: Wanted) {
  const { purpose, tokenHash, since = null } = wanted;
  const now = Date.now();
  const expires_at = (await deletionTime(trx, userId)) ?? now + linkLifetimeMs[purpose];
  const known: LinkRow | undefined = await trx(linksTable).where({ token_hash: tokenHash }).first();
  if (known !== undefined) {
    if (known.state !== 'live') return known.state;
    // Its mail goes out once more, so nobody may have got it until now.
    await trx(linksTable).where({ token_hash: tokenHash }).update({ expires_at });
    return undefined;
  }
  const others = trx(linksTable).where({ user: userId, purpose, state: 'live' });
  if (purpose === 'not-me') {
    const rows = await others.where('expires_at', '>', now).select('token_hash');
    if (rows.length >= maxNotices) return 'too_many';
  } else await others.update({ state: 'ended' });
  const link: LinkRow = {
    token_hash: tokenHash,
    user: userId,
    purpose,
    email,
    state: 'live',
    failures: 0,
    created_at: now,
    expires_at,
    since,
  };
  await trx(linksTable).insert(link);
  return undefined;
}

/** When the account is erased, if it is; what brings it back lives until then. */
async function deletionTime(trx: Knex, userId: string): Promise<number | undefined> {
  const row = await trx(deletionsTable).where({ user: userId }).first('deletes_at');
  return row === undefined ? undefined : Number(row.deletes_at);
}

/** @throws InvalidPayloadError */
function readIssueRequest(body: unknown): Wanted {
  const purpose = linkPurposes.find((one) => one === textOf(body, 'purpose'));
  const tokenHash = textOf(body, 'tokenHash');
  const userId = optionalUserIdOf(body, 'userId');
  const newEmail = optionalTextOf(body, 'newEmail');
  const since: unknown = Reflect.get(Object(body), 'since') ?? undefined;
  const isWhole =
    purpose !== undefined &&
    /^[\w-]{43}$/.test(tokenHash) &&
    (newEmail !== undefined || purpose !== 'email-change') &&
    (newEmail === undefined || purpose === 'email-change' || purpose === 'not-me') &&
    (since === undefined || (purpose === 'not-me' && Number.isSafeInteger(since)));
  if (!isWhole) throw new InvalidPayloadError({ reason: 'this is no request for a link' });
  const owner = userId === undefined ? { email: textOf(body, 'email') } : { id: userId };
  return { owner, purpose, tokenHash, newEmail, since: since as number | undefined };
}
