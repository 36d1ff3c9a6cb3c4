import { resolve } from 'node:path';
import { type Environment, parseMailFrom, parseSmtpUrl } from '@genie-helper/environment';
import { type MailError, type MailFailure, openSmtp, type SmtpSession } from '@genie-helper/mail';
import type { Installation } from './installation.ts';

/** Where `genie up` keeps mails while no mail server is set, from the folder of `.env`. */
export const usualMailFolder = 'data/mail';

/** Who they're from then. Nobody can answer. */
const localSender = 'Genie Helper <no-reply@genie-helper.invalid>';

/**
 * The variables of mail for an API that `genie up` starts: without SMTP_URL it keeps mails in a folder, and links lead
 * to the console of this machine.
 *
 * @param publicUrl where the console is
 */
export function withMailDefaults(
  texts: Readonly<Record<string, string>>,
  publicUrl: string,
): Record<string, string> {
  if (texts.SMTP_URL !== undefined) return { ...texts };
  const usual = { MAIL_DIRECTORY: usualMailFolder, MAIL_FROM: localSender, PUBLIC_URL: publicUrl };
  return { ...usual, ...texts };
}

/** The folder of an installation's mails; undefined where they go to a server. */
export function mailFolderOf({
  dir,
  texts,
}: Pick<Installation, 'dir' | 'texts'>): string | undefined {
  if (texts.SMTP_URL !== undefined) return undefined;
  return resolve(dir, texts.MAIL_DIRECTORY ?? usualMailFolder);
}

/** What SMTP_URL and MAIL_FROM say; undefined where one of them isn't set, or can't be used. */
export function mailServerOf({
  SMTP_URL = '',
  MAIL_FROM = '',
  ALLOW_INSECURE_SMTP: isInsecureAllowed = false,
}: Partial<Environment>) {
  const server = parseSmtpUrl(SMTP_URL);
  const from = parseMailFrom(MAIL_FROM);
  if (server === undefined || from === undefined) return undefined;
  const place = `${server.host}:${server.port}`;
  const domain = from.address.slice(from.address.lastIndexOf('@') + 1);
  return { server, from, place, domain, isInsecureAllowed };
}

export type MailServer = NonNullable<ReturnType<typeof mailServerOf>>;

const openTimeoutMs = 8_000;

/**
 * Opens a session for one use.
 *
 * @param credentials false: doesn't sign in
 * @throws MailError
 */
export async function withMailServer<T>(
  { server, domain, isInsecureAllowed }: MailServer,
  { signsIn }: { signsIn: boolean },
  use: (session: SmtpSession) => T | Promise<T>,
): Promise<T> {
  const session = await openSmtp({
    server: signsIn ? server : { ...server, credentials: undefined },
    isInsecureAllowed,
    clientName: domain,
    openTimeoutMs,
  });
  try {
    return await use(session);
  } finally {
    session.close();
  }
}

/** Why a mail server doesn't do as asked, and what to do about it. */
export function explainMailFailure(
  { failure, detail }: MailError,
  { place, server }: MailServer,
): [message: string, fix: string] {
  const code = detail === undefined ? '' : ` (${detail})`;
  const other: Partial<Record<MailFailure, [message: string, fix: string]>> = {
    unreachable: [
      `The mail server does not answer at ${place}${code}.`,
      'Correct host and port of SMTP_URL: mostly 465 with smtps://, 587 with smtp://. Many hosters block port 25 and open the others.',
    ],
    timeout: [
      `The mail server at ${place} does not answer in time.`,
      server.isTlsFromStart
        ? 'With port 587 use smtp://, which turns to TLS later. Otherwise see whether a firewall is in between.'
        : 'With port 465 use smtps://, which is TLS from the start. Otherwise see whether a firewall is in between.',
    ],
    tls: [
      `The mail server at ${place} offers no TLS that can be trusted${code}.`,
      'Let SMTP_URL have the name that is in its certificate, not an address; name an authority of your own in NODE_EXTRA_CA_CERTS. With port 465 use smtps://.',
    ],
    no_auth: [
      `The mail server at ${place} takes no user and password.`,
      'Take them out of SMTP_URL, or use the port for submission, mostly 587 or 465.',
    ],
    auth_refused: [
      `The mail server at ${place} refuses user or password of SMTP_URL${code}.`,
      'Put the right ones into SMTP_URL, with special characters percent-encoded: %40 for @, %2F for /.',
    ],
    sender_refused: [
      `The mail server at ${place} does not take mail from MAIL_FROM${code}.`,
      'Set MAIL_FROM to an address that this user may send from; providers want its domain confirmed first.',
    ],
    recipient_refused: [
      `The mail server at ${place} does not take mail for this address${code}.`,
      'Is the address right? Where it says that it relays nothing, it wants user and password in SMTP_URL.',
    ],
    message_refused: [
      `The mail server at ${place} refuses the text of the mail${code}.`,
      'What it said tells why. Providers often want SPF and DKIM for the domain of MAIL_FROM.',
    ],
    deferred: [
      `The mail server at ${place} takes no mail for this address now${code}.`,
      'Try again in some minutes. The product does so by itself, for 24 hours. Where the answer names the sender, set MAIL_FROM to one that may send.',
    ],
    no_smtputf8: [
      `The mail server at ${place} takes addresses in ASCII letters alone.`,
      'Use one that knows SMTPUTF8, or another address.',
    ],
    address_invalid: ['This is no address that mail can be sent to.', 'Correct it.'],
  };
  return (
    other[failure] ?? [
      `The mail server at ${place} broke off${code}.`,
      'Run this again. If it stays so, look into the log of the mail server.',
    ]
  );
}
