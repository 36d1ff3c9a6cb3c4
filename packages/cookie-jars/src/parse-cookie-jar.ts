import { type Cookie, CookieJarError, type CookieProblem, findProblem } from './cookie.ts';
import { parseNetscape } from './netscape.ts';

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

type FieldType = 'string' | 'boolean' | 'number' | 'null';

const required = ['name', 'value', 'domain'] as const;

/** The fields that a cookie may have, with the types of each. */
const fields: Readonly<Record<keyof Cookie, readonly FieldType[]>> = {
  name: ['string'],
  value: ['string'],
  domain: ['string'],
  hostOnly: ['boolean'],
  path: ['string'],
  secure: ['boolean'],
  httpOnly: ['boolean'],
  session: ['boolean'],
  expirationDate: ['number'],
  expires: ['number'],
  sameSite: ['string', 'null'],
  storeId: ['string', 'null'],
  id: ['string', 'number'],
};

const maxExtraLength = 255;

/**
 * Reads a list of cookies as a browser extension, Playwright or Puppeteer gives it.
 *
 * @param list what came, already parsed from JSON
 * @returns the cookies, in order, with the fields that they came with
 * @throws CookieJarError that names each refused cookie by its index
 */
function parseJsonCookies(list: readonly unknown[]): Cookie[] {
  const problems: CookieProblem[] = [];
  const cookies = list.flatMap((item, index) => {
    const problem = isObject(item) ? problemOf(item) : { message: 'must be an object' };
    if (problem !== undefined) problems.push({ at: { index }, ...problem });
    return problem === undefined ? [{ ...(item as Cookie) }] : [];
  });
  if (problems.length > 0) throw new CookieJarError(problems);
  return cookies;
}

function problemOf(item: Record<string, unknown>): Omit<CookieProblem, 'at'> | undefined {
  for (const field of required) {
    if (!Object.hasOwn(item, field)) return { field, message: 'is required' };
  }
  for (const [field, value] of Object.entries(item)) {
    const problem = fieldProblem(field, value);
    if (problem !== undefined) return { field: field.slice(0, 64), message: problem };
  }
  return findProblem(item as unknown as Cookie);
}

function fieldProblem(field: string, value: unknown): string | undefined {
  if (!isField(field)) return 'is not a field of a cookie';
  const types = fields[field];
  if (!types.some((type) => type === (value === null ? 'null' : typeof value))) {
    return `must be a ${types.filter((type) => type !== 'null').join(' or a ')}`;
  }
  if (typeof value === 'number') {
    const isSession = field === 'expires' && value === -1;
    return isSession || (Number.isFinite(value) && value >= 0) ? undefined : 'must not be negative';
  }
  const isExtra = field === 'sameSite' || field === 'storeId' || field === 'id';
  if (isExtra && typeof value === 'string' && value.length > maxExtraLength) return 'is too long';
  return undefined;
}

function isField(name: string): name is keyof Cookie {
  return Object.hasOwn(fields, name);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
