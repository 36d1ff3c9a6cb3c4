import {
  type Cookie,
  type FieldProblem,
  findProblem,
  includesSubdomains,
  tooLate,
  toSeconds,
} from './cookie.ts';
import type { createDomainReader } from './domains.ts';

type DomainReader = ReturnType<typeof createDomainReader>;

/** A cookie that is kept, or what is wrong with it. */
export type ReadCookie = { cookie: Cookie } | { problem: FieldProblem };

type FieldType = 'string' | 'boolean' | 'number' | 'object' | 'null';

const required = ['name', 'value', 'domain'] as const;
const times: readonly string[] = ['expirationDate', 'expires', 'expiry'];

/** The fields of a cookie that are kept, with the types of each. What else an export writes is left out. */
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
  expiry: ['number'],
  sameSite: ['string', 'null'],
  storeId: ['string', 'null'],
  id: ['string', 'number'],
  partitionKey: ['string', 'object', 'null'],
  firstPartyDomain: ['string', 'null'],
};

/** What a cookie without a field that it needs is told. */
export const missing = 'is required';

const maxExtraLength = 255;

/**
 * Reads a cookie of a list, as a browser, one of its extensions, Playwright, Puppeteer or Selenium gives it.
 *
 * Fields that aren't known are left out, and so is null where a field can't be null. Times come out in seconds.
 */
export function readCookie(item: unknown, readDomain: DomainReader): ReadCookie {
  if (!isObject(item)) return { problem: { message: 'must be an object' } };
  return readFields(inOurWords(item), readDomain);
}

function readFields(item: Record<string, unknown>, readDomain: DomainReader): ReadCookie {
  const kept: Record<string, unknown> = {};
  for (const field of required) {
    if (!Object.hasOwn(item, field)) return { problem: { field, message: missing } };
  }
  for (const field in item) {
    if (!isField(field) || !Object.hasOwn(item, field)) continue;
    const read = readField(field, item[field]);
    if ('message' in read) return { problem: { field, ...read } };
    if (read.value !== undefined) kept[field] = read.value;
  }
  return checkCookie(kept as unknown as Cookie, readDomain);
}

/**
 * A cookie in the words that most programs use, where one has its own: Cookie Quick Manager's `Name raw`, the `key` of
 * tough-cookie, which bots for Instagram keep, and the `url` that Puppeteer takes in place of a domain.
 */
function inOurWords(item: Record<string, unknown>): Record<string, unknown> {
  if (Object.hasOwn(item, 'Name raw')) return fromQuickManager(item);
  const { key, url, ...others } = item;
  if (typeof key === 'string' && !Object.hasOwn(item, 'name')) {
    const expires = others.expires === 'Infinity' ? null : others.expires;
    return { ...others, name: key, expires: expires ?? null };
  }
  if (typeof url === 'string' && !Object.hasOwn(item, 'domain') && URL.canParse(url)) {
    return { ...others, domain: new URL(url).hostname };
  }
  return item;
}

function fromQuickManager(item: Record<string, unknown>): Record<string, unknown> {
  const text = (field: string) => (typeof item[field] === 'string' ? item[field] : '');
  const expires = Number(text('Expires raw'));
  const host = text('Host raw')
    .replace(/^https?:\/\//, '')
    .replace(/\/.*$/, '');
  const hostOnly = text('This domain only raw') === 'true';
  return {
    name: item['Name raw'],
    value: item['Content raw'],
    domain: hostOnly ? host.replace(/^\./, '') : host,
    hostOnly,
    path: item['Path raw'],
    secure: text('Send for raw') === 'true',
    httpOnly: text('HTTP only raw') === 'true',
    session: expires === 0,
    ...(expires === 0 ? {} : { expirationDate: expires }),
  };
}

/** Checks a cookie whose fields have the right types. @returns it with its domain in ASCII */
export function checkCookie(cookie: Cookie, readDomain: DomainReader): ReadCookie {
  const problem = findProblem(cookie);
  if (problem !== undefined) return { problem };
  const read = readDomain(cookie.domain, includesSubdomains(cookie));
  if ('problem' in read) return { problem: { field: 'domain', message: read.problem } };
  if (read.domain !== cookie.domain) cookie.domain = read.domain;
  return { cookie };
}

/** @returns the value to keep, undefined for none, or what is wrong with it */
function readField(field: keyof Cookie, value: unknown): { value: unknown } | { message: string } {
  const types = fields[field];
  if (value === null && !types.includes('null') && !isRequired(field)) return { value: undefined };
  if (times.includes(field)) return readTime(field, value);
  if (!types.includes(typeOf(value))) {
    const named = types.filter((type) => type !== 'null');
    return { message: `must be ${named.map(article).join(' or ')}` };
  }
  if (typeof value === 'number' && !(Number.isFinite(value) && value >= 0)) {
    return { message: 'must not be negative' };
  }
  if (typeof value === 'object' && value !== null) return readPartition(value);
  if (field === 'value' || field === 'path' || field === 'name' || field === 'domain') {
    return { value };
  }
  if (typeof value === 'string' && value.length > maxExtraLength) return { message: 'is too long' };
  return { value };
}

/** A time as a number of seconds or milliseconds, or as the text of a date with its zone. */
function readTime(field: string, value: unknown): { value: number | undefined } | FieldProblem {
  if (typeof value === 'string') return readDate(value);
  if (typeof value !== 'number') return { message: 'must be a number' };
  if (value === -1 && field !== 'expirationDate') return { value };
  if (!(Number.isFinite(value) && value >= 0)) return { message: 'must not be negative' };
  const seconds = toSeconds(value);
  return seconds === undefined ? { message: tooLate } : { value: seconds };
}

/** ISO 8601, and what HTTP and browsers write: `Wed, 21 Oct 2026 07:28:00 GMT`. Without a zone a date means nothing. */
const date =
  /^(?:\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)|\w{3}, \d\d[ -]\w{3}[ -]\d{4} \d\d:\d\d:\d\d GMT)$/;

function readDate(text: string): { value: number | undefined } | FieldProblem {
  // So do exports say that a cookie ends with the browser.
  if (text === '' || text === 'Session' || text === 'session') return { value: undefined };
  const time = date.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time))
    return { message: 'must be a number of seconds, or a date with its zone' };
  return time < 0 ? { message: 'must not be before 1970' } : { value: time / 1000 };
}

/** `{topLevelSite}` of extensions, `{sourceOrigin, hasCrossSiteAncestor}` of Puppeteer: short texts and flags. */
function readPartition(value: object): { value: unknown } | FieldProblem {
  const entries = Object.entries(value);
  const isShort = (part: unknown) =>
    typeof part === 'boolean' || (typeof part === 'string' && part.length <= maxExtraLength);
  if (Array.isArray(value) || entries.length > 8) return { message: 'must be a text or an object' };
  if (entries.every(([name, part]) => name.length <= 64 && isShort(part))) return { value };
  return { message: 'must have short texts and flags only' };
}

function typeOf(value: unknown): FieldType {
  if (value === null) return 'null';
  return typeof value as FieldType;
}

function article(type: string): string {
  return type === 'object' ? 'an object' : `a ${type}`;
}

function isRequired(field: string): boolean {
  return (required as readonly string[]).includes(field);
}

function isField(name: string): name is keyof Cookie {
  return Object.hasOwn(fields, name);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
