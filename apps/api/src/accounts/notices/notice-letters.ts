/** What an account's owner is told of. Each has a way to say that it was somebody else. */
import type { Notice } from '@genie-helper/guard-protocol';
import type { LetterBlock, LetterContent } from '../../mail/index.ts';

/**
 * @param notMeUrl the page of "this wasn't me"; undefined where the older links do the same
 */
export function noticeLetter(
  notice: Omit<Notice, 'id'>,
  notMeUrl: string | undefined,
): LetterContent {
  const { subject, told } = describe(notice);
  const wayOut: LetterBlock[] =
    notMeUrl === undefined
      ? ["If it wasn't you, use the link in one of the earlier mails like this one."]
      : [
          "If it wasn't you, secure the account now:",
          { button: "This wasn't me", url: notMeUrl },
          'That signs every device out and ends the password; a mail then lets you choose another one. The link works once, for 24 hours.',
        ];
  return { subject, blocks: [...told, 'If that was you, you need do nothing.', ...wayOut] };
}

/** To the owner of an account that was just deleted: how it comes back, and what to do if it was somebody else. */
export function deletionLetter(
  { deletesAt = 0 }: Omit<Notice, 'id'>,
  restoreUrl: string,
  notMeUrl: string,
): LetterContent {
  return {
    subject: 'Your account will be deleted',
    blocks: [
      'Your account at Genie Helper was deleted, by somebody who knows its password. Every device is signed out, and nobody can sign in.',
      { facts: [['Erased for good', timeOf(deletesAt)]] },
      'Until then you can have it back as it was:',
      { button: 'Keep my account', url: restoreUrl },
      "If it wasn't you, somebody else knows your password. This brings the account back and ends the password; a mail then lets you choose another one:",
      { link: "This wasn't me", url: notMeUrl },
      'Each link works once. If you want to leave, you need do nothing.',
    ],
  };
}

function describe(notice: Omit<Notice, 'id'>): { subject: string; told: LetterBlock[] } {
  const time = ['Time', timeOf(notice.at)] as const;
  switch (notice.kind) {
    case 'sign-in':
      return {
        subject: 'A new device signed in to your account',
        told: [
          'Somebody signed in to your account at Genie Helper from a device that was not seen before.',
          {
            facts: [
              ['Device', notice.device ?? 'unknown'],
              ['Network address', notice.address ?? 'unknown'],
              time,
            ],
          },
        ],
      };
    case 'new-password':
      return {
        subject: 'Your password was changed',
        told: [
          'The password of your account at Genie Helper was changed, and every device was signed out.',
          { facts: [time] },
        ],
      };
    case 'account-deletion':
      return { subject: 'Your account will be deleted', told: [{ facts: [time] }] };
    case 'new-address':
      return {
        subject: 'Your e-mail address was changed',
        told: [
          'Your account at Genie Helper has another e-mail address now. Mails about it go there from now on.',
          { facts: [['New address', maskEmail(notice.newEmail ?? null)], time] },
        ],
      };
    case 'second-factor-on':
      return {
        subject: 'Your account has a second factor now',
        told: [
          'A second factor was set up for your account at Genie Helper. From now on a sign-in needs a code of the authenticator as well.',
          { facts: [time] },
        ],
      };
    case 'second-factor-off':
      return {
        subject: 'Your second factor was taken off',
        told: [
          'The second factor of your account at Genie Helper was taken off. The password alone opens it now, and the recovery codes work no more.',
          { facts: [time] },
        ],
      };
    case 'recovery-code-used':
      return {
        subject: 'A recovery code was used',
        told: [
          'Somebody used a recovery code of your account at Genie Helper in place of a code of the authenticator.',
          { facts: [['Recovery codes left', String(notice.recoveryCodesLeft ?? 'unknown')], time] },
        ],
      };
  }
}

/** Enough to know one's own address by, and nothing that a mail program makes a link of. */
function maskEmail(email: string | null): string {
  if (email === null) return 'none';
  const [name = '', domain = ''] = email.split('@');
  return `${name.slice(0, 1)}… at ${domain.replaceAll('.', ' dot ')}`;
}

/** Such as `2026-03-01 09:30 UTC`. */
export function timeOf(epochMs: number): string {
  return `${new Date(epochMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
