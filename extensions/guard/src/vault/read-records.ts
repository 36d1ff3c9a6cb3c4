/** Sealed records with what decides who may have them: one statement for all that are looked for in one way. */
import type {
  FoundRecord,
  ReadOperation,
  RecordColumns,
  SealedCollection,
} from '@genie-helper/guard-protocol';
import type { Knex } from 'knex';
import { inList, listBinding, queryRows } from '../shared/directus.ts';

/** A record, and what is given of it to whoever may have it; a session that is missing has nothing to give. */
export interface ReadRecord {
  found: FoundRecord;
  row: RecordColumns;
}

/** The columns of each collection that are given out, besides those of every record. */
const ownColumns: Readonly<Record<SealedCollection, readonly string[]>> = {
  platform_connections: ['platform', 'platform_username'],
  download_credentials: ['type'],
  platform_sessions: ['connection', 'user_agent', 'captured_at', 'expires_at'],
};

const columnsOfAll = [
  'id',
  'user',
  'encrypted_credentials',
  'credentials_version',
  'seal_count',
] as const;

/** @returns what each operation found, in their order; undefined where there is nothing */
export async function readRecords(
  db: Knex,
  operations: readonly ReadOperation[],
): Promise<(ReadRecord | undefined)[]> {
  const found = new Map<string, ReadRecord>();
  for (const [way, group] of groupByWay(operations)) {
    const [first] = group;
    if (first === undefined) continue;
    const values = [...new Set(group.map(({ value }) => value))];
    const rows = await queryRows<Row>(db, queryOf(db, first), [listBinding(db, values)]);
    for (const row of rows) found.set(`${way} ${row.asked}`, toRecord(first, row));
  }
  return operations.map((operation) => found.get(`${wayOf(operation)} ${operation.value}`));
}

function groupByWay(operations: readonly ReadOperation[]) {
  const groups = new Map<string, ReadOperation[]>();
  for (const operation of operations) {
    const way = wayOf(operation);
    groups.set(way, [...(groups.get(way) ?? []), operation]);
  }
  return groups;
}

const wayOf = ({ collection, by }: ReadOperation) => `${collection} ${by}`;

type Row = Record<string, string | number | Date | null> & {
  asked: string;
  owner: string;
  status: string | null;
};

function queryOf(db: Knex, { collection, by }: ReadOperation): string {
  const columns = [...columnsOfAll, ...ownColumns[collection]].map((name) => `r."${name}"`).join();
  if (by === 'connection') {
    return `SELECT c.id AS asked, c."user" AS owner, u.status, c.platform, ${columns}
      FROM platform_connections c
      LEFT JOIN platform_sessions r ON r.connection = c.id
      LEFT JOIN directus_users u ON u.id = c."user"
      WHERE c.id ${inList(db)}`;
  }
  return `SELECT r."${by}" AS asked, r."user" AS owner, u.status, ${columns}
    FROM ${collection} r LEFT JOIN directus_users u ON u.id = r."user"
    WHERE r."${by}" ${inList(db)}`;
}

function toRecord({ collection, by }: ReadOperation, all: Row): ReadRecord {
  const { asked, owner, status, ...columns } = all;
  const row = Object.fromEntries(
    Object.entries(columns).map(([name, value]) => [
      name,
      timestamps.has(name) ? toIso(value ?? null) : plain(value),
    ]),
  );
  const isSessionMissing = by === 'connection' && row.id === null;
  const ownConnection = collection === 'platform_connections' ? String(row.id) : null;
  return {
    row,
    found: {
      platform: typeof row.platform === 'string' ? row.platform : null,
      id: isSessionMissing ? asked : String(row.id),
      ownerId: owner,
      isOwnerActive: status === 'active',
      connection: by === 'connection' ? asked : ownConnection,
      expiresAt: typeof row.expires_at === 'string' ? row.expires_at : null,
      ...(isSessionMissing ? { isSessionMissing } : {}),
    },
  };
}

const timestamps: ReadonlySet<string> = new Set(['captured_at', 'expires_at']);

function plain(value: Row[string] | undefined): string | number | null {
  return value instanceof Date ? value.toISOString() : (value ?? null);
}

/** PostgreSQL gives a date; SQLite a number of milliseconds, or whatever text SQL put there. */
function toIso(value: Row[string]): string | null {
  if (value === null) return null;
  const date = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  return new Date(date).toISOString();
}
