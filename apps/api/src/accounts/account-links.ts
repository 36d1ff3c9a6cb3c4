/**
 * Links of mails and new passwords, as the guard inside Directus keeps them.
 *
 * Guarantees: a token is made here from 32 random bytes; to make its link only its hash leaves this process. A link that
 * counts for nothing is one answer, whatever is wrong with it; what it was goes to the log and a metric. No answer of
 * Directus is an outage, never a refusal.
 */
import { randomBytes } from 'node:crypto';
import { type DirectusClient, isRecord } from '@genie-helper/directus-client';
import {
  accountLinkPaths,
  type ChangePasswordRequest,
  hashLinkToken,
  type IssueAnswer,
  type IssueRequest,
  type LinkOwner,
  type LinkRefusal,
  linkRefusals,
  type RedeemAnswer,
  type RedeemRequest,
} from '@genie-helper/guard-protocol';
import { AppError, directusUnavailable, invalidField } from '../http/errors.ts';
import type { RequestContext } from '../http/operation.ts';

/** A token as a link carries it: 43 characters of base64url. */
export function newLinkToken(): string {
  return randomBytes(32).toString('base64url');
}

/** What has to be known of a link to be made; its token comes from `newLinkToken`. */
export type NewLink = LinkOwner &
  Omit<IssueRequest, 'tokenHash' | 'userId' | 'email'> & { token: string };

/** What a link did. */
export type RedeemedLink = Omit<Extract<RedeemAnswer, { verdict: 'redeemed' }>, 'verdict'>;

export type AccountLinks = ReturnType<typeof createAccountLinks>;

/** What of a request goes along: its log, and the address that codes of a second factor are counted on. */
type Asking = Pick<RequestContext, 'address' | 'log'>;

interface AccountLinksDeps {
  client: Pick<DirectusClient, 'call'>;
  /** Opens the guard's routes; unset: there are no links. */
  secret: string | undefined;
  countRefusal: (reason: LinkRefusal | 'malformed') => void;
}

/** 43 characters of base64url. Another text was never a token. */
const tokenForm = /^[\w-]{43}$/;

export function createAccountLinks({ client, secret, countRefusal }: AccountLinksDeps) {
  /** @throws AppError `auth.secret_not_set` · `directus.unavailable` · `rate_limit.exceeded` */
  async function ask(
    path: string,
    body: unknown,
    call: { address?: string; agent?: string; again?: boolean },
  ) {
    if (secret === undefined) throw new AppError('auth.secret_not_set');
    const answer = await client.call({
      method: 'POST',
      path,
      body,
      sharedSecret: secret,
      ...(call.address === undefined ? {} : { clientAddress: call.address }),
      ...(call.agent === undefined ? {} : { clientAgent: call.agent }),
      takesLimits: true,
      isRepeatable: call.again ?? false,
    });
    if (answer.ok && isRecord(answer.data)) return answer.data;
    if (answer.ok) throw directusUnavailable('account links: an answer of another form');
    const { status, code, field, retryAfterSeconds = 60 } = answer;
    if (status === 429) throw new AppError('rate_limit.exceeded', { retryAfterSeconds });
    // The rules are looked at before, so this is one that only Directus knows.
    if (code === 'FAILED_VALIDATION' && field === 'password') {
      throw invalidField('password', 'is not a password that may be set here');
    }
    throw directusUnavailable(`account links: ${status} ${code}`);
  }

  function refuse(
    reason: LinkRefusal | 'malformed',
    purpose: string,
    log: Asking['log'],
  ): AppError {
    countRefusal(reason);
    log.info({ reason, purpose }, 'a link was refused');
    return new AppError('account.token_invalid');
  }

  return {
    /**
     * Makes a link, or finds the one that the token has already; for the moment when its mail is written.
     *
     * @returns the account that it belongs to; undefined where nothing is to be sent
     * @throws AppError `auth.secret_not_set` · `directus.unavailable`
     */
    async issue({ token, ...link }: NewLink) {
      const body = { ...link, tokenHash: hashLinkToken(token) };
      const data = await ask(accountLinkPaths.issue, body, { again: true });
      const answer = data as unknown as IssueAnswer;
      if (answer.issued === false) return undefined;
      const { userId, email, firstName } = answer;
      if (answer.issued === true && typeof userId === 'string' && typeof email === 'string') {
        return { userId, email, firstName };
      }
      throw directusUnavailable('account links: a link of another form');
    },
    /**
     * Does what a link is for; its end and that are one. `instead`: what else the link may be for.
     *
     * @throws AppError `account.token_invalid` · `account.otp_required` · `account.proof_refused` for a wrong code ·
     *   `account.email_taken` · `rate_limit.exceeded` · `auth.secret_not_set` · `directus.unavailable`
     */
    async redeem(
      { instead, ...wanted }: RedeemRequest & { instead?: RedeemRequest['purpose'] },
      { address, log }: Asking,
    ): Promise<RedeemedLink> {
      const { purpose, token } = wanted;
      if (!tokenForm.test(token)) throw refuse('malformed', purpose, log);
      const data = await ask(accountLinkPaths.redeem, wanted, { address });
      const answer = data as unknown as RedeemAnswer;
      if (answer.verdict === 'refused' && answer.reason === 'other_purpose' && instead) {
        return await this.redeem({ ...wanted, purpose: instead }, { address, log });
      }
      switch (answer.verdict) {
        case 'redeemed': {
          const { verdict: _, ...done } = answer;
          log.info({ purpose, userId: done.userId }, 'a link was redeemed');
          return done;
        }
        case 'refused':
          throw refuse(
            linkRefusals.find((one) => one === answer.reason) ?? 'unknown',
            purpose,
            log,
          );
        case 'otp_required':
          throw new AppError('account.otp_required');
        case 'otp_wrong':
          throw new AppError('account.proof_refused', { internal: 'a wrong code for a link' });
        case 'password_wrong':
          throw new AppError('account.proof_refused', { internal: 'a wrong password for a link' });
        case 'email_taken':
          throw new AppError('account.email_taken');
        default:
          throw directusUnavailable('account links: a verdict of another form');
      }
    },
    /**
     * Sets another password for whoever has just proven the one of now, and ends every other login.
     *
     * @param client whose login the proof's becomes, where that goes on
     * @throws AppError `account.proof_refused` where the proof has ended since · `auth.secret_not_set` ·
     *   `directus.unavailable`
     */
    async changePassword(
      change: ChangePasswordRequest,
      client: { address: string; agent: string },
    ): Promise<void> {
      const { verdict } = await ask(accountLinkPaths.changePassword, change, client);
      if (verdict === 'changed') return;
      if (verdict !== 'refused') throw directusUnavailable('a new password: another verdict');
      throw new AppError('account.proof_refused', { internal: 'the proof has ended' });
    },
  };
}
