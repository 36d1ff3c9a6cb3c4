import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { accessorOf } from '../auth/principal.ts';
import { AppError } from '../http/errors.ts';
import { answer, exampleValues } from '../http/schemas.ts';
import type { Accessor } from './access-log-store.ts';
import type { CredentialDeps, RequireCredentials } from './create-credentials.ts';
import { credentialErrors, orNull, recordId } from './credential-fields.ts';
import { findRecord, openRecord } from './sealed-rows.ts';

const body = Type.Object(
  { creatorProfileId: recordId("The connection's id.") },
  {
    additionalProperties: false,
    title: 'SessionOfConnection',
    examples: [{ creatorProfileId: exampleValues.connectionId }],
  },
);

/** `POST /api/credentials/get-platform-session`: gives out the cookies of a login on a platform. */
export function getPlatformSessionRoute(deps: {
  requireCredentials: RequireCredentials;
}): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.post(
      '/api/credentials/get-platform-session',
      {
        config: {
          guard: 'internal',
          limit: 'default',
          work: 'vault',
          errors: [
            ...credentialErrors,
            'credentials.not_found',
            'credentials.no_session',
            'credentials.session_expired',
            'credentials.unopenable',
          ],
        },
        schema: {
          operationId: 'getPlatformSession',
          tags: ['Credentials for servers'],
          summary: 'Reveal the session of a connection',
          description:
            'Where the access log cannot take an entry, nothing is revealed: 503. Without a session 404, once it has expired 410.',
          body,
          response: {
            200: answer(
              {
                ok: Type.Literal(true),
                creatorProfileId: Type.String(),
                platform: Type.String(),
                cookies: Type.Array(Type.Unknown(), {
                  description: 'With the fields that came, in the order of the list.',
                }),
                userAgent: orNull,
                capturedAt: Type.String(),
                expiresAt: orNull,
              },
              {
                description: 'The session. The access log has it already.',
                example: {
                  ok: true,
                  creatorProfileId: exampleValues.connectionId,
                  platform: 'onlyfans',
                  cookies: exampleValues.cookies,
                  userAgent: null,
                  capturedAt: exampleValues.earlier,
                  expiresAt: null,
                },
              },
            ),
          },
        },
      },
      async (request) => {
        const session = await deps
          .requireCredentials()
          .readSession(accessorOf(request), request.body.creatorProfileId);
        return { ok: true as const, ...session };
      },
    );
  };
}

/** A session as it's given out. Times are ISO 8601. */
export interface RevealedSession {
  creatorProfileId: string;
  platform: string;
  cookies: unknown[];
  userAgent: string | null;
  capturedAt: string;
  expiresAt: string | null;
}

/**
 * Gives out the cookies of a connection's session, once that is logged.
 *
 * @throws AppError `credentials.not_found` · `credentials.no_session` · `credentials.session_expired` ·
 *   `credentials.unopenable` · as the log
 */
export async function readPlatformSession(
  deps: CredentialDeps,
  accessor: Accessor,
  creatorProfileId: string,
): Promise<RevealedSession> {
  const action = 'read_session';
  const connection = await findRecord(deps, {
    accessor,
    action,
    collection: 'platform_connections',
    id: creatorProfileId,
  });
  const connectionId = connection.id;
  const about = { accessor, action, connectionId } as const;
  const row = await deps.records.find('platform_sessions', 'connection', connectionId);
  if (row === undefined) {
    const collection = 'platform_connections';
    await deps.log.append({ ...about, outcome: 'not_found', collection, recordId: connectionId });
    throw new AppError('credentials.no_session');
  }
  const entry = { ...about, collection: 'platform_sessions', recordId: row.id } as const;
  if (row.expires_at !== null && Date.parse(row.expires_at) <= deps.now().getTime()) {
    await deps.log.append({ ...entry, outcome: 'expired' });
    throw new AppError('credentials.session_expired');
  }
  const { cookies } = await openRecord(deps, entry, row);
  if (!Array.isArray(cookies)) {
    const internal = `platform_sessions/${row.id}: holds no cookies`;
    throw new AppError('credentials.unopenable', { internal });
  }
  return {
    creatorProfileId: connectionId,
    platform: connection.platform,
    cookies,
    userAgent: row.user_agent,
    capturedAt: row.captured_at,
    expiresAt: row.expires_at,
  };
}
