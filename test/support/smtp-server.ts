import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { parseSmtpUrl, type SmtpServer } from '@genie-helper/environment';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import { makeCertificate } from './make-certificate.ts';

/** A mail that the server took, or was sent whole. */
export interface ReceivedMail {
  from: string;
  to: string;
  raw: string;
  messageId: string;
  isEncrypted: boolean;
  usesUtf8: boolean;
}

/** What the server does with one mail; `take` where nothing else was ordered. */
export type MailBehaviour =
  | 'take'
  /** Answers with this code to the recipient, or to the text. */
  | { at: 'recipient' | 'text'; code: number; text?: string }
  /** Takes the text and never answers. */
  | 'hang'
  /** Takes the text and cuts the connection before an answer. */
  | 'die-after-text';

export interface SmtpServerOptions {
  /** Default: STARTTLS, as submission ports have it. */
  tls?: 'starttls' | 'from-start' | 'none';
  /** Default: nobody signs in. */
  credentials?: { user: string; password: string };
  takesUtf8?: boolean;
  /** Asked before each mail, with the recipient and how many recipients there were before. */
  behave?(to: string, count: number): MailBehaviour;
  /** Asked before that, with what the client says of the mail; a code refuses it there. */
  refuseSender?(said: {
    size: number;
    isUtf8: boolean;
  }): { code: number; text: string } | undefined;
  /** Whether what it refuses with has codes of RFC 3463 already; it puts one of its own there otherwise. */
  hasOwnCodes?: boolean;
  port?: number;
}

/** A real SMTP server on loopback that keeps what it's sent. */
export interface TestSmtpServer {
  port: number;
  /** As SMTP_URL, with the credentials. */
  url: string;
  /** As the product reads it. */
  server: SmtpServer;
  /** Mails that it answered with 250, and those that it took without an answer. */
  mails: ReceivedMail[];
  unanswered: ReceivedMail[];
  /** How many connections there were. */
  connections(): number;
  close(): Promise<void>;
}

const asReply = (code: number, text: string) =>
  Object.assign(new Error(text), { responseCode: code });

/** Starts one on a free port. */
export async function startSmtpServer(options: SmtpServerOptions = {}): Promise<TestSmtpServer> {
  const { tls = 'starttls', credentials, behave = () => 'take' } = options;
  const mails: ReceivedMail[] = [];
  const unanswered: ReceivedMail[] = [];
  const behaviours = new WeakMap<SMTPServerSession, MailBehaviour>();
  let connections = 0;
  let recipients = 0;
  const server = new SMTPServer({
    ...(await makeCertificate()),
    secure: tls === 'from-start',
    disabledCommands: [
      ...(tls === 'none' ? ['STARTTLS'] : []),
      ...(credentials === undefined ? ['AUTH'] : []),
    ],
    allowInsecureAuth: tls === 'none',
    hideSMTPUTF8: options.takesUtf8 === false,
    // Who refuses a sender gives one.
    hideENHANCEDSTATUSCODES: options.hasOwnCodes ?? options.refuseSender !== undefined,
    disableReverseLookup: true,
    closeTimeout: 200,
    onConnect(_session, done) {
      connections += 1;
      done();
    },
    onAuth({ username, password }, _session, done) {
      const isRight = username === credentials?.user && password === credentials?.password;
      done(isRight ? null : asReply(535, `no, ${username}`), { user: username });
    },
    onMailFrom({ args }, _session, done) {
      const { SIZE: size, SMTPUTF8: utf8 } = Object(args);
      const refusal = options.refuseSender?.({ size: Number(size), isUtf8: utf8 === true });
      done(refusal === undefined ? null : asReply(refusal.code, refusal.text));
    },
    onRcptTo({ address }, session, done) {
      const behaviour = behave(address, recipients);
      recipients += 1;
      behaviours.set(session, behaviour);
      const isRefused = typeof behaviour === 'object' && behaviour.at === 'recipient';
      done(isRefused ? asReply(behaviour.code, behaviour.text ?? `not ${address}`) : null);
    },
    async onData(stream, session, done) {
      const raw = await buffer(stream).then(String, () => undefined);
      // The client was gone before the end of the text.
      if (raw === undefined) return;
      const behaviour = behaviours.get(session) ?? 'take';
      const mail = received(raw, session);
      if (typeof behaviour === 'object') {
        done(asReply(behaviour.code, behaviour.text ?? `not for ${mail.to}`));
      } else if (behaviour === 'take') {
        mails.push(mail);
        done(null);
      } else {
        unanswered.push(mail);
        if (behaviour === 'die-after-text') cut(session);
      }
    },
  });
  server.on('error', () => undefined);

  /** Ends connections without a word: that of a session, or all. */
  function cut(of?: SMTPServerSession): void {
    for (const connection of server.connections) {
      const { session, _socket } = connection as unknown as {
        session: SMTPServerSession;
        _socket: Socket;
      };
      if (of === undefined || session.id === of.id) _socket.destroy();
    }
  }

  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server.server, 'listening');
  const { port } = server.server.address() as AddressInfo;
  const url = new URL(`${tls === 'from-start' ? 'smtps' : 'smtp'}://127.0.0.1:${port}`);
  const user =
    credentials &&
    `${encodeURIComponent(credentials.user)}:${encodeURIComponent(credentials.password)}@`;
  const text = `${url.protocol}//${user ?? ''}${url.host}`;
  const parsed = parseSmtpUrl(text);
  if (parsed === undefined) throw new Error(`no address of a server: ${text}`);
  return {
    port,
    url: text,
    server: parsed,
    mails,
    unanswered,
    connections: () => connections,
    close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      cut();
      return closed;
    },
  };
}

function received(raw: string, { envelope, secure }: SMTPServerSession): ReceivedMail {
  return {
    from: envelope.mailFrom === false ? '' : envelope.mailFrom.address,
    to: envelope.rcptTo.map(({ address }) => address).join(),
    raw,
    messageId: /^Message-ID: (.*)$/im.exec(raw)?.[1] ?? '',
    isEncrypted: secure,
    usesUtf8: envelope.smtpUtf8 === true,
  };
}

/** A server that takes connections and never says a word. */
export async function startSilentServer(): Promise<{ port: number; close(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
