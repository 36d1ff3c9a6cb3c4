import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { isUuid } from '@genie-helper/directus-client';
import Type, { type Static } from 'typebox';
import { answer, exampleValues, parseTimestamp, principalIdPattern } from '../http/schemas.ts';
import {
  type AccessEntryRow,
  type AccessLog,
  accessActions,
  accessOutcomes,
} from './access-log-store.ts';
import { orNull, recordId } from './credential-fields.ts';

const defaultLimit = 50;

const querystring = Type.Object(
  {
    limit: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 500, description: `Default: ${defaultLimit}.` }),
    ),
    offset: Type.Optional(Type.Integer({ minimum: 0, description: 'Default: 0.' })),
    creatorProfileId: Type.Optional(
      recordId('Only entries about this connection and its sessions.'),
    ),
    action: Type.Optional(Type.Enum([...accessActions])),
    outcome: Type.Optional(Type.Enum([...accessOutcomes])),
    principalKind: Type.Optional(Type.Enum(['user', 'server'])),
    principalId: Type.Optional(
      Type.String({
        pattern: principalIdPattern,
        description: "A user's id; of a server, current, previous or command.",
      }),
    ),
    since: Type.Optional(
      Type.String({ format: 'date-time', description: 'Entries from this moment on.' }),
    ),
    until: Type.Optional(
      Type.String({ format: 'date-time', description: 'Entries before this moment.' }),
    ),
  },
  { additionalProperties: false },
);

const entry = Type.Object(
  {
    id: Type.Integer(),
    at: Type.String(),
    action: Type.String(),
    outcome: Type.String(),
    principal: Type.Object({
      kind: Type.String({ description: 'user or server.' }),
      id: Type.String({
        description:
          "The user's id; of a server (current or previous), or of the rotation (command).",
      }),
    }),
    collection: Type.String(),
    recordId: Type.String(),
    creatorProfileId: orNull,
    requestId: Type.String(),
    address: Type.String(),
  },
  { title: 'AccessEntry' },
);

const exampleEntry: Static<typeof entry> = {
  id: 41,
  at: exampleValues.later,
  action: 'reveal',
  outcome: 'done',
  principal: { kind: 'server', id: 'current' },
  collection: 'platform_connections',
  recordId: exampleValues.connectionId,
  creatorProfileId: exampleValues.connectionId,
  requestId: exampleValues.requestId,
  address: '192.0.2.10',
};

/** `GET /api/admin/audit`: who used which stored credentials, newest first. */
export function listAccessRoute(deps: {
  accessLog: Pick<AccessLog, 'list'>;
}): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.get(
      '/api/admin/audit',
      {
        config: {
          guard: 'admin',
          limit: 'default',
          work: 'records',
          errors: ['credentials.admin_token_not_set'],
        },
        schema: {
          operationId: 'listCredentialAccess',
          tags: ['Credentials'],
          summary: 'The credential access log',
          description: 'Who used which stored credentials, and what came of it.',
          querystring,
          response: {
            200: answer(
              { ok: Type.Literal(true), entries: Type.Array(entry), total: Type.Integer() },
              {
                description: 'Entries, newest first, and how many there are in all.',
                example: { ok: true, entries: [exampleEntry], total: 1 },
              },
            ),
          },
        },
      },
      async (request) => {
        const { limit = defaultLimit, offset = 0, ...wanted } = request.query;
        const { creatorProfileId, principalId, since, until, ...others } = wanted;
        const connectionId = creatorProfileId?.toLowerCase();
        if (connectionId !== undefined && !isUuid(connectionId)) {
          return { ok: true as const, entries: [], total: 0 };
        }
        const { entries, total } = await deps.accessLog.list({
          limit,
          offset,
          ...others,
          ...(connectionId === undefined ? {} : { connectionId }),
          ...(principalId === undefined ? {} : { principalId: principalId.toLowerCase() }),
          ...(since === undefined ? {} : { since: parseTimestamp('since', since).toISOString() }),
          ...(until === undefined ? {} : { until: parseTimestamp('until', until).toISOString() }),
        });
        return { ok: true as const, entries: entries.map(toEntry), total };
      },
    );
  };
}

function toEntry(row: AccessEntryRow) {
  const { id, at, action, outcome, collection, address } = row;
  return {
    id,
    at,
    action,
    outcome,
    principal: { kind: row.principal_kind, id: row.principal_id },
    collection,
    recordId: row.item,
    creatorProfileId: row.connection,
    requestId: row.request_id,
    address,
  };
}
