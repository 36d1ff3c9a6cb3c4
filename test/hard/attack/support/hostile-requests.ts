import type { HostileValues } from './hostile-values.ts';
import type { AttackedOperation } from './operations.ts';
import type { Dice } from './seeded.ts';

/** A request to be sent as it is. */
export interface HostileRequest {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string | Buffer | undefined;
}

/** What an attacker who is let in has. */
export interface Access {
  userTokens: readonly string[];
  adminToken: string;
  sharedSecret: string;
  /** Ids of records that are there. */
  ids: readonly string[];
}

/** Headers that something reads, or might. Those that undici won't send go over raw sockets. */
export const headerNames = [
  'authorization',
  'x-rbac-sync-secret',
  'cookie',
  'origin',
  'host',
  'x-request-id',
  'x-forwarded-for',
  'x-forwarded-proto',
  'x-forwarded-host',
  'x-genie-client-address',
  'x-real-ip',
  'forwarded',
  'via',
  'content-type',
  'content-encoding',
  'accept',
  'accept-encoding',
  'accept-language',
  'traceparent',
  'tracestate',
  'range',
  'if-none-match',
  'if-modified-since',
  'sec-fetch-site',
  'x-http-method-override',
  'x-original-url',
  'referer',
  'user-agent',
];

/** Operations that write where a body is right, or ask Directus at each call: fewer of those. */
const costly = new Set(['DELETE', 'POST']);

/** Makes requests, each of an operation and with something in it that nobody sends in good faith. */
export function createRequestMaker(
  operations: readonly AttackedOperation[],
  { strings, jsonTexts }: HostileValues,
  access: Access,
  dice: Dice,
): () => HostileRequest {
  const choices = operations.flatMap((one) => Array<AttackedOperation>(weightOf(one)).fill(one));
  const text = () => dice.pick(strings);
  const json = () => dice.pick(jsonTexts);

  function headersFor({ opens }: AttackedOperation): Record<string, string> {
    const headers: Record<string, string> = { 'x-forwarded-for': newAddress() };
    if (opens === 'user') headers.authorization = `Bearer ${dice.pick(access.userTokens)}`;
    if (opens === 'admin') headers.authorization = `Bearer ${access.adminToken}`;
    if (opens === 'secret') headers['x-rbac-sync-secret'] = access.sharedSecret;
    return headers;
  }

  function newAddress(): string {
    const part = () => dice.below(256);
    return `10.${part()}.${part()}.${part()}`;
  }

  function addressOf({ path, queryParameters }: AttackedOperation): string {
    const filled = path.replace(/\{\w+\}/g, () =>
      dice.percent(20) ? dice.pick(access.ids) : encode(text()) || '%20',
    );
    const query = queryParameters
      .filter(() => dice.percent(35))
      .map((name) => `${name}=${encode(dice.percent(70) ? text() : String(dice.below(99)))}`);
    if (dice.percent(10)) query.push(`${encode(text())}=${encode(text())}`);
    if (dice.percent(5)) query.push(...query);
    return query.length === 0 ? filled : `${filled}?${query.join('&')}`;
  }

  /** A right body with some of its values replaced; the text of it. */
  function bodyOf(operation: AttackedOperation): string | Buffer {
    const sound = dice.pick(operation.bodies);
    if (dice.percent(4)) return json();
    const entries = new Map(Object.entries(sound).map(([name, value]) => [name, worsen(value)]));
    for (const name of operation.fields.filter(() => dice.percent(45))) entries.set(name, json());
    for (const [name, value] of entries) {
      if (/id$/i.test(name) && dice.percent(50)) {
        entries.set(name, JSON.stringify(dice.pick(access.ids)));
      } else if (value === undefined) entries.delete(name);
    }
    const pairs = [...entries].map(([name, value]) => `${JSON.stringify(name)}:${value}`);
    if (dice.percent(10)) pairs.push(`${JSON.stringify(text())}:${json()}`);
    if (dice.percent(3)) pairs.push('"__proto__":{"polluted":true}');
    // All fields are checked, but nothing is written.
    if (dice.percent(92)) pairs.push('"not a field":0');
    const whole = `{${pairs.join(',')}}`;
    if (dice.percent(3)) return whole.slice(0, dice.below(whole.length));
    return dice.percent(2) ? Buffer.from([...Buffer.from(whole), 0xff, 0xc0, 0x80]) : whole;
  }

  /** A value with something inside of it replaced; the text of it. */
  function worsen(value: unknown): string | undefined {
    if (dice.percent(4)) return undefined;
    if (typeof value !== 'object' || value === null || dice.percent(40)) {
      return JSON.stringify(value);
    }
    const inside = (one: unknown) => (dice.percent(30) ? json() : (worsen(one) ?? 'null'));
    if (Array.isArray(value)) return `[${value.map(inside).join(',')}]`;
    const pairs = Object.entries(value).map(
      ([name, one]) => `${JSON.stringify(name)}:${inside(one)}`,
    );
    return `{${pairs.join(',')}}`;
  }

  return () => {
    const operation = dice.pick(choices);
    const headers = headersFor(operation);
    const body = operation.bodies.length > 0 ? bodyOf(operation) : undefined;
    if (body !== undefined) headers['content-type'] = 'application/json';
    if (dice.percent(20)) headers[dice.pick(headerNames)] = asHeader(text());
    if (dice.percent(5)) headers[dice.pick(headerNames)] = asHeader(text());
    const method = dice.percent(1)
      ? dice.pick(['PUT', 'PATCH', 'OPTIONS', 'HEAD'])
      : operation.method;
    return {
      method,
      path: addressOf(operation),
      headers,
      body: method === 'HEAD' ? undefined : body,
    };
  };
}

function weightOf({ method, bodies, pathParameters, queryParameters }: AttackedOperation): number {
  if (bodies.length > 0) return 12;
  if (costly.has(method) || pathParameters.length > 0) return 3;
  return queryParameters.length > 0 ? 5 : 1;
}

/** As a part of an address; a half of a surrogate pair as the bytes that careless programs send for it. */
export function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed().replaceAll('\ufffd', '\u0001')).replaceAll(
    '%01',
    '%ED%A0%80',
  );
}

/** As bytes that a header may have; without the bracket in which undici looks for an address's end. */
export function asHeader(text: string): string {
  const bytes = Buffer.from(text, 'utf8').toString('latin1');
  return [...bytes.replaceAll('[', '(')]
    .filter((one) => /[\t\x20-\x7e\x80-\xff]/.test(one))
    .join('')
    .slice(0, 4_000);
}
