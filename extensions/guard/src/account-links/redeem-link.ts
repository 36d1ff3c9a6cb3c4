/**
 * `POST /genie/account-links/redeem`: does what a link is for, once.
 *
 * Guarantees: the link's end and what it does (`link-acts.ts`) are one transaction: both happen or neither. All ways to be
 * no link are one verdict, `refused`; the reason beside it is for the log of our API. A reset asks for a code of the
 * second factor before anything else, and a link that came with five wrong ones has ended.
 */
import { InvalidPayloadError, isDirectusError } from '@directus/errors';
import {
  hashLinkToken,
  type LinkPurpose,
  type LinkRefusal,
  linkPurposes,
  type RedeemAnswer,
} from '@genie-helper/guard-protocol';
import type { Knex } from 'knex';
import { logAct } from '../audit/log-act.ts';
import { asLink } from '../two-factor/verify-code.ts';
import {
  beginWriting,
  type LinkDeps,
  lockAccount,
  optionalTextOf,
  optionalUserIdOf,
  readAccount,
  textOf,
} from './accounts.ts';
import { mayHave } from './issue-link.ts';
import { linkActs, needsCode } from './link-acts.ts';
import { type LinkRow, linksTable } from './tables.ts';

/** Wrong codes of the second factor that a link survives. */
const maxFailures = 5;

interface Wanted {
  purpose: LinkPurpose;
  tokenHash: string;
  password: string | undefined;
  otp: string | undefined;
  signedInAs: string | undefined;
  currentPassword: string | undefined;
}

export function createRedeemLink(deps: LinkDeps) {
  const { db } = deps;
  return async (body: unknown, schema: unknown): Promise<RedeemAnswer> => {
    const wanted = readRedeemRequest(body);
    // Before the transaction: the throttle may let an attempt wait, and SQLite has a single connection.
    const { answer, factor } = await checkSecondFactor(deps, schema, wanted);
    if (answer !== undefined) return answer;
    const passwordOf = await checkPassword(deps, schema, wanted);
    if (passwordOf === null) return { verdict: 'password_wrong' };
    const signedInAs = passwordOf ?? wanted.signedInAs;
    try {
      return await db.transaction((trx) =>
        redeem(trx, deps, schema, { ...wanted, signedInAs }, factor),
      );
    } catch (error) {
      const isTaken = isDirectusError(error, 'RECORD_NOT_UNIQUE');
      if (isTaken && wanted.purpose !== 'password-reset') return { verdict: 'email_taken' };
      throw error;
    }
  };
}

interface CheckedFactor {
  /** Where that is all. */
  answer?: RedeemAnswer;
  /** What the account's secret of a second factor was when a code was right. */
  factor?: string;
}

/** @throws HitRateLimitError of the throttle, which counts the codes */
async function checkSecondFactor(
  { db, services }: LinkDeps,
  schema: unknown,
  { purpose, tokenHash, otp }: Wanted,
): Promise<CheckedFactor> {
  if (purpose !== 'password-reset') return {};
  const link: LinkRow | undefined = await db(linksTable).where({ token_hash: tokenHash }).first();
  if (link === undefined || refusalOf(link, purpose) !== undefined) return {};
  const account = await readAccount(db, { id: link.user });
  if (account === undefined || !(await needsCode(db, account))) return {};
  const { tfa_secret: factor } = account;
  if (otp === undefined || factor === null) return { answer: { verdict: 'otp_required' } };
  const codes = new services.TFAService({ knex: db, schema, accountability: null });
  if (await asLink(() => codes.verifyOTP(account.id, otp)))
    return await factorOfNow(db, account.id);
  await db.raw(
    `UPDATE ${linksTable} SET failures = failures + 1,
       state = CASE WHEN failures + 1 >= ? THEN 'ended' ELSE state END
     WHERE token_hash = ? AND state = 'live'`,
    [maxFailures, tokenHash],
  );
  return { answer: { verdict: 'otp_wrong' } };
}

/** After a code was right: a secret that Directus kept in the clear may have just become a marker. */
async function factorOfNow(db: Knex, userId: string): Promise<CheckedFactor> {
  const account = await readAccount(db, { id: userId });
  return account?.tfa_secret ? { factor: account.tfa_secret } : {};
}

