/** The records of service clients, read and written. Nothing here can be opened by this process. */
import { InvalidPayloadError } from '@directus/errors';
import {
  type ClientAct,
  type ClientListAnswer,
  type ClientLookAnswer,
  type ClientWriteAnswer,
  clientActs,
  clientNamePattern,
  type StoredClient,
  serviceClientLimits,
} from '@genie-helper/guard-protocol';
import type { Knex } from 'knex';
import { textOf } from '../account-links/accounts.ts';
import { actorOf } from '../audit/actor.ts';
import { logAdministratorAct } from '../audit/log-act.ts';
import type { Logger } from '../shared/directus.ts';
import { type ClientRow, clientsTable } from './tables.ts';

const { maxLooks, maxClients, maxSealed } = serviceClientLimits;
const idPattern = /^[0-9a-f]{16}$/;
const namePattern = new RegExp(clientNamePattern);

export function createClientRecords({ db, logger }: { db: Knex; logger: Pick<Logger, 'info'> }) {
  return {
    /** For our API. The time is taken before the records are read. */
    async look(body: unknown): Promise<ClientLookAnswer> {
      const ids = idsOf(body);
      const now = Date.now();
      const rows: ClientRow[] = await db(clientsTable).whereIn('id', ids);
      const byId = new Map(rows.map((row) => [row.id, toStoredClient(row)]));
      return { now, clients: ids.map((id) => byId.get(id) ?? null) };
    },

    /** All there are, the oldest first. */
    async list(): Promise<ClientListAnswer> {
      const rows: ClientRow[] = await db(clientsTable).orderBy(['created_at', 'id']);
      return { clients: rows.map(toStoredClient) };
    },

    /** Makes a record, or replaces the one of before where nobody else has. */
    async write(body: unknown, administrator: unknown): Promise<ClientWriteAnswer> {
      const wanted = {
        id: clientIdOf(body),
        name: nameOf(body),
        sealed: textOf(body, 'sealed', maxSealed),
        version: versionOf(body),
      };
      const act = wanted.version === 1 ? 'create' : actOf(body);
      const by = actorOf(administrator);
      const outcome = await db.transaction(async (trx) => {
        const written = await writeRecord(trx, wanted);
        if (written === 'written') {
          const { name: client, id: item } = wanted;
          const said = { area: 'client', action: `${act}_client`, client, item } as const;
          await logAdministratorAct(trx, { ...said, collection: clientsTable, by });
        }
        return written;
      });
      if (outcome === 'written') {
        logger.info(`Service client ${wanted.name}: ${act}, by ${by.principal_id}.`);
      }
      return { outcome };
    },
  };
}

type Wanted = Pick<ClientRow, 'id' | 'name' | 'sealed' | 'version'>;

async function writeRecord(trx: Knex, wanted: Wanted): Promise<ClientWriteAnswer['outcome']> {
  const { id, name, sealed, version } = wanted;
  if (version > 1) {
    const written = await trx(clientsTable)
      .where({ id, name, version: version - 1 })
      .update({ sealed, version });
    return written === 1 ? 'written' : 'outdated';
  }
  const [made] = await trx(clientsTable)
    .insert({ id, name, sealed, version, created_at: Date.now(), last_used_at: null })
    .onConflict()
    .ignore()
    .returning('id');
  if (made === undefined) {
    const other = await trx(clientsTable).where({ name }).first('id');
    return other === undefined ? 'outdated' : 'name_taken';
  }
  const count = await trx(clientsTable).count({ count: '*' }).first();
  if (Number(count?.count) <= maxClients) return 'written';
  await trx(clientsTable).where({ id }).delete();
  return 'full';
}

function toStoredClient({ id, version, sealed, last_used_at: at }: ClientRow): StoredClient {
  return { id, version, sealed, lastUsedAt: at === null ? null : Number(at) };
}

/** @throws InvalidPayloadError, as all of these */
function idsOf(body: unknown): string[] {
  const ids: unknown = Reflect.get(Object(body), 'ids');
  const isList = Array.isArray(ids) && ids.length <= maxLooks && ids.every(isClientId);
  if (isList) return ids;
  throw new InvalidPayloadError({ reason: `ids must be at most ${maxLooks} ids of clients` });
}

/** The id of a client in a body. @throws InvalidPayloadError */
export function clientIdOf(body: unknown): string {
  const id: unknown = Reflect.get(Object(body), 'id');
  if (isClientId(id)) return id;
  throw new InvalidPayloadError({ reason: 'id must be the id of a client' });
}

function isClientId(value: unknown): value is string {
  return typeof value === 'string' && idPattern.test(value);
}

function nameOf(body: unknown): string {
  const name = textOf(body, 'name', 64);
  if (namePattern.test(name)) return name;
  throw new InvalidPayloadError({ reason: 'name must be of lower-case letters, digits and -' });
}

/** What a write of a sealed record is for, as its writer says: this process can't see it. */
function actOf(body: unknown): ClientAct {
  const act: unknown = Reflect.get(Object(body), 'act');
  return clientActs.find((one) => one === act) ?? 'change';
}

/** The version in a body. @throws InvalidPayloadError */
export function versionOf(body: unknown): number {
  const version: unknown = Reflect.get(Object(body), 'version');
  if (typeof version === 'number' && Number.isInteger(version) && version >= 1) {
    if (version <= 2_147_483_647) return version;
  }
  throw new InvalidPayloadError({ reason: 'version must be a whole number from 1 on' });
}
