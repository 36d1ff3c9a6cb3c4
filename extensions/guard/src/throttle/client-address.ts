/**
 * Whose attempt it is: the address that failures are counted on.
 *
 * Guarantees: it is where Directus sees the client. People who sign in through our API all come from its address, so it
 * names theirs in `X-Genie-Client-Address`; that counts only beside a secret that this Directus and our API share, and
 * only if it is an address. One client is one IPv4 address, or one IPv6 network of a subscriber.
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
  response: DirectusResponse;
}

type AddressOf = (request: Pick<DirectusRequest, 'ip' | 'headers'>) => string | undefined;

const contexts = new AsyncLocalStorage<HttpContext>();

/** Express middleware: lets services that aren't given the request find out whose it is. */
export function rememberRequest(addressOf: AddressOf) {
  return (request: DirectusRequest, response: DirectusResponse, next: Next): void => {
    contexts.run({ address: addressOf(request), response }, next);
  };
}

/** The HTTP request that the current work belongs to, if it belongs to one. */
export function currentRequest(): HttpContext | undefined {
  return contexts.getStore();
}

/** @param secrets what our API proves itself with; without one nobody is believed */
export function createTrustedClientAddress(secrets: readonly string[]): AddressOf {
  const isOurApi = createSecretCheck(secrets);
  return ({ ip, headers = {} }) => {
    const named = headers['x-genie-client-address'];
    if (typeof named !== 'string' || isIP(named) === 0) return ip;
    return isOurApi(headers[secretHeader]) ? named : ip;
  };
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
