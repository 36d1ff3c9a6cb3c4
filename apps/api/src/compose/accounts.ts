import { type AccountLinks, createAccountLinks } from '../accounts/account-links.ts';
import { createUserAccounts, createUserDirectory } from '../accounts/account-store.ts';
import { createAddressMails } from '../accounts/addresses/address-mails.ts';
import { type CreateAccount, createAccountMaker } from '../accounts/create-account.ts';
import { createDevices } from '../accounts/devices/devices.ts';
import { createForgottenPasswordMail } from '../accounts/forgot-password.ts';
import { createLeavingService } from '../accounts/leaving/leaving-service.ts';
import { createMailboxLimit } from '../accounts/mailbox-limit.ts';
import { writeChangeMail } from '../accounts/notices/change-letter.ts';
import { createNoticeSource } from '../accounts/notices/notice-source.ts';
import { createNoticeMail, createNoticeSender } from '../accounts/notices/send-notices.ts';
import type { Accounts } from '../accounts/plugin.ts';
import { createProfileStore, type ProfileStore } from '../accounts/profile-store.ts';
import { createSecondFactors } from '../accounts/two-factor/second-factors.ts';
import type { Credentials } from '../credentials/plugin.ts';
import { createMailService } from '../mail/mail-service.ts';
import { createMailOutboxStore } from '../mail/outbox-store.ts';
import { callTimeoutMs, type Foundation, maxPageBytes } from './foundation.ts';

/** Makes what accounts need, and the work that is done for them: mails, notices, and erasing those who left. */
export async function createAccounts(
  foundation: Foundation,
  {
    credentials,
    validator,
    proveFreshly,
  }: Pick<Accounts, 'validator' | 'proveFreshly'> & { credentials: Credentials },
) {
  const { config, connect, asAdmin, records, secret, sharedCounters, metrics, log } = foundation;
  const calls = connect('accounts', { callTimeoutMs, connections: 8 });
  const links = createAccountLinks({
    client: calls,
    secret,
    countRefusal: metrics.links.refused,
  });
  const registrations = connect('registration', { callTimeoutMs, connections: 4 });
  const createAccount = createAccountMaker(
    createUserAccounts(asAdmin(registrations, 'registration.not_configured')),
  );
  const profiles = createProfileStore(asAdmin(records, 'users.admin_token_not_set'));
  const mails = await createMails(foundation, { links, profiles, createAccount });
  const notices =
    secret === undefined || !mails.mail.isConfigured
      ? undefined
      : createNoticeSender({
          source: createNoticeSource(calls, secret),
          mail: mails.mail,
          log,
          everyMs: config.noticeEveryMs,
        });
  const devices = createDevices({ client: calls, secret });
  const leaving = createLeavingService({
    asks: connect('accounts', { callTimeoutMs, connections: 4 }),
    // All that belongs to an account goes in one call.
    erasures: connect('accounts', { callTimeoutMs: 5 * 60_000, connections: 1 }),
    pages: connect('accounts', { callTimeoutMs, connections: 2, maxResponseBytes: maxPageBytes }),
    secret,
    devices,
    accessLog: credentials.log,
    vault: config.vaultKeys === undefined ? undefined : credentials.vault,
    forgetMails: mails.forget,
    sharedCounters,
    metrics: metrics.deletions,
    log,
    erasureEveryMs: config.erasureEveryMs,
  });
  const accounts = {
    links,
    secondFactors: createSecondFactors({ client: calls, secret }),
    ...leaving.deps,
    profiles,
    devices,
    validator,
    createAccount,
    mail: mails.mail,
    countMailbox: createMailboxLimit({ sharedCounters, now: Date.now }),
    // Apart, so that nobody keeps a mail with a new password away by having others sent.
    countProofs: createMailboxLimit({ sharedCounters, now: Date.now, name: 'proofs' }),
    isProofRequired: config.isAddressProofRequired ?? false,
    proveFreshly,
    users: createUserDirectory(asAdmin(records, 'users.admin_token_not_set'), secret),
  };
  return { accounts, mails, notices, eraser: leaving.eraser };
}

/** Mails: kept in the outbox by whoever asks, written and sent by a sender in each process. */
function createMails(
  { config, connect, asAdmin, secret, metrics, log, now }: Foundation,
  {
    links,
    profiles,
    createAccount,
  }: { links: AccountLinks; profiles: ProfileStore; createAccount: CreateAccount },
) {
  const isAble = config.directus.adminToken !== undefined && secret !== undefined;
  const calls = connect('mail', { callTimeoutMs, connections: 4 });
  return createMailService({
    config: isAble ? config.mail : undefined,
    keys: config.vaultKeys,
    store: createMailOutboxStore(asAdmin(calls, 'mail.not_configured'), now),
    composers: {
      'password-forgot': createForgottenPasswordMail(links),
      ...createAddressMails({ links, profiles, createAccount }),
      notice: createNoticeMail({ links }),
      'account-changed': writeChangeMail,
    },
    policy: config.mailPolicy,
    metrics: metrics.mail,
    log,
    now,
  });
}
