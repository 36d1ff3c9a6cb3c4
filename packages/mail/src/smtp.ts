/**
 * The one way to a mail server.
 *
 * Guarantees: to another machine nothing is said before TLS, with a certificate of its name, unless somebody allowed
 * otherwise; every step is bounded in time, and a mail as a whole; an error holds no address, no password and no text
 * that a log may not have. A mail is sent once: what became of it where the answer to its text didn't come isn't known,
 * and the caller decides.
 */
import type { SmtpServer } from '@genie-helper/environment';
import type { NodemailerError } from 'nodemailer';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { MailError, type MailFailure } from './mail-error.ts';
import type { Message } from './message.ts';

/** How to reach a server. Times are milliseconds. */
export interface SmtpOptions {
  server: SmtpServer;
  /** Whether a server that isn't on this machine may be spoken to without TLS, where it has none. */
  isInsecureAllowed: boolean;
  /** What this machine calls itself in EHLO. */
  clientName: string;
  /** Until the session is open, and then for one mail. */
  openTimeoutMs?: number;
  sendTimeoutMs?: number;
}

/** An open session with a server. The first failure ends it. */
export interface SmtpSession {
  /** Whether it's encrypted. */
  isEncrypted: boolean;
  /**
   * Sends a mail.
   *
   * @returns what the server said
   * @throws MailError
   */
  send(message: Message): Promise<string>;
  close(): void;
}

const standard = { openTimeoutMs: 15_000, sendTimeoutMs: 60_000 };

/**
 * Opens a session: connects, turns to TLS, signs in.
 *
 * @throws MailError of the server
 */
export async function openSmtp(options: SmtpOptions): Promise<SmtpSession> {
  const { server, isInsecureAllowed, clientName } = options;
  const openTimeoutMs = options.openTimeoutMs ?? standard.openTimeoutMs;
  const sendTimeoutMs = options.sendTimeoutMs ?? standard.sendTimeoutMs;
  const needsTls = !server.isLoopback && !isInsecureAllowed;
  const connection = new SMTPConnection({
    host: server.host,
    port: server.port,
    secure: server.isTlsFromStart,
    requireTLS: needsTls && !server.isTlsFromStart,
    name: clientName,
    connectionTimeout: openTimeoutMs,
    greetingTimeout: openTimeoutMs,
    dnsTimeout: openTimeoutMs,
    socketTimeout: sendTimeoutMs,
    socketCloseTimeout: 1_000,
    maxResponseSize: 64 * 1_024,
    logger: false,
    // On this machine nobody listens in, and its own certificate is often one that it made itself.
    tls: { minVersion: 'TLSv1.2', rejectUnauthorized: !server.isLoopback },
  });
  // Errors that end the connection; each reaches whoever waits for an answer at that moment.
  const broken = Promise.withResolvers<never>();
  broken.promise.catch(() => undefined);
  connection.on('error', broken.reject);
  connection.on('end', () => broken.reject(new Error('the connection was closed')));
  const answered = <T>(run: (done: Callback<T>) => void) =>
    Promise.race([broken.promise, fromCallback(run)]);

  try {
    const takesUtf8 = await inTime(openTimeoutMs, introduce());
    return { isEncrypted: connection.secure, send: (message) => send(message, takesUtf8), close };
  } catch (error) {
    connection.close();
    throw explainOpening(error);
  }

  /** Connects and signs in. @returns whether the server takes addresses that aren't ASCII */
  async function introduce(): Promise<boolean> {
    await answered<void>((done) => connection.connect((error) => done(error ?? null)));
    const answerToEhlo = connection.lastServerResponse || '';
    const { credentials } = server;
    if (credentials !== undefined) {
      if (!connection.allowsAuth) throw new MailError('no_auth');
      const { user, password: pass } = credentials;
      await answered((done) => connection.login({ user, pass }, done));
    }
    return /[ -]SMTPUTF8\b/i.test(answerToEhlo);
  }

  async function send({ from, to, bytes }: Message, takesUtf8: boolean): Promise<string> {
    try {
      if (/\P{ASCII}/u.test(to) && !takesUtf8) throw new MailError('no_smtputf8');
      const envelope = { from, to: [to], size: bytes.length };
      const sending = answered<{ response: string }>((done) =>
        connection.send(envelope, bytes, done),
      );
      return (await inTime(sendTimeoutMs, sending)).response;
    } catch (error) {
      close();
      throw explainSending(error, /\P{ASCII}/u.test(to));
    }
  }

  function close(): void {
    connection.quit();
    connection.close();
  }
}

