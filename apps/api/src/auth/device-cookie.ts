/**
 * The cookie by which a browser is known again, so that its owner isn't told of a sign-in that was his own.
 *
 * Guarantees: it opens nothing and names nobody: 128 random bits, which Directus keeps as a hash for each user who
 * signed in with it. It is set by a sign-in that worked and by nothing else. No script can read it, and no other site
 * sends it. Whoever lacks it, or makes one up, is a device that wasn't seen before.
 */
import { randomBytes } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { headerValues } from '../http/headers.ts';

/** What a sign-in is recognized by, besides where it comes from. */
export interface SignInDevice {
  /** As the browser names itself; empty where it doesn't. */
  agent: string;
  /** What the cookie holds. */
  id: string;
}

/** Browsers keep a cookie for 400 days at most; each sign-in begins them anew. */
const lifeSeconds = 400 * 86_400;

/** The device that a request comes from, with a new id where it has none. */
export function deviceOf(request: FastifyRequest): SignInDevice {
  const prefix = `${cookieName(request)}=`;
  const [id] = headerValues(request.raw.rawHeaders, 'cookie')
    .flatMap((header) => header.split(';'))
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(prefix))
    .map((pair) => pair.slice(prefix.length))
    .filter((value) => /^[\w-]{22}$/.test(value));
  // What is passed on must be a header again, and of a bounded length.
  const agent = (request.headers['user-agent'] ?? '').replace(/[^\x20-\x7e]/g, '').slice(0, 512);
  return { agent, id: id ?? randomBytes(16).toString('base64url') };
}

/** Has the browser keep it, beside the other cookies of this answer. */
export function giveDeviceCookie(reply: FastifyReply, { id }: SignInDevice): void {
  const { request } = reply;
  const always = `Path=/; HttpOnly; SameSite=Strict; Max-Age=${lifeSeconds}`;
  const flags = request.protocol === 'https' ? `${always}; Secure` : always;
  reply.header('set-cookie', `${cookieName(request)}=${id}; ${flags}`);
}

function cookieName({ protocol }: FastifyRequest): string {
  return protocol === 'https' ? '__Host-genie_device' : 'genie_device';
}
