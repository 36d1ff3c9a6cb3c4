import Type, { type Static } from 'typebox';
import { operation } from '../http/operation.ts';
import { exampleValues, okAnswer, orNull } from '../http/schemas.ts';
import { keyState } from './credential-fields.ts';
import { listKeyed } from './list-sealed-rows.ts';
import type { Credentials } from './sealed-rows.ts';

const connection = Type.Object(
  {
    id: Type.String(),
    platform: Type.String(),
    platform_username: orNull,
    credentialsVersion: Type.Integer(),
    updatedAt: Type.String(),
    createdAt: Type.String(),
    keyState,
    session: Type.Optional(
      Type.Object(
        { capturedAt: Type.String(), expiresAt: orNull, keyState },
        { description: 'The cookies that are kept for it; absent where there are none.' },
      ),
    ),
  },
  { title: 'Connection' },
);

const exampleConnection: Static<typeof connection> = {
  id: exampleValues.connectionId,
  platform: 'onlyfans',
  platform_username: 'dana',
  credentialsVersion: 2,
  updatedAt: exampleValues.later,
  createdAt: exampleValues.earlier,
  keyState: 'current',
  session: {
    capturedAt: exampleValues.earlier,
    expiresAt: exampleValues.later,
    keyState: 'current',
  },
};

/** `GET /api/credentials`: the caller's connections, without anything secret. */
export const listCredentials = operation({
  path: 'GET /api/credentials',
  operationId: 'listCredentials',
  guard: 'user',
  limit: 'default',
  work: 'vault',
  errors: ['credentials.key_not_set', 'credentials.admin_token_not_set'],
  tag: 'Credentials',
  summary: "The caller's connections",
  description: 'Listing reveals nothing and is not in the access log.',
  answer: okAnswer(
    'Newest first. Nothing in it is secret.',
    { connections: Type.Array(connection) },
    { connections: [exampleConnection] },
  ),
  async run({ principal }, deps: Credentials) {
    return { ok: true, connections: await listConnections(deps, principal.user.userId) };
  },
});

/** The connections of a user, newest first. @throws AppError `directus.unavailable` */
export async function listConnections(
  deps: Credentials,
  userId: string,
): Promise<Static<typeof connection>[]> {
  const [connections, sessions] = await Promise.all([
    listKeyed(deps, 'platform_connections', userId),
    listKeyed(deps, 'platform_sessions', userId),
  ]);
  const sessionOf = new Map(
    sessions.map(({ connection, captured_at, expires_at, keyState }) => [
      connection,
      { capturedAt: captured_at, expiresAt: expires_at, keyState },
    ]),
  );
  return connections.map((row) => {
    const session = sessionOf.get(row.id);
    return {
      id: row.id,
      platform: row.platform,
      platform_username: row.platform_username,
      credentialsVersion: row.credentials_version,
      updatedAt: row.credentials_updated_at,
      createdAt: row.date_created,
      keyState: row.keyState,
      ...(session === undefined ? {} : { session }),
    };
  });
}
