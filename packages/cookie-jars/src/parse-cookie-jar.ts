import type { Cookie } from './cookie.ts';
import { CookieJarError } from './cookie-jar-error.ts';
import { parseNetscape } from './netscape.ts';
import { parseJsonCookies } from './parse-json-cookies.ts';

/**
 * Reads a cookie jar in any of the forms in which people have one: a list of cookies, the same list as the
 * JSON text that a browser extension copies, or the Netscape text that yt-dlp reads.
 *
 * @param input untrusted
 * @returns at least one cookie
 * @throws CookieJarError with everything that is wrong; of a broken jar nothing is kept
 */
export function parseCookieJar(input: unknown): Cookie[] {
  const cookies = parse(input);
  if (cookies.length === 0)
    throw new CookieJarError([{ message: 'must have at least one cookie' }]);
  return cookies;
}

function parse(input: unknown): Cookie[] {
  if (Array.isArray(input)) return parseJsonCookies(input);
  if (typeof input !== 'string') {
    throw new CookieJarError([{ message: 'must be a list of cookies, or a text that holds one' }]);
  }
  return input.trimStart().startsWith('[') ? parse(parseList(input)) : parseNetscape(input);
}

function parseList(text: string): unknown[] {
  try {
    const list: unknown = JSON.parse(text);
    if (Array.isArray(list)) return list;
  } catch {
    // The parser's own words quote the text.
  }
  throw new CookieJarError([{ message: 'begins like a JSON list, but is not one' }]);
}
