import Type from 'typebox';
import { AppError } from '../http/errors.ts';
import { operation } from '../http/operation.ts';
import { exampleValues, okAnswer, orNull, recordId, requestBody } from '../http/schemas.ts';
import { credentialErrors } from './credential-fields.ts';
import { accessorOf, type Credentials, entryOf, findRecord, openRecord } from './sealed-rows.ts';

/** `POST /api/credentials/get-platform-session`: gives a server the cookies of a connection, once that is logged. */
export const getPlatformSession = operation({
  path: 'POST /api/credentials/get-platform-session',
  operationId: 'getPlatformSession',
  guard: 'server',
  limit: 'default',
  work: 'vault',
  errors: [
    ...credentialErrors,
    'credentials.not_found',
    'credentials.no_session',
    'credentials.session_expired',
    'credentials.unopenable',
  ],
  tag: 'Credentials for servers',
  summary: 'Reveal the session of a connection',
  description:
    'Where the access log cannot take an entry, nothing is revealed: 503. Without a session 404, once it has expired 410.',
  body: requestBody(
    'SessionOfConnection',
    { creatorProfileId: recordId("The connection's id.") },
    { creatorProfileId: exampleValues.connectionId },
  ),
  answer: okAnswer(
    'The session. The access log has it already.',
    {
      creatorProfileId: Type.String(),
      platform: Type.String(),
      cookies: Type.Array(Type.Unknown(), {
        description: 'With the fields of cookies that came, in the order of the list.',
      }),
      userAgent: orNull,
      capturedAt: Type.String(),
      expiresAt: orNull,
    },
    {
      creatorProfileId: exampleValues.connectionId,
      platform: 'onlyfans',
      cookies: exampleValues.cookies,
      userAgent: null,
      capturedAt: exampleValues.earlier,
      expiresAt: null,
    },
  ),
  async run({ body, ...by }, deps: Credentials) {
    const who = { accessor: accessorOf(by), action: 'read_session' } as const;
    const ofConnection = { ...who, collection: 'platform_connections' } as const;
    const connection = await findRecord(deps, ofConnection, body.creatorProfileId);
    const row = await deps.records.find('platform_sessions', 'connection', connection.id);
    if (row === undefined) {
      await deps.log.append({ ...entryOf(ofConnection, connection), outcome: 'not_found' });
      throw new AppError('credentials.no_session');
    }
    const access = { ...who, collection: 'platform_sessions' } as const;
    if (row.expires_at !== null && Date.parse(row.expires_at) <= deps.now().getTime()) {
      await deps.log.append({ ...entryOf(access, row), outcome: 'expired' });
      throw new AppError('credentials.session_expired');
    }
    const { cookies } = await openRecord(deps, access, row);
    if (!Array.isArray(cookies)) {
      const internal = `platform_sessions/${row.id}: holds no cookies`;
      throw new AppError('credentials.unopenable', { internal });
    }
    return {
      ok: true,
      creatorProfileId: connection.id,
      platform: connection.platform,
      cookies,
      userAgent: row.user_agent,
      capturedAt: row.captured_at,
      expiresAt: row.expires_at,
    };
  },
});
