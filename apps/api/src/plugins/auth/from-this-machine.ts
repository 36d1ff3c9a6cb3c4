import { BlockList, isIPv6 } from 'node:net';
import type { FastifyRequest } from 'fastify';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** What a proxy adds. It may stand on this machine, too, and pass on what comes from elsewhere. */
const proxyHeaders = ['x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'forwarded', 'via'];

/**
 * Whether a request was made on this machine, by no browser and through no proxy that says so of itself.
 * An IPv4 address that is written as IPv6 counts as what it is.
 */
export function isFromThisMachine(request: Pick<FastifyRequest, 'raw' | 'headers'>): boolean {
  const address = request.raw.socket.remoteAddress ?? '';
  if (!loopback.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')) return false;
  // A page whose name was pointed at this machine would come with these (DNS rebinding).
  const isBrowser = 'sec-fetch-site' in request.headers || 'origin' in request.headers;
  return !isBrowser && proxyHeaders.every((name) => !(name in request.headers));
}
