import {
  type AccountChange,
  type Composer,
  type LetterBlock,
  type LetterContent,
  type MailPayloads,
  writeLetter,
} from '../../mail/index.ts';
import { timeOf } from './notice-letters.ts';

const names = { subscriptionTier: 'Plan', status: 'Status', role: 'Role' } as const;

/** Writes the mail about a change when it's sent. */
export const writeChangeMail: Composer<'account-changed'> = async ({ userId, email, ...change }) =>
  writeLetter({ to: email, userId, ...changeLetter(change) });

/**
 * To the owner of an account that an administrator changed. There is no "this wasn't me": it was the administrator, and
 * whoever runs the server is the one to ask.
 *
 * @param change `at` in epoch milliseconds
 */
export function changeLetter({
  at,
  changes,
}: Pick<MailPayloads['account-changed'], 'at' | 'changes'>): LetterContent {
  const status = changes.find(({ what }) => what === 'status')?.to;
  const facts = changes.map(
    ({ what, from, to }) => [names[what], `${from ?? 'none'} → ${to ?? 'none'}`] as const,
  );
  return {
    subject: subjectOf(status),
    blocks: [
      'An administrator changed your account at Genie Helper.',
      { facts: [...facts, ['Time', timeOf(at)]] },
      ...whatItMeans(status, changes),
      "If you don't know why, ask whoever runs this server.",
    ],
  };
}

function subjectOf(status: string | null | undefined): string {
  if (status === 'suspended') return 'Your account was suspended';
  if (status === 'active') return 'Your account is active again';
  return 'Your account was changed';
}

function whatItMeans(
  status: string | null | undefined,
  changes: readonly AccountChange[],
): LetterBlock[] {
  if (status === 'suspended') {
    return [
      'Every device is signed out, and nobody can sign in until the account is active again. What you stored is kept.',
    ];
  }
  if (status === 'active') return ['You can sign in as before.'];
  const isOther = changes.some(({ what }) => what === 'role');
  return isOther ? ['Every device is signed out. Sign in again to go on.'] : [];
}
