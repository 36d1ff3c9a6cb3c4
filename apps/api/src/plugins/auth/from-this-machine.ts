import { BlockList, isIPv6 } from 'node:net';
import type { FastifyRequest } from 'fastify';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** What a proxy adds. It may stand on this machine, too, and pass on what comes from elsewhere. */
const proxyHeaders = ['x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'forwarded', 'via'];

/** How programs name the machine that they run on. */
const ownName = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i;

/**
 * Whether a request was made on this machine and to it, by no browser and through no proxy that says so of itself.
 * An IPv4 address that is written as IPv6 counts as what it is.
 *
 * A page whose own name was pointed at this machine (DNS rebinding) asks under that name; on plain HTTP its browser
 * says nothing else of where it comes from.
 */
export function isFromThisMachine(request: Pick<FastifyRequest, 'raw' | 'headers'>): boolean {
  const address = request.raw.socket.remoteAddress ?? '';
  if (!loopback.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')) return false;
  if (!ownName.test(request.headers.host ?? '')) return false;
  const isBrowser = 'sec-fetch-site' in request.headers || 'origin' in request.headers;
  return !isBrowser && proxyHeaders.every((name) => !(name in request.headers));
}
