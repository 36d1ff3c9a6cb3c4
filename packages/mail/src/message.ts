/**
 * A mail as bytes.
 *
 * Guarantees: no name, subject or address adds a header or a line to one (addresses are checked, and the library encodes
 * or folds what isn't plain); nothing is fetched while it's built; the Message-ID is of the sender's own domain and the
 * same at every attempt, so that mail programs can recognize a mail that came twice.
 */
import { domainToASCII } from 'node:url';
import type { Mailbox } from '@genie-helper/environment';
import MailComposer from 'nodemailer/lib/mail-composer';
import type { Letter } from './letter.ts';
import { MailError } from './mail-error.ts';

/** A mail, ready to be sent. */
export interface Message {
  from: string;
  to: string;
  bytes: Buffer;
}

/** What a mail has besides its text. */
export interface MessageFrame {
  from: Mailbox;
  /** Names the mail; the same at each attempt. Letters, digits and dashes. */
  id: string;
  date: Date;
}

/**
 * Builds a mail.
 *
 * @throws MailError `address_invalid`
 */
export async function buildMessage(letter: Letter, frame: MessageFrame): Promise<Message> {
  const { from, id, date } = frame;
  const to = toAscii(letter.to);
  const domain = from.address.slice(from.address.lastIndexOf('@') + 1);
  const composer = new MailComposer({
    from: { name: from.name, address: from.address },
    to: { name: '', address: to },
    subject: letter.subject.replaceAll(/\s+/g, ' ').trim(),
    messageId: `<${id}@${domain}>`,
    date,
    text: letter.text,
    html: letter.html,
    headers: {
      // RFC 3834: nobody's out-of-office answers it.
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
    },
    // Its own lines are short, and so no server breaks a link in two.
    encoding: 'quoted-printable',
    newline: 'win',
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return { from: from.address, to, bytes: await composer.compile().build() };
}

/** The longest address, in bytes (RFC 5321, 4.5.3.1.3, as RFC 3696's erratum reads it). */
const longestAddress = 254;

/** One address without quotes, comments or anything else that ends it. */
const addressForm = /^[^\s\p{Cc}\p{Cf}"(),:;<>@[\]\\]{1,64}@[^\s\p{Cc}\p{Cf}"(),:;<>@[\]\\/?#%]+$/u;

/**
 * An address as a server takes it: a domain of other letters becomes its ASCII form; what stands before the `@` stays.
 *
 * @throws MailError `address_invalid`
 */
export function toAscii(address: string): string {
  if (!addressForm.test(address)) throw new MailError('address_invalid');
  const at = address.lastIndexOf('@');
  const domain = domainToASCII(address.slice(at + 1));
  const ascii = `${address.slice(0, at)}@${domain}`;
  if (!/^[a-z0-9.-]+$/.test(domain) || Buffer.byteLength(ascii) > longestAddress) {
    throw new MailError('address_invalid');
  }
  return ascii;
}
