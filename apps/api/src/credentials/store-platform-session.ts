import Type from 'typebox';
import { invalidField } from '../http/errors.ts';
import { operation } from '../http/operation.ts';
import {
  exampleValues,
  line,
  okAnswer,
  parseTimestamp,
  recordId,
  requestBody,
} from '../http/schemas.ts';
import {
  cookieJar,
  cookieJarBodyLimit,
  credentialErrors,
  readCookieJar,
  sizeOfJar,
  skipInvalid,
  skipped,
} from './credential-fields.ts';
import {
  accessorOf,
  assertKey,
  type Credentials,
  findRecord,
  findSession,
  makeRecord,
  replaceCredentials,
  retryOutdated,
} from './sealed-rows.ts';

/** `POST /api/credentials/platform-session`: keeps the cookies of a connection; those of before are overwritten. */
export const storePlatformSession = operation({
  path: 'POST /api/credentials/platform-session',
  operationId: 'storePlatformSession',
  guard: 'user',
  limit: 'default',
  work: 'vault',
  errors: [
    ...credentialErrors,
    'credentials.not_found',
    'credentials.storage_full',
    'credentials.busy',
  ],
  tag: 'Credentials',
  summary: 'Keep the session of a profile',
  description: 'One session a profile. The body may have 256 KiB.',
  bodyLimit: cookieJarBodyLimit,
  body: requestBody(
    'NewPlatformSession',
    {
      creatorProfileId: recordId("The connection's id."),
      cookies: cookieJar,
      skipInvalid: Type.Optional(skipInvalid),
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
      creatorProfileId: exampleValues.connectionId,
      cookies: exampleValues.cookies,
      userAgent: 'Mozilla/5.0',
      expiresAt: exampleValues.later,
    },
  ),
  status: 201,
  answer: okAnswer(
    'It is kept, sealed, in the place of the one of before.',
    { id: Type.String(), skipped: Type.Optional(skipped) },
    { id: exampleValues.sessionId },
  ),
  async run({ body, ...by }, deps: Credentials) {
    assertKey(deps);
    const expiresAt = body.expiresAt === undefined ? null : readExpiry(body.expiresAt);
    return deps.inTurn(by.principal.user.userId, async (charge) => {
      charge(sizeOfJar(body.cookies));
      const { cookies, skipped } = readCookieJar(body.cookies, body.skipInvalid);
      const value = { cookies: cookies.map((cookie) => ({ ...cookie })) };
      const who = { accessor: accessorOf(by), action: 'store_session' } as const;
      const ofConnection = { ...who, collection: 'platform_connections' } as const;
      const access = { ...who, collection: 'platform_sessions' } as const;
      const { id } = await retryOutdated(async () => {
        const connection = await findRecord(deps, ofConnection, body.creatorProfileId);
        const columns = {
          user_agent: body.userAgent?.trim() || null,
          captured_at: deps.now().toISOString(),
          expires_at: expiresAt?.toISOString() ?? null,
        };
        const row = await findSession(deps, access, connection);
        if (row !== undefined) return replaceCredentials(deps, access, row, value, columns);
        return makeRecord(deps, access, {
          user: connection.user,
          value,
          columns: { ...columns, connection: connection.id },
          platform: connection.platform,
        });
      });
      return { ok: true, id, ...(body.skipInvalid === true ? { skipped } : {}) } as const;
    });
  },
});

/** @throws AppError `request.invalid` for a timestamp that can't be kept: SQLite gives back 1970's first as the number 0 */
function readExpiry(text: string): Date {
  const timestamp = parseTimestamp('expiresAt', text);
  if (timestamp.getTime() > 0) return timestamp;
  throw invalidField('expiresAt', 'must be later than 1970-01-01T00:00:00Z');
}
