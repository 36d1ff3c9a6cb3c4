import { type Cookie, expiryOf, includesSubdomains } from './cookie.ts';

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
    `${cookie.httpOnly === true ? '#HttpOnly_' : ''}${hasSubdomains ? '.' : ''}${host}`,
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
