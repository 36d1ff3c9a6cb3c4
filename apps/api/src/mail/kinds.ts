import type { Notice } from '@genie-helper/guard-protocol';
import type { Letter } from '@genie-helper/mail';

/**
 * Every mail that is sent, and what is sealed in the outbox for it: enough to write it later, however often, with the
 * same link each time. Whether there is such an account is looked up when it's written, never when it's asked for.
 */
export interface MailPayloads {
  'password-forgot': { email: string; token: string };
  /** To the account's address, so that it is proven. */
  'email-verify': { userId: string; token: string };
  /** Of a registration whose answer doesn't tell whether the address is taken: makes the account, or tells its owner. */
  registration: {
    /** Of the account, if one is made. */
    userId: string;
    email: string;
    password: string;
    firstName: string | null;
    token: string;
  };
  /** To the address that an account is to have. */
  'email-change': { userId: string; email: string; token: string };
  /** To the address that it has, before. */
  'email-may-change': { userId: string; email: string; token: string };
  /** An administrator changed the account; to the address that it has. */
  'account-changed': {
    userId: string;
    email: string;
    /** Epoch milliseconds. */
    at: number;
    changes: readonly AccountChange[];
  };
  /** Something that an account's owner should know. */
  notice: Notice & {
    token: string;
    /** Of an `account-deletion`: of the link that brings the account back. */
    restoreToken?: string;
  };
}

/** One thing that is another now; null: none. */
export type AccountChange = {
  what: 'subscriptionTier' | 'status' | 'role';
  from: string | null;
  to: string | null;
};

export type MailKind = keyof MailPayloads;

/** A mail that is asked for. */
export type MailRequest = {
  [Kind in MailKind]: {
    kind: Kind;
    payload: MailPayloads[Kind];
    /** From when on it is of no use, such as when its link has expired; 24 hours from now at the latest. */
    expiresAt?: Date;
  };
}[MailKind];

/** What a composer is told besides. */
export interface ComposerContext {
  /** When the mail was asked for. */
  askedAt: Date;
  /** A page of the console, with a token behind the `#`, where no log and no `Referer` has it. */
  linkTo(path: `/${string}`, token: string): string;
  /** A page of the console, without one. */
  page(path: `/${string}`): string;
}

/**
 * Writes a mail when it's sent. It's called again for each attempt, so what it keeps it must find again.
 *
 * @returns undefined where there is nothing to send: no such account, or nothing left to tell
 */
export type Composer<Kind extends MailKind> = (
  payload: MailPayloads[Kind],
  context: ComposerContext,
) => Promise<Letter | undefined>;

/** Who writes which mail. A kind that only a later release knows waits in the outbox. */
export type Composers = { readonly [Kind in MailKind]: Composer<Kind> };
