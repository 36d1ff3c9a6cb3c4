import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { type Cookie, CookieJarError, parseCookieJar } from '@genie-helper/cookie-jars';
import Type from 'typebox';
import { accessorOf } from '../auth/principal.ts';
import { AppError } from '../http/errors.ts';
import { answer, exampleValues, line, parseTimestamp } from '../http/schemas.ts';
import type { Accessor } from './access-log-store.ts';
import type { CredentialDeps, RequireCredentials } from './create-credentials.ts';
import {
  cookieJar,
  cookieJarBodyLimit,
  credentialErrors,
  explainCookieJar,
  recordId,
} from './credential-fields.ts';
import { findRecord, makeRecord, replaceCredentials, retryOutdated } from './sealed-rows.ts';

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
  const timestamp = parseTimestamp('expiresAt', text);
  if (timestamp.getTime() > 0) return timestamp;
  throw new AppError('request.invalid', {
    details: [{ path: 'expiresAt', message: 'must be later than 1970-01-01T00:00:00Z' }],
  });
}

/** The cookies of a login on a platform. */
export interface GivenSession {
  creatorProfileId: string;
  cookies: unknown;
  userAgent: string | null;
  /** From when on it isn't given out; `null`: as long as it's there. */
  expiresAt: Date | null;
}

/**
 * Keeps the session of the caller's connection; the one of before is overwritten.
 *
 * @throws AppError `request.invalid` · `request.body_too_large` · `credentials.not_found` · `credentials.busy` ·
 *   as the log
 */
export async function storePlatformSession(
  deps: CredentialDeps,
  accessor: Accessor,
  { creatorProfileId, cookies, userAgent, expiresAt }: GivenSession,
): Promise<{ id: string }> {
  const action = 'store_session';
  const collection = 'platform_sessions';
  const value = { cookies: readCookies(cookies).map((cookie) => ({ ...cookie })) };
  return retryOutdated(async () => {
    const connection = await findRecord(deps, {
      accessor,
      action,
      collection: 'platform_connections',
      id: creatorProfileId,
    });
    const connectionId = connection.id;
    const columns = {
      user_agent: userAgent,
      captured_at: deps.now().toISOString(),
      expires_at: expiresAt?.toISOString() ?? null,
    };
    const row = await deps.records.find(collection, 'connection', connectionId);
    if (row !== undefined) {
      const entry = { accessor, action, collection, recordId: row.id, connectionId } as const;
      return replaceCredentials(deps, entry, row, value, columns);
    }
    return makeRecord(deps, {
      accessor,
      action,
      collection,
      user: connection.user,
      connectionId,
      value,
      columns: { ...columns, connection: connectionId },
    });
  });
}

function readCookies(cookies: unknown): Cookie[] {
  try {
    return parseCookieJar(cookies);
  } catch (error) {
    throw error instanceof CookieJarError ? explainCookieJar(error) : error;
  }
}
