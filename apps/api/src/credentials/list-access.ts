import { isUuid } from '@genie-helper/directus-client';
import { clientNamePattern } from '@genie-helper/guard-protocol';
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
  accessAreas,
  accessOutcomes,
} from './access-log-store.ts';

const query = onlyFields({
  ...pageFields,
  area: Type.Optional(
    Type.Enum([...accessAreas], {
      description:
        'What entries are about: credentials where left out; account, sign-ins and what people do with their own accounts; admin, what administrators do with those of others; client, servers with names.',
    }),
  ),
  creatorProfileId: Type.Optional(recordId('Only entries about this connection and its sessions.')),
  action: Type.Optional(Type.Enum([...accessActions])),
  outcome: Type.Optional(Type.Enum([...accessOutcomes])),
  principalKind: Type.Optional(Type.Enum(['user', 'server', 'unproven'])),
  principalId: Type.Optional(
    Type.String({
      pattern: patternWith(
        "must be a user's id, current, previous, command, guard or unknown",
        `^(?:current|previous|command|guard|unknown|${uuidPattern})$`,
      ),
      description:
        "A user's id; of a server, current, previous, command or guard; of nobody's account, unknown.",
    }),
  ),
  client: Type.Optional(
    Type.String({
      pattern: patternWith('must be the name of a server', clientNamePattern),
      description: 'Only entries of the server with this name; default: the shared secret.',
    }),
  ),
  since: Type.Optional(
    Type.String({ format: 'date-time', description: 'Entries from this moment on.' }),
  ),
  until: Type.Optional(
    Type.String({ format: 'date-time', description: 'Entries before this moment.' }),
  ),
});

/** An entry of the access log, as answers have it. */
export const accessEntry = Type.Object(
  {
    id: Type.Integer(),
    at: Type.String(),
    action: Type.String(),
    outcome: Type.String(),
    principal: Type.Object({
      kind: Type.String({
        description:
          'user, server, or unproven: who was refused, under the account that was named.',
      }),
      id: Type.String({
        description:
          "The user's id; of a server (current or previous), of the rotation (command), of Directus itself (guard); unknown where there is no such account.",
      }),
    }),
    collection: Type.String(),
    recordId: Type.String(),
    creatorProfileId: orNull,
    requestId: Type.String(),
    address: Type.String(),
    area: Type.String({ description: 'credentials, account, admin or client.' }),
    detail: {
      ...orNull,
      description:
        'More about it: what a link of a mail was for, why a sign-in was refused (and how many more were), what was set.',
    },
    client: {
      ...orNull,
      description:
        'Of a server its name; default: whoever holds the shared secret. null of a user, of the rotation, and of entries from before there were names.',
    },
  },
  { title: 'AccessEntry' },
);

/** One for the reference. */
export const exampleAccessEntry: Static<typeof accessEntry> = {
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
  area: 'credentials',
  detail: null,
  client: 'publisher',
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
    { entries: Type.Array(accessEntry), total: Type.Integer() },
    { entries: [exampleAccessEntry], total: 1 },
  ),
  async run({ query }, { log }: { log: Pick<AccessLog, 'list'> }) {
    const { page, wanted } = pageOf(query);
    const { creatorProfileId, principalId, since, until, area = 'credentials', ...others } = wanted;
    const connectionId = creatorProfileId?.toLowerCase();
    const isNone = connectionId !== undefined && !isUuid(connectionId);
    const ask = () =>
      log.list({
        ...page,
        ...others,
        area,
        connectionId,
        principalId: principalId?.toLowerCase(),
        since: since && parseTimestamp('since', since).toISOString(),
        until: until && parseTimestamp('until', until).toISOString(),
      });
    const { entries, total } = isNone ? { entries: [], total: 0 } : await ask();
    return { ok: true, entries: entries.map(toAccessEntry), total };
  },
});

/** A row of the log as answers have it. */
export function toAccessEntry(row: AccessEntryRow) {
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
    // A guard of before knows no such column.
    client: row.client ?? null,
    area: row.area ?? 'credentials',
    detail: row.detail ?? null,
  };
}
