import {
  type Cookie,
  CookieJarError,
  type CookieProblem,
  expiryOf,
  findProblem,
  includesSubdomains,
} from './cookie.ts';

const httpOnlyPrefix = '#HttpOnly_';
const fieldCount = 7;

/**
 * Reads a cookie file: lines of domain, subdomains, path, secure, expiry, name and value, separated by tabs.
 *
 * Goes by what yt-dlp reads. The first line may be the format's title; blank lines and lines that begin with
 * `#` are passed over, but for `#HttpOnly_`. Lines may end as they do on Windows.
 *
 * @param text the whole file
 * @returns the cookies, in order
 * @throws CookieJarError that names each refused line by its number
 */
export function parseNetscape(text: string): Cookie[] {
  const problems: CookieProblem[] = [];
  const cookies: Cookie[] = [];
  for (const [index, line] of text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .entries()) {
    const result = parseLine(line.replace(/\r$/, ''));
    if (result === undefined) continue;
    if ('message' in result) problems.push({ at: { line: index + 1 }, ...result });
    else cookies.push(result);
  }
  if (problems.length > 0) throw new CookieJarError(problems);
  return cookies;
}

/** A cookie, what is wrong with it, or undefined for a line without one. */
function parseLine(line: string): Cookie | Omit<CookieProblem, 'at'> | undefined {
  const httpOnly = line.startsWith(httpOnlyPrefix);
  if (!httpOnly && (line.startsWith('#') || line.trim() === '')) return undefined;
  const fields = (httpOnly ? line.slice(httpOnlyPrefix.length) : line).split('\t');
  if (fields.length !== fieldCount) {
    return {
      message: `must have ${fieldCount} fields, separated by tabs; it has ${fields.length}`,
    };
  }
  const [domain = '', subdomains = '', path = '', secure = '', expiry = '', name = '', value = ''] =
    fields;
  if (!isFlag(subdomains)) return { message: 'must have TRUE or FALSE as its second field' };
  if (!isFlag(secure)) return { message: 'must have TRUE or FALSE as its fourth field' };
  if (!/^(?:\d+(?:\.\d+)?)?$/.test(expiry)) {
    return { message: 'must have seconds since 1970, 0 or nothing as its fifth field' };
  }
  const hostOnly = subdomains.toUpperCase() === 'FALSE';
  const seconds = Number(expiry);
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
  return findProblem(cookie) ?? cookie;
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
