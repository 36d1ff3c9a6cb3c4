import { type Cookie, expiryOf, includesSubdomains, tooLate, toSeconds } from './cookie.ts';
import type { createDomainReader } from './domains.ts';
import { checkCookie, type ReadCookie } from './read-cookie.ts';

const httpOnlyPrefix = '#HttpOnly_';
const fieldCount = 7;

/**
 * Reads a line of a cookie file: domain, subdomains, path, secure, expiry, name and value, separated by tabs.
 *
 * A row of the table in a browser's developer tools is read as well. Otherwise it goes by what yt-dlp reads: blank lines and lines that begin with `#` are passed over, but for `#HttpOnly_`.
 *
 * @param line without its end
 * @returns the cookie, what is wrong with it, or undefined for a line without one
 */
export function readLine(
  line: string,
  readDomain: ReturnType<typeof createDomainReader>,
): ReadCookie | undefined {
  const httpOnly = line.startsWith(httpOnlyPrefix);
  if (!httpOnly && (line.startsWith('#') || line.trim() === '')) return undefined;
  const fields = (httpOnly ? line.slice(httpOnlyPrefix.length) : line).split('\t');
  if (isDevToolsRow(fields)) return checkCookie(fromDevTools(fields), readDomain);
  if (fields.length !== fieldCount) {
    return wrong(`must have ${fieldCount} fields, separated by tabs; it has ${fields.length}`);
  }
  const [domain = '', subdomains = '', path = '', secure = '', expiry = '', name = '', value = ''] =
    fields;
  if (!isFlag(subdomains)) return wrong('must have TRUE or FALSE as its second field');
  if (!isFlag(secure)) return wrong('must have TRUE or FALSE as its fourth field');
  // -1 is a session cookie, in files made from Playwright's and Puppeteer's cookies.
  if (!/^(?:\d+(?:\.\d+)?|-1)?$/.test(expiry)) {
    return wrong('must have seconds since 1970, 0 or nothing as its fifth field');
  }
  const hostOnly = subdomains.toUpperCase() === 'FALSE';
  const seconds = expiry === '-1' ? 0 : toSeconds(Number(expiry));
  if (seconds === undefined) return { problem: { field: 'expirationDate', message: tooLate } };
  const cookie: Cookie = {
    domain: hostOnly || domain.startsWith('.') ? domain : `.${domain}`,
    hostOnly,
    path,
    secure: secure.toUpperCase() === 'TRUE',
    httpOnly,
    session: seconds === 0,
    ...(seconds === 0 ? {} : { expirationDate: seconds }),
    name,
    value,
  };
  return checkCookie(cookie, readDomain);
}

/**
 * Whether the cells are a row that somebody copied from the table of cookies in a browser's developer tools: name,
 * value, domain, path, when it ends, size, HttpOnly, Secure, and what else that browser shows.
 */
function isDevToolsRow(fields: readonly string[]): boolean {
  const ends = fields[4] ?? '';
  return fields.length > fieldCount && (ends === 'Session' || !Number.isNaN(dateOf(ends)));
}

function fromDevTools(fields: readonly string[]): Cookie {
  const [name = '', value = '', domain = '', path = '', ends = '', , httpOnly, secure] = fields;
  const isSet = (cell: string | undefined) => cell === '✓' || cell === 'true';
  const seconds = dateOf(ends) / 1_000;
  const isSession = !(seconds > 0);
  return {
    name,
    value,
    domain,
    hostOnly: !domain.startsWith('.'),
    path,
    secure: isSet(secure),
    httpOnly: isSet(httpOnly),
    session: isSession,
    ...(isSession ? {} : { expirationDate: Math.floor(seconds) }),
  };
}

/** The milliseconds of a date as developer tools write it, with its zone; NaN for another text. */
function dateOf(text: string): number {
  return /^\d{4}-\d\d-\d\dT[\d:.]+Z$|^\w{3}, \d\d \w{3} \d{4} [\d:]+ GMT$/.test(text)
    ? Date.parse(text)
    : Number.NaN;
}

function wrong(message: string): ReadCookie {
  return { problem: { message } };
}

function isFlag(text: string): boolean {
  return /^(?:TRUE|FALSE)$/i.test(text);
}

/** The first line, without which yt-dlp refuses a file. */
const title = '# Netscape HTTP Cookie File';

/**
 * Writes cookies as the text that yt-dlp reads (`--cookies FILE`).
 *
 * @param cookies as `parseCookieJar` gave them: nothing in them can break a line
 * @returns a title, a blank line, and a line for each cookie; session cookies expire at 0, as yt-dlp wants it
 */
export function renderNetscape(cookies: readonly Cookie[]): string {
  return `${[title, '', ...cookies.map(renderLine)].join('\n')}\n`;
}

function renderLine(cookie: Cookie): string {
  const host = cookie.domain.replace(/^\./, '');
  const hasSubdomains = includesSubdomains(cookie);
  return [
    // Readers compare the dot with the second field, and give up where they disagree.
    `${cookie.httpOnly === true ? httpOnlyPrefix : ''}${hasSubdomains ? '.' : ''}${host}`,
    flag(hasSubdomains),
    cookie.path ?? '/',
    flag(cookie.secure === true),
    String(expiryOf(cookie)),
    cookie.name,
    cookie.value,
  ].join('\t');
}

function flag(value: boolean): string {
  return value ? 'TRUE' : 'FALSE';
}
