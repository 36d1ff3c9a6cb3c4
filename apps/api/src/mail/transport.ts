import type { Mailbox, SmtpServer } from '@genie-helper/environment';
import { type Message, openSmtp, type SmtpSession, writeMailFile } from '@genie-helper/mail';

/** How mails leave: to a server, or into a folder. */
export type MailRoute =
  | { kind: 'smtp'; server: SmtpServer; isInsecureAllowed: boolean }
  | { kind: 'folder'; folder: string };

/** What mails need to be sent. */
export interface MailConfig {
  route: MailRoute;
  from: Mailbox;
  /** Where links begin, without a slash at the end. */
  publicUrl: string;
}

/** A mail on its way out. */
export interface OutgoingMail {
  id: string;
  askedAt: Date;
  message: Message;
}

/** Takes mails one after the other; `close` ends what stays open between them. */
export interface MailTransport {
  /** @throws MailError */
  send(mail: OutgoingMail): Promise<void>;
  close(): void;
}

/** How long opening a session, and then sending one mail, may take; milliseconds. */
export interface SendingTimes {
  openTimeoutMs: number;
  sendTimeoutMs: number;
}

/** Makes what takes mails away. Nothing is opened before the first one. */
export function createMailTransport(
  { route, from }: Pick<MailConfig, 'route' | 'from'>,
  { openTimeoutMs, sendTimeoutMs }: SendingTimes,
): MailTransport {
  if (route.kind === 'folder') return createFolderTransport(route.folder);
  const clientName = from.address.slice(from.address.lastIndexOf('@') + 1);
  let session: SmtpSession | undefined;
  return {
    async send({ message }) {
      session ??= await openSmtp({ ...route, clientName, openTimeoutMs, sendTimeoutMs });
      try {
        await session.send(message);
      } catch (error) {
        session = undefined;
        throw error;
      }
    },
    close() {
      session?.close();
      session = undefined;
    },
  };
}

function createFolderTransport(folder: string): MailTransport {
  return {
    async send({ id, askedAt, message }) {
      await writeMailFile(folder, { id, date: askedAt, message });
    },
    close() {},
  };
}
