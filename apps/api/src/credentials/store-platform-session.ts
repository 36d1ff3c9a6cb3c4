import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { accessorOf } from '../auth/principal.ts';
import { AppError } from '../errors/app-error.ts';
import { line } from '../http/schemas.ts';
import { answer } from '../schemas/answer.ts';
import { exampleValues } from '../schemas/example-values.ts';
import { readMoment } from '../schemas/read-moment.ts';
import type { RequireCredentials } from '../services/credentials/credential-service.ts';
import { cookieJar, cookieJarBodyLimit, credentialErrors, recordId } from './credential-fields.ts';

const body = Type.Object(
  {
    creatorProfileId: recordId("The connection's id."),
    cookies: cookieJar,
    userAgent: Type.Optional(
      line({ maxLength: 1024, description: 'The browser that the cookies belong to.' }),
    ),
    expiresAt: Type.Optional(
      Type.String({
        format: 'date-time',
        description: 'From when on the cookies are not given out. Left out: they always are.',
      }),
    ),
  },
  {
    additionalProperties: false,
    title: 'NewPlatformSession',
    examples: [
      {
        creatorProfileId: exampleValues.connectionId,
        cookies: exampleValues.cookies,
        userAgent: 'Mozilla/5.0',
        expiresAt: exampleValues.later,
      },
    ],
  },
);

/** `POST /api/credentials/platform-session`: keeps the cookies of a login on a platform. */
export function storePlatformSessionRoute(deps: {
  requireCredentials: RequireCredentials;
}): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.post(
      '/api/credentials/platform-session',
      {
        bodyLimit: cookieJarBodyLimit,
        config: {
          guard: 'user',
          limit: 'default',
          work: 'vault',
          errors: [...credentialErrors, 'credentials.not_found', 'credentials.busy'],
        },
        schema: {
          operationId: 'storePlatformSession',
          tags: ['Credentials'],
          summary: 'Keep the session of a profile',
          description: 'One session a profile. The body may have 256 KiB.',
          body,
          response: {
            201: answer(
              { ok: Type.Literal(true), id: Type.String() },
              {
                description: 'It is kept, sealed, in the place of the one of before.',
                example: { ok: true, id: exampleValues.sessionId },
              },
            ),
          },
        },
      },
      async (request, reply) => {
        const { creatorProfileId, cookies, userAgent, expiresAt } = request.body;
        const session = {
          creatorProfileId,
          cookies,
          userAgent: userAgent?.trim() || null,
          expiresAt: expiresAt === undefined ? null : readExpiry(expiresAt),
        };
        const { id } = await deps.requireCredentials().storeSession(accessorOf(request), session);
        return reply.code(201).send({ ok: true, id });
      },
    );
  };
}

/** @throws AppError `request.invalid` for a moment that can't be kept: SQLite gives back 1970's first as the number 0 */
function readExpiry(text: string): Date {
  const moment = readMoment('expiresAt', text);
  if (moment.getTime() > 0) return moment;
  throw new AppError('request.invalid', {
    details: [{ path: 'expiresAt', message: 'must be later than 1970-01-01T00:00:00Z' }],
  });
}
