import { domainToASCII } from 'node:url';
import { isLoopbackHost } from './loopback.ts';

/** A mail server as SMTP_URL names it. */
export interface SmtpServer {
  host: string;
  port: number;
  /** TLS from the first byte (smtps); otherwise the connection turns to TLS by STARTTLS. */
  isTlsFromStart: boolean;
  /** Whether nobody else can listen in, so that TLS may be left out and its certificate may be anyone's. */
  isLoopback: boolean;
  credentials: { user: string; password: string } | undefined;
}

/**
 * Reads SMTP_URL.
 *
 * @returns undefined where it isn't one: no host, a bad port, a user without a password, or a bare `%`
 */
export function parseSmtpUrl(text: string): SmtpServer | undefined {
  const url = URL.parse(text);
  if (url === null || !/^smtps?:$/.test(url.protocol)) return undefined;
  if (url.hostname === '' || url.port === '0' || url.search !== '' || url.hash !== '') {
    return undefined;
  }
  const isTlsFromStart = url.protocol === 'smtps:';
  const host = readHost(url.hostname);
  if (host === undefined) return undefined;
  const user = decode(url.username);
  const password = decode(url.password);
  if (user === undefined || password === undefined) return undefined;
  if ((user === '') !== (password === '')) return undefined;
  return {
    host,
    port: url.port === '' ? (isTlsFromStart ? 465 : 587) : Number(url.port),
    isTlsFromStart,
    isLoopback: isLoopbackHost(host),
    credentials: user === '' ? undefined : { user, password },
  };
}

/** The parser leaves letters beyond ASCII to each scheme; DNS knows names by their ASCII form (RFC 5890). */
function readHost(hostname: string): string | undefined {
  if (hostname.startsWith('[')) return hostname.slice(1, -1);
  return domainToASCII(decode(hostname) ?? '') || undefined;
}

function decode(text: string): string | undefined {
  try {
    const decoded = decodeURIComponent(text);
    return hasControlCharacter.test(decoded) ? undefined : decoded;
  } catch {
    return undefined;
  }
}

const hasControlCharacter = /\p{Cc}/u;

/** Who a mail is from or to. */
export interface Mailbox {
  /** Empty where there is none. */
  name: string;
  address: string;
}

/**
 * Reads MAIL_FROM: an address, or a name and an address in angle brackets.
 *
 * @returns undefined where it's neither
 */
export function parseMailFrom(text: string): Mailbox | undefined {
  const named = /^\s*(?:"([^"\\<>]*)"|([^"<>]*?))\s*<([^<>]+)>\s*$/.exec(text);
  const address = (named?.[3] ?? text).trim();
  if (!emailPattern.test(address) || address.length > 254) return undefined;
  return { name: (named?.[1] ?? named?.[2] ?? '').trim(), address };
}

/** What Directus takes for an e-mail address, but for its list of top-level domains. */
export const emailPattern =
  /^(?=.{1,64}@)[^\s@"(),:;<>[\]\\.]+(\.[^\s@"(),:;<>[\]\\.]+)*@([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/i;
