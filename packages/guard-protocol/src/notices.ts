/**
 * What the guard tells our API that people should be told: it sees every sign-in and every new password and address, by
 * whichever door, and the API sends mails.
 *
 * `claim` gives some of what is waiting and keeps it from others for a while; `done` takes it away. Whoever ends in
 * between leaves it to the next, so a person is told at least once.
 */
export const noticePaths = { claim: '/genie/notices/claim', done: '/genie/notices/done' } as const;

/** How long a notice that was claimed is kept from others, in milliseconds. */
export const noticeClaimMs = 60_000;

/** How many notices a claim gives at most, and a `done` takes. */
export const maxNotices = 50;

export const noticeKinds = [
  'sign-in',
  'new-password',
  'new-address',
  'account-deletion',
  'second-factor-on',
  'second-factor-off',
  'recovery-code-used',
] as const;
export type NoticeKind = (typeof noticeKinds)[number];

/** Something that an account's owner should know. */
export interface Notice {
  id: number;
  kind: NoticeKind;
  userId: string;
  /** Whom to tell: the address of the account then; of a `new-address` the one that it had until then. */
  email: string;
  /** Epoch milliseconds. */
  at: number;
  /** Of a `new-address`: the address that the account has now; null where it has none. */
  newEmail?: string | null;
  /** Of a `sign-in`: such as "Firefox on Windows". */
  device?: string;
  /** Of a `sign-in`: null where nobody knows it. */
  address?: string | null;
  /** Of an `account-deletion`: when the account is erased unless it's brought back; epoch milliseconds. */
  deletesAt?: number;
  /** Of a `recovery-code-used`: how many are left. */
  recoveryCodesLeft?: number;
}
