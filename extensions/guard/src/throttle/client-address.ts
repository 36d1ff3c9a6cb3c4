/**
 * Whose attempt it is: the address that failures are counted on, and the device that a sign-in is told by.
 *
 * Guarantees: it is where Directus sees the client. People who sign in through our API all come from its address, so it
 * names theirs in `X-Genie-Client-Address`, their browser in `X-Genie-Client-Agent`, and the cookie by which it knows
 * their device in `X-Genie-Client-Device`; those count only beside a secret that this Directus and our API share, and
 * the address only if it is one. Likewise it names the administrator for whom it asks with a token of its own. One client
 * is one IPv4 address, or one IPv6 network of a subscriber.
 *
 * Doesn't tell people apart who share an address, unless `IP_TRUST_PROXY` lets Directus see past their proxy.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { isIP, isIPv4, isIPv6 } from 'node:net';
import type { DirectusRequest, DirectusResponse, Next } from '../shared/directus.ts';
import { createSecretCheck, secretHeader } from '../shared/secrets.ts';

/** What is told of the HTTP request that an attempt belongs to. */
export interface HttpContext {
  address: string | undefined;
  /** The client's user agent, empty where it names none; undefined where our API asks for itself. */
  agent: string | undefined;
  /** What our API knows the client's device by. */
  device: string | undefined;
  /** The administrator for whom our API asks with its own token, and by which request. */
  actingUser?: string | undefined;
  actingRequest?: string | undefined;
  response: DirectusResponse;
}

type ClientOf = (request: Pick<DirectusRequest, 'ip' | 'headers'>) => Omit<HttpContext, 'response'>;

const contexts = new AsyncLocalStorage<HttpContext>();

/** Express middleware: lets services that aren't given the request find out whose it is. */
export function rememberRequest(clientOf: ClientOf) {
  return (request: DirectusRequest, response: DirectusResponse, next: Next): void => {
    contexts.run({ ...clientOf(request), response }, next);
  };
}

/** The HTTP request that the current work belongs to, if it belongs to one. */
export function currentRequest(): HttpContext | undefined {
  return contexts.getStore();
}

/** @param secrets what our API proves itself with; without one nobody is believed */
export function createTrustedClient(secrets: readonly string[]): ClientOf {
  const isOurApi = createSecretCheck(secrets);
  return ({ ip, headers = {} }) => {
    if (!isOurApi(headers[secretHeader])) {
      return { address: ip, agent: textOf(headers['user-agent']) ?? '', device: undefined };
    }
    const address = textOf(headers['x-genie-client-address']);
    return {
      address: address === undefined || isIP(address) === 0 ? ip : address,
      agent: textOf(headers['x-genie-client-agent']),
      device: textOf(headers['x-genie-client-device']),
      actingUser: textLike(uuid, headers['x-genie-acting-user']),
      actingRequest: textLike(requestId, headers['x-genie-acting-request']),
    };
  };
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const requestId = /^[A-Za-z0-9._-]{1,128}$/;

function textLike(form: RegExp, value: string | string[] | undefined): string | undefined {
  const text = textOf(value);
  return text !== undefined && form.test(text) ? text : undefined;
}

function textOf(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/**
 * The part of a client's address that one person can't change at will: an IPv4 address as it is, the
 * first 64 bits of an IPv6 address, since a subscriber gets at least a /64 (RFC 6177). IPv4 written
 * as IPv6 counts as IPv4. Anything else, such as no address at all, is one key of its own.
 */
export function addressKey(address: string | null | undefined): string {
  const bare = (address ?? '').replace(/%.*$/, '');
  if (isIPv4(bare)) return bare;
  if (!isIPv6(bare)) return 'unknown';
  const groups = ipv6Groups(bare);
  const mapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (mapped) return ipv4From(groups[6] ?? 0, groups[7] ?? 0);
  const network = groups.slice(0, 4).map((group) => group.toString(16));
  return `${network.join(':')}::/64`;
}

/** The eight 16-bit groups; the URL parser brings every spelling to one compressed form first. */
function ipv6Groups(address: string): number[] {
  const canonical = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [head = '', tail] = canonical.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array<string>(8 - before.length - after.length).fill('0');
  return [...before, ...zeros, ...after].map((group) => Number.parseInt(group, 16));
}

function ipv4From(high: number, low: number): string {
  return [high >> 8, high & 0xff, low >> 8, low & 0xff].join('.');
}