type Callback<T> = (error: Error | null, result?: T) => void;

function fromCallback<T>(run: (done: Callback<T>) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    run((error, result) => (error === null ? resolve(result as T) : reject(error)));
  });
}

function inTime<T>(timeoutMs: number, work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new MailError('timeout')), timeoutMs);
  return Promise.race([work, promise]).finally(() => clearTimeout(timer));
}

function explainOpening(error: unknown): MailError {
  if (error instanceof MailError) return error;
  const { code, originalCode = '', responseCode } = error as NodemailerError;
  const is = (failure: MailFailure) => failed(failure, error);
  if (code === 'EAUTH') return is('auth_refused');
  if (code === 'ETLS' || tlsCodes.test(originalCode)) return is('tls');
  if (responseCode !== undefined) return is('server_refused');
  if (code === 'ETIMEDOUT') return is('timeout');
  return is(code === 'ESOCKET' || code === 'EDNS' ? 'unreachable' : 'connection_lost');
}

const tlsCodes = /^(?:ERR_(?:TLS|SSL|OSSL)_|CERT_|DEPTH_|SELF_|UNABLE_|EPROTO|HOSTNAME_)/;

/** @param usesUtf8 whether the recipient's address asked for SMTPUTF8 */
function explainSending(error: unknown, usesUtf8: boolean): MailError {
  if (error instanceof MailError) {
    return error.failure === 'timeout'
      ? new MailError('interrupted', { detail: 'TIMEOUT' })
      : error;
  }
  const { code, command, responseCode, permanent } = error as NodemailerError;
  const is = (failure: MailFailure) => failed(failure, error);
  if (responseCode === undefined) {
    if (code === 'EENVELOPE') return is('address_invalid');
    return is(code === 'EMESSAGE' ? 'message_refused' : 'interrupted');
  }
  if (permanent !== true) return is('deferred');
  if (command === 'MAIL FROM') return is(failureOfMailFrom(error as NodemailerError, usesUtf8));
  // Of many, or of this recipient alone, to whom not everybody may write: it waits, and holds back no other.
  if (isOfSender(error as NodemailerError)) return is('deferred');
  return is(command === 'RCPT TO' ? 'recipient_refused' : 'message_refused');
}

/**
 * Whether the sender is refused where the recipient or the text is answered, as Postfix and Exchange do: by a code of
 * RFC 3463 (X.1.7 and X.1.8), by Exchange's own, or in the words of Postfix.
 */
function isOfSender(refusal: NodemailerError): boolean {
  const ofSender = ['5.1.7', '5.1.8', '5.7.60'];
  return (
    ofSender.includes(enhancedCodeOf(refusal) ?? '') ||
    /^\d{3}[ -](?:[\d.]+ )?<[^>]*>: Sender address rejected\b/i.test(refusal.response ?? '')
  );
}

/**
 * Why MAIL FROM was refused for good. Besides the sender, who is the same for all, it tells of a mail how long it is (RFC
 * 1870) and whether an address isn't ASCII (RFC 6531). What is refused for that is refused for this mail alone.
 */
function failureOfMailFrom(refusal: NodemailerError, usesUtf8: boolean): MailFailure {
  const { responseCode } = refusal;
  const enhanced = enhancedCodeOf(refusal);
  // A full mailbox: the sender's, or what some servers say of a size.
  if (enhanced === '5.2.2') return 'deferred';
  if (responseCode === 552 || enhanced === '5.3.4' || enhanced === '5.2.3')
    return 'message_refused';
  if (!usesUtf8) return 'sender_refused';
  const isForLetters = enhanced === '5.6.7' || responseCode === 555 || responseCode === 504;
  // It may be the sender: then mails of other addresses say so.
  return isForLetters ? 'no_smtputf8' : 'deferred';
}

/** The code of RFC 3463, where the server gives one. */
function enhancedCodeOf({ response = '' }: NodemailerError): string | undefined {
  return /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1];
}

function failed(failure: MailFailure, cause: unknown): MailError {
  const { response, responseCode, originalCode, code } = cause as NodemailerError;
  const enhanced = enhancedCodeOf(cause as NodemailerError);
  const ofServer =
    responseCode === undefined ? undefined : `${responseCode} ${enhanced ?? ''}`.trim();
  const detail =
    ofServer ?? [originalCode, code].find((word) => /^[A-Z][A-Z0-9_]+$/.test(word ?? ''));
  return new MailError(failure, {
    ...(detail === undefined ? {} : { detail }),
    ...(response === undefined ? {} : { answer: response }),
  });
}
