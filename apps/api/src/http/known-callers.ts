import { hash, randomBytes } from 'node:crypto';
import rateLimit from '@fastify/rate-limit';
import type { FastifyRequest } from 'fastify';
import { type SessionCookieName, sessionCookieName } from './headers.ts';
import type { Caller } from './load-shedding.ts';

/** A caller whom a guard has let through. */
export type ProvenCaller = Caller & { kind: 'user' | 'server' };

/** Whom a guard has let through; undefined where none has, as on a public route. */
export function provenCallerOf({
  principal,
}: Pick<FastifyRequest, 'principal'>): ProvenCaller | undefined {
  if (principal?.kind === 'user') return { kind: 'user', name: principal.user.userId };
  if (principal?.kind === 'server') return { kind: 'server', name: principal.client.name };
  return undefined;
}

/** A caller, and what it showed: no text that it could be read from. */
export interface ShownCaller extends Caller {
  /** Undefined where it showed nothing. */
  digest: string | undefined;
}

/** So many are told from strangers; of more, those proven last. */
const maxKnown = 10_000;

/**
 * Tells callers apart before their guard has asked anybody, by what a guard proved before of the same credential.
 *
 * Guarantees: it keeps no credential, only digests under a key of this process, bounded in number. A credential that no
 * guard has let through is a stranger, and counts as its address, an IPv6 address as its /64.
 * Doesn't guarantee: that a known credential still counts. It's no proof of anything; the guard asks anew.
 */
export function createKnownCallers() {
  const key = randomBytes(32).toString('base64');
  const known = new Map<string, Caller>();
  return {
    of(request: FastifyRequest): ShownCaller {
      const shown = credentialOf(request);
      // No digest leaves this process, so a hash does for a MAC, at a fifth of its cost: every refusal pays for it.
      const digest = shown === '' ? undefined : hash('sha256', `${key}${shown}`, 'base64');
      const caller = digest === undefined ? undefined : known.get(digest);
      if (caller !== undefined) return { ...caller, digest };
      return { name: rateLimit.normalizeIP(request.ip), kind: 'stranger', digest };
    },
    /** To be called once a guard has let the request through. */
    remember(request: FastifyRequest, { digest }: ShownCaller): void {
      const caller = provenCallerOf(request);
      if (caller === undefined || digest === undefined) return;
      known.delete(digest);
      known.set(digest, caller);
      const [oldest] = known.keys();
      if (known.size > maxKnown && oldest !== undefined) known.delete(oldest);
    },
  };
}

/** The name of a scheme counts in any case, with any number of spaces behind it. */
const bearer = /^bearer +/i;
const sessionCookies: Record<SessionCookieName, RegExp> = {
  genie_session: /(?:^|;) *genie_session=([^;]+)/,
  '__Host-genie_session': /(?:^|;) *__Host-genie_session=([^;]+)/,
};

/**
 * What the route's guard goes by, so that nobody is many by what is put beside it, nor by how it's spelled. Each
 * signature is another; of those it's the key's id, from this address. Each kind is named: otherwise that id and
 * address, which are no secret, would count as well where they are sent as a token or a secret, from anywhere.
 */
function credentialOf({ headers, ip, protocol, routeOptions }: FastifyRequest): string {
  if (routeOptions.config.guard !== 'server') {
    const { authorization, cookie = '' } = headers;
    if (authorization !== undefined) return `authorization ${authorization.replace(bearer, '')}`;
    const session = sessionCookies[sessionCookieName(protocol)].exec(cookie)?.[1];
    return session === undefined ? '' : `session ${session}`;
  }
  const { 'x-rbac-sync-secret': secret, 'signature-input': signed = '' } = headers;
  if (secret !== undefined) return `secret ${String(secret)}`;
  const keyId = /keyid="([^"]{1,200})"/.exec(String(signed))?.[1];
  return keyId === undefined ? '' : `signed ${ip} ${keyId}`;
}
