import Type from 'typebox';
import { AppError } from '../http/errors.ts';
import { operation } from '../http/operation.ts';
import { exampleValues, okAnswer, orNull, recordId, requestBody } from '../http/schemas.ts';
import { revealErrors } from './credential-fields.ts';
import { accessorOf, type Credentials, revealRecord } from './sealed-rows.ts';

/** `POST /api/credentials/get-platform-session`: gives a server the cookies of a connection, once that is logged. */
export const getPlatformSession = operation({
  path: 'POST /api/credentials/get-platform-session',
  operationId: 'getPlatformSession',
  guard: 'server',
  clientRoute: 'get-platform-session',
  limit: 'default',
  work: 'vault',
  errors: [...revealErrors, 'credentials.no_session', 'credentials.session_expired'],
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
    const collection = 'platform_sessions';
    const access = { accessor: accessorOf(by), action: 'read_session', collection } as const;
    const revealed = await revealRecord(deps, access, body.creatorProfileId, 'connection');
    const { row } = revealed;
    const { cookies } = revealed.value;
    if (!Array.isArray(cookies)) {
      const internal = `platform_sessions/${row.id}: holds no cookies`;
      throw new AppError('credentials.unopenable', { internal });
    }
    return {
      ok: true,
      creatorProfileId: row.connection,
      platform: row.platform,
      cookies,
      userAgent: row.user_agent,
      capturedAt: row.captured_at,
      expiresAt: row.expires_at,
    };
  },
});
