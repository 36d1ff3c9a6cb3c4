/**
 * What our API asks of the guard for people's accounts: links that work once, and the change of a password.
 *
 * A link is a token in a mail. The API makes the token, and only its hash goes to `issue`; whoever brings the token back
 * has `redeem` do what the link is for, in one transaction with the end of the link.
 */
import { createHash } from 'node:crypto';
import { deletionRegretMs } from './leaving.ts';

export const accountLinkPaths = {
  issue: '/genie/account-links/issue',
  redeem: '/genie/account-links/redeem',
  changePassword: '/genie/account-links/password',
} as const;

/**
 * `password-reset` sets a password · `email-verify` proves the account's address · `email-change` gives the account
 * another address · `not-me` ends every login and the password, and gives the account back the address that it was sent to ·
 * `account-restore` brings back an account that waits for its deletion; so does `not-me`.
 */
export const linkPurposes = [
  'password-reset',
  'email-verify',
  'email-change',
  'not-me',
  'account-restore',
] as const;
export type LinkPurpose = (typeof linkPurposes)[number];

const minuteMs = 60_000;

/**
 * How long a link lives from the moment it's sent, in milliseconds. A notice may be read a day later; what brings an account
 * back from its deletion lives until the deletion.
 */
export const linkLifetimeMs: Readonly<Record<LinkPurpose, number>> = {
  'password-reset': 30 * minuteMs,
  'email-verify': 24 * 60 * minuteMs,
  'email-change': 30 * minuteMs,
  'not-me': 24 * 60 * minuteMs,
  'account-restore': deletionRegretMs,
};

/** What the database keeps of a link's token. Of its text, so that no other spelling of the same bytes counts. */
export function hashLinkToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}

/** Whose link: named by the id, or by the address that somebody typed. */
export type LinkOwner = { userId: string } | { email: string };

/** Asks for a link. Asking again with the same hash gives the same link, as long as it lives. */
export type IssueRequest = LinkOwner & {
  purpose: LinkPurpose;
  tokenHash: string;
  /** Of `email-change`: the address that the account gets; of `not-me`: where it is sent, if not to the address of now. */
  newEmail?: string;
  /** Of `not-me`: when what it is about happened, epoch milliseconds. A second factor that was set since goes with it. */
  since?: number;
};

/**
 * Why there is no link: nobody active has this address, the token's link was used or has ended, or the user has as many
 * of the kind as one may. Then nothing is to be sent.
 */
export type NotIssuedReason = 'no_account' | 'used' | 'ended' | 'too_many';

export type IssueAnswer =
  | { issued: true; userId: string; email: string; firstName: string | null }
  | { issued: false; reason: NotIssuedReason };

export interface RedeemRequest {
  purpose: LinkPurpose;
  token: string;
  /** Of `password-reset`. */
  password?: string;
  /** Of `password-reset`: a code of the second factor. */
  otp?: string;
  /** Of `email-verify`: who is signed in where the link was opened. If that is the account, all stays as it is. */
  signedInAs?: string;
  /** Of `email-verify`: the account's password, which says the same. */
  currentPassword?: string;
}

/**
 * Why a link isn't redeemed, for the log alone: `ended` by a newer one, a new password or e-mail, or another status ·
 * `inactive`: its account isn't active.
 */
export const linkRefusals = [
  'unknown',
  'other_purpose',
  'used',
  'ended',
  'expired',
  'inactive',
] as const;
export type LinkRefusal = (typeof linkRefusals)[number];

/**
 * `email` is the account's from now on; `passwordKept`: whether it has a password still, which ends with what somebody
 * else may have set; `addressKept`: whether it is left with an address that isn't the link's, since that is another
 * account's by now.
 */
export type RedeemAnswer =
  | {
      verdict: 'redeemed';
      userId: string;
      email: string;
      previousEmail: string;
      passwordKept: boolean;
      addressKept: boolean;
    }
  | { verdict: 'refused'; reason: LinkRefusal }
  | { verdict: 'otp_required' | 'otp_wrong' | 'password_wrong' | 'email_taken' };

export interface ChangePasswordRequest {
  /** The token of a session that the current password has just begun. */
  proof: string;
  password: string;
  /** Whether that session goes on; every other login ends. */
  keepsProof: boolean;
}

/** `refused`: the proof's login has ended, for instance by another new password. */
export interface ChangePasswordAnswer {
  verdict: 'changed' | 'refused';
}
