import { randomUUID } from 'node:crypto';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import fp from 'fastify-plugin';
import helmet, { type HelmetOptions } from 'helmet';

const acceptable = /^[A-Za-z0-9._-]{1,128}$/;

/**
 * The id of a request: the caller's `x-request-id` where it's 1 to 128 of `[A-Za-z0-9._-]`, else a new one.
 *
 * @param request the raw request; several headers of that name count as none
 */
export function requestIdOf(request: Pick<IncomingMessage, 'headers'>): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && acceptable.test(given) ? given : randomUUID();
}

/**
 * The client's address, as logs and Directus get it: at most 64 characters. Behind a trusted proxy a client may have
 * written any text in its place.
 */
export function addressOf(ip: string): string {
  return ip.slice(0, 64);
}

/** Puts `x-request-id` on every answer. */
export const requestIds = fp(
  async (app) => {
    app.addHook('onRequest', (request, reply, done) => {
      reply.header('x-request-id', request.id);
      done();
    });
  },
  { name: 'request-ids' },
);

/** The headers of an API that serves no pages, and `Cache-Control: no-store` on every answer. */
export const securityHeaders = fp<{ isHttps: boolean }>(
  async (app, { isHttps }) => {
    const headers = headersOf({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"] },
      },
      // HSTS over plain HTTP is ignored by browsers (RFC 6797, 7.2); it's only sent where it counts.
      strictTransportSecurity: isHttps ? { maxAge: 31_536_000, includeSubDomains: false } : false,
      referrerPolicy: { policy: 'no-referrer' },
    });
    app.addHook('onRequest', (_request, reply, done) => {
      reply.headers(headers).header('cache-control', 'no-store');
      done();
    });
  },
  { name: 'security-headers' },
);

/** What helmet puts on an answer. None of it depends on the request, so it's asked once. */
function headersOf(options: HelmetOptions) {
  const request = new IncomingMessage(new Socket());
  const response = new ServerResponse(request);
  helmet(options)(request, response, () => undefined);
  return response.getHeaders();
}

/** Every value of a header that came; Node's own `headers` keeps the first of several, or joins them. */
export function headerValues(rawHeaders: readonly string[], name: string): string[] {
  const values: string[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const given = rawHeaders[index];
    if (given?.length === name.length && given.toLowerCase() === name) {
      values.push(rawHeaders[index + 1] ?? '');
    }
  }
  return values;
}

export type SessionCookieName = 'genie_session' | '__Host-genie_session';

/** The one name of the session's cookie that counts; why it differs under HTTPS is told in `auth/session-cookie.ts`. */
export function sessionCookieName(protocol: 'http' | 'https'): SessionCookieName {
  return protocol === 'https' ? '__Host-genie_session' : 'genie_session';
}
