import { isUuid } from '@genie-helper/directus-client';
import Type, { type Static } from 'typebox';
import { operation } from '../http/operation.ts';
import {
  exampleValues,
  okAnswer,
  onlyFields,
  orNull,
  pageFields,
  pageOf,
  parseTimestamp,
  patternWith,
  recordId,
  uuidPattern,
} from '../http/schemas.ts';
import {
  type AccessEntryRow,
  type AccessLog,
  accessActions,
  accessOutcomes,
} from './access-log-store.ts';

const query = onlyFields({
  ...pageFields,
  creatorProfileId: Type.Optional(recordId('Only entries about this connection and its sessions.')),
  action: Type.Optional(Type.Enum([...accessActions])),
  outcome: Type.Optional(Type.Enum([...accessOutcomes])),
  principalKind: Type.Optional(Type.Enum(['user', 'server'])),
  principalId: Type.Optional(
    Type.String({
      pattern: patternWith(
        "must be a user's id, current, previous or command",
        `^(?:current|previous|command|${uuidPattern})$`,
      ),
      description: "A user's id; of a server, current, previous or command.",
    }),
  ),
  since: Type.Optional(
    Type.String({ format: 'date-time', description: 'Entries from this moment on.' }),
  ),
  until: Type.Optional(
    Type.String({ format: 'date-time', description: 'Entries before this moment.' }),
  ),
});

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
export const listAccess = operation({
  path: 'GET /api/admin/audit',
  operationId: 'listCredentialAccess',
  guard: 'admin',
  limit: 'default',
  work: 'records',
  errors: ['credentials.admin_token_not_set'],
  tag: 'Credentials',
  summary: 'The credential access log',
  description: 'Who used which stored credentials, and what came of it.',
  query,
  answer: okAnswer(
    'Entries, newest first, and how many there are in all.',
    { entries: Type.Array(entry), total: Type.Integer() },
    { entries: [exampleEntry], total: 1 },
  ),
  async run({ query }, { log }: { log: Pick<AccessLog, 'list'> }) {
    const { page, wanted } = pageOf(query);
    const { creatorProfileId, principalId, since, until, ...others } = wanted;
    const connectionId = creatorProfileId?.toLowerCase();
    const isNone = connectionId !== undefined && !isUuid(connectionId);
    const ask = () =>
      log.list({
        ...page,
        ...others,
        connectionId,
        principalId: principalId?.toLowerCase(),
        since: since && parseTimestamp('since', since).toISOString(),
        until: until && parseTimestamp('until', until).toISOString(),
      });
    const { entries, total } = isNone ? { entries: [], total: 0 } : await ask();
    return { ok: true, entries: entries.map(toEntry), total };
  },
});

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
