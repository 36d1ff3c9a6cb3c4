import helmet from '@fastify/helmet';
import fp from 'fastify-plugin';

/** The headers of an API that serves no pages, and `Cache-Control: no-store` on every answer. */
export const securityHeaders = fp<{ isHttps: boolean }>(
  async (app, { isHttps }) => {
    await app.register(helmet, {
      contentSecurityPolicy: {
        useDefaults: false,
        directives: { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"] },
      },
      // HSTS over plain HTTP is ignored by browsers (RFC 6797, 7.2); it's only sent where it counts.
      strictTransportSecurity: isHttps ? { maxAge: 31_536_000, includeSubDomains: false } : false,
      referrerPolicy: { policy: 'no-referrer' },
    });
    app.addHook('onRequest', async (_request, reply) => {
      reply.header('cache-control', 'no-store');
    });
  },
  { name: 'security-headers' },
);
