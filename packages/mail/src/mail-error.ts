/**
 * Why a mail didn't go, in a word.
 *
 * Of the server, so that no mail goes: `unreachable` · `timeout` · `tls` · `no_auth` (it offers none) · `auth_refused` ·
 * `server_refused` (its greeting) · `sender_refused` (MAIL_FROM) · `connection_lost`. Of this mail alone: `deferred` (for
 * now) · `interrupted` (no answer came; whether the server took it isn't known) · `recipient_refused` · `message_refused` ·
 * `no_smtputf8` (the address needs it) · `address_invalid` · `file` (the folder can't be written).
 */
export type MailFailure = (typeof mailFailures)[number];

export const mailFailures = [
  'unreachable',
  'timeout',
  'tls',
  'no_auth',
  'auth_refused',
  'server_refused',
  'sender_refused',
  'connection_lost',
  'deferred',
  'interrupted',
  'recipient_refused',
  'message_refused',
  'no_smtputf8',
  'address_invalid',
  'file',
] as const;

const permanent: readonly MailFailure[] = [
  'recipient_refused',
  'message_refused',
  'no_smtputf8',
  'address_invalid',
];

const ofOneMail: readonly MailFailure[] = [...permanent, 'deferred', 'interrupted'];

/** A mail didn't go. Nothing in it names an address, and no text of a server is in its message. */
export class MailError extends Error {
  readonly failure: MailFailure;
  /** Of this mail alone; otherwise no mail goes until the server, or what is set for it, has changed. */
  readonly isOfThisMail: boolean;
  /** Trying it again is of no use. */
  readonly isPermanent: boolean;
  /** A code of the server's answer, such as `550 5.1.1`, or of the system, such as ECONNREFUSED. Safe to log. */
  readonly detail: string | undefined;
  /** What the server said, for whoever runs `genie mail test`; it may hold addresses, so it's never logged. */
  readonly answer: string | undefined;

  constructor(
    failure: MailFailure,
    { detail, answer, cause }: { detail?: string; answer?: string; cause?: unknown } = {},
  ) {
    super(detail === undefined ? failure : `${failure}: ${detail}`, { cause });
    this.name = 'MailError';
    this.failure = failure;
    this.isOfThisMail = ofOneMail.includes(failure);
    this.isPermanent = permanent.includes(failure);
    this.detail = detail;
    this.answer = answer;
  }
}