/**
 * Whose password came with the proof of an address: undefined where none came, null where it is wrong.
 *
 * @throws HitRateLimitError of the throttle, which counts the passwords
 */
async function checkPassword(
  { db, services }: LinkDeps,
  schema: unknown,
  { purpose, tokenHash, currentPassword }: Wanted,
): Promise<string | undefined | null> {
  if (purpose !== 'email-verify' || currentPassword === undefined) return undefined;
  const link: LinkRow | undefined = await db(linksTable).where({ token_hash: tokenHash }).first();
  if (link === undefined || refusalOf(link, purpose) !== undefined) return undefined;
  const service = new services.AuthenticationService({ knex: db, schema, accountability: null });
  try {
    await service.verifyPassword(link.user, currentPassword);
    return link.user;
  } catch (error) {
    if (isDirectusError(error, 'INVALID_CREDENTIALS')) return null;
    throw error;
  }
}

async function redeem(
  trx: Knex.Transaction,
  deps: LinkDeps,
  schema: unknown,
  wanted: Wanted,
  factor: CheckedFactor['factor'],
): Promise<RedeemAnswer> {
  const { tokenHash, purpose, password, signedInAs } = wanted;
  await beginWriting(trx);
  const found: LinkRow | undefined = await trx(linksTable).where({ token_hash: tokenHash }).first();
  if (found === undefined) return { verdict: 'refused', reason: 'unknown' };
  const account = await lockAccount(trx, { id: found.user });
  // Read again: whoever had the account until now may have changed the link.
  const link: LinkRow | undefined = await trx(linksTable).where({ token_hash: tokenHash }).first();
  if (account === undefined || link === undefined) return { verdict: 'refused', reason: 'unknown' };
  const reason = refusalOf(link, purpose);
  if (reason !== undefined) return { verdict: 'refused', reason };
  if (!mayHave(account, purpose)) return { verdict: 'refused', reason: 'inactive' };
  const isAsked = purpose === 'password-reset' && (await needsCode(trx, account));
  if (isAsked && account.tfa_secret !== factor) return { verdict: 'otp_required' };

  await trx(linksTable).where({ token_hash: tokenHash }).update({ state: 'used' });
  const { services } = deps;
  const done = { trx, schema, services, account, link, password, signedInAs };
  const { email, passwordKept = true, addressKept = false } = await linkActs[purpose](done);
  const { id: userId, email: previousEmail } = account;
  await logAct(trx, {
    action: 'use_link',
    userId,
    detail: addressKept ? `${purpose} address_kept` : purpose,
  });
  return {
    verdict: 'redeemed',
    userId,
    email,
    previousEmail: previousEmail ?? email,
    passwordKept,
    addressKept,
  };
}

/** Undefined where it may be redeemed, as far as the link itself says. */
function refusalOf({ purpose, state, expires_at }: LinkRow, wanted: LinkPurpose) {
  const checks: [isRefused: boolean, reason: LinkRefusal][] = [
    [purpose !== wanted, 'other_purpose'],
    [state === 'used', 'used'],
    [state === 'ended', 'ended'],
    [Number(expires_at) <= Date.now(), 'expired'],
  ];
  return checks.find(([isRefused]) => isRefused)?.[1];
}

/** @throws InvalidPayloadError */
function readRedeemRequest(body: unknown): Wanted {
  const purpose = linkPurposes.find((one) => one === textOf(body, 'purpose'));
  const password = optionalTextOf(body, 'password', 1_024);
  if (purpose === undefined || (password !== undefined) !== (purpose === 'password-reset')) {
    throw new InvalidPayloadError({ reason: 'this redeems no link' });
  }
  return {
    purpose,
    tokenHash: hashLinkToken(textOf(body, 'token')),
    password,
    otp: optionalTextOf(body, 'otp', 64),
    signedInAs: optionalUserIdOf(body, 'signedInAs'),
    currentPassword: optionalTextOf(body, 'currentPassword', 1_024),
  };
}
