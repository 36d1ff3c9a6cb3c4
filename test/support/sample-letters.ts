import { type NoticeKind, noticeKinds } from '@genie-helper/guard-protocol';
import { type Letter, type LetterContent, writeLetter } from '@genie-helper/mail';
import * as addresses from '../../apps/api/src/accounts/addresses/address-letters.ts';
import { passwordForgot } from '../../apps/api/src/accounts/forgot-password.ts';
import { changeLetter } from '../../apps/api/src/accounts/notices/change-letter.ts';
import {
  deletionLetter,
  noticeLetter,
} from '../../apps/api/src/accounts/notices/notice-letters.ts';

const page = (path: string) => `https://genie.example.com/${path}`;
const link = (path: string) =>
  page(`account/${path}#token=Zk3v9xQhT1m0bW7c2yLr8NpKd5sGjUfA4oEiHqXwBtM`);

/** With values as long, and as odd, as they come. */
const noticeOf = (kind: NoticeKind) => ({
  kind,
  userId: '1e6f0f7c-0000-4000-8000-000000000000',
  email: 'dana@example.com',
  at: Date.UTC(2026, 10, 27, 10, 4),
  device: 'Firefox 145 on Windows',
  address: '2001:db8:85a3:8d3:1319:8a2e:370:7348',
  newEmail: `${'a'.repeat(60)}@${'very-long-domain-name.'.repeat(3)}example.com`,
  deletesAt: Date.UTC(2026, 11, 4, 10, 4),
});

const notices = Object.fromEntries(
  noticeKinds.map((kind) => [
    `notice-${kind}`,
    kind === 'account-deletion'
      ? deletionLetter(noticeOf(kind), link('restore'), link('not-me'))
      : noticeLetter(noticeOf(kind), link('not-me')),
  ]),
);

const contents: Readonly<Record<string, LetterContent>> = {
  'password-forgot': passwordForgot(link('reset')),
  'confirm-address': addresses.confirmAddress(link('verify')),
  'already-registered': addresses.alreadyRegistered(page('sign-in')),
  'registered-again': addresses.registeredAgain(link('reset')),
  'confirm-new-address': addresses.confirmNewAddress(link('verify')),
  'new-address-is-taken': addresses.newAddressIsTaken(page('sign-in')),
  'address-may-change': addresses.addressMayChange(link('not-me')),
  'account-suspended': changeLetter({
    at: Date.UTC(2026, 10, 27, 10, 4),
    changes: [{ what: 'status', from: 'active', to: 'suspended' }],
  }),
  'account-changed': changeLetter({
    at: Date.UTC(2026, 10, 27, 10, 4),
    changes: [
      { what: 'subscriptionTier', from: null, to: 'p'.repeat(64) },
      { what: 'role', from: 'Administrator', to: 'Pro' },
    ],
  }),
  ...notices,
};

/** Every mail that the product sends, with its own words. */
export const sampleLetters: Readonly<Record<string, Letter>> = Object.fromEntries(
  Object.entries(contents).map(([name, content]) => [
    name,
    writeLetter({ to: 'dana@example.com', ...content }),
  ]),
);
