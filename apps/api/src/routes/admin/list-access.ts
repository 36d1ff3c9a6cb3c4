import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { orNull, recordId } from '../../schemas/credentials.ts';
import { errorResponses } from '../../schemas/error-body.ts';
import type { AccessLog, KeptAccessEntry } from '../../services/directus/admin/access-log.ts';

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
  },
  { additionalProperties: false },
);

const entry = Type.Object({
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
});

/** `GET /api/admin/audit`: who used which stored credentials, newest first. */
export function listAccessRoute(deps: {
  accessLog: Pick<AccessLog, 'list'>;
}): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.get(
      '/api/admin/audit',
      {
        config: { guard: 'admin', limit: 'default' },
        schema: {
          operationId: 'listCredentialAccess',
          summary: 'The credential access log',
          querystring,
          response: {
            200: Type.Object({
              ok: Type.Literal(true),
              entries: Type.Array(entry),
              total: Type.Integer(),
            }),
            ...errorResponses(400, 401, 403, 429, 503),
          },
        },
      },
      async (request) => {
        const { limit = defaultLimit, offset = 0, creatorProfileId } = request.query;
        const { entries, total } = await deps.accessLog.list({
          limit,
          offset,
          ...(creatorProfileId === undefined
            ? {}
            : { connectionId: creatorProfileId.toLowerCase() }),
        });
        return { ok: true as const, entries: entries.map(toEntry), total };
      },
    );
  };
}

function toEntry(row: KeptAccessEntry) {
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
