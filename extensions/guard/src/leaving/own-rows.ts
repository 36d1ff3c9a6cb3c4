/**
 * `POST /genie/leaving/rows`: a page of what a person has in one of our collections, by key.
 *
 * Directus's own API compares no keys that are texts, so a page by key is made here. Ciphertexts are among the columns: the
 * caller is our API, which reads them as administrator anyway, and keeps the key that opens them.
 */
import { InvalidPayloadError } from '@directus/errors';
import {
  type OwnCollection,
  type OwnRowsAnswer,
  ownCollections,
} from '@genie-helper/guard-protocol';
import type { Knex } from 'knex';
import { optionalTextOf, optionalUserIdOf, textOf } from '../account-links/accounts.ts';
import { isPostgres, queryRows } from '../shared/directus.ts';

const maxRows = 100;

interface Columns {
  texts: readonly string[];
  times: readonly string[];
  jsons?: readonly string[];
  numbers?: readonly string[];
  /** What the key is, if not a UUID. */
  key?: 'text' | 'integer';
  /** In SQL, a column of another table. */
  more?: string;
}

const sealed = {
  texts: ['id', 'user', 'encrypted_credentials'],
  times: ['date_created', 'credentials_updated_at'],
  numbers: ['credentials_version'],
};

const columnsOf: Readonly<Record<OwnCollection, Columns>> = {
  platform_connections: {
    ...sealed,
    texts: [...sealed.texts, 'platform', 'platform_username'],
  },
  platform_sessions: {
    ...sealed,
    texts: [...sealed.texts, 'connection', 'user_agent'],
    times: [...sealed.times, 'captured_at', 'expires_at'],
    // The ciphertext is bound to it.
    more: '(SELECT platform FROM platform_connections c WHERE c.id = connection) AS platform',
  },
  download_credentials: {
    ...sealed,
    texts: [...sealed.texts, 'label', 'type'],
  },
  caption_jobs: {
    texts: ['id', 'user', 'status', 'progress', 'error', 'attempts', 'round', 'revision', 'runner'],
    times: ['date_created', 'started_at', 'finished_at', 'next_try_at'],
    jsons: ['items', 'result'],
  },
  captions: {
    texts: ['id', 'text', 'platform', 'tone', 'topic', 'length', 'model', 'source', 'job'],
    times: ['date_created'],
  },
  chat_sessions: {
    texts: ['id', 'name', 'title'],
    times: ['date_created', 'last_message_at'],
    key: 'text',
  },
  chat_messages: {
    texts: ['id', 'session', 'role', 'content', 'outcome'],
    times: ['date_created'],
    key: 'integer',
    more: '(SELECT name FROM chat_sessions s WHERE s.id = session) AS session_name',
  },
};

type Row = Record<string, unknown>;

export async function readOwnRows(db: Knex, body: unknown): Promise<OwnRowsAnswer> {
  const collection = ownCollections.find((one) => one === textOf(body, 'collection'));
  const userId = optionalUserIdOf(body, 'userId');
  const after = optionalTextOf(body, 'after');
  const limit: unknown = Reflect.get(Object(body), 'limit');
  const isLimit = Number.isSafeInteger(limit) && Number(limit) > 0 && Number(limit) <= maxRows;
  if (collection === undefined || userId === undefined || !isLimit) {
    throw new InvalidPayloadError({ reason: 'these are no rows of a person' });
  }
  const { texts, times, jsons = [], numbers = [], key, more } = columnsOf[collection];
  const columns = [...texts, ...times, ...jsons, ...numbers].map((name) => `"${name}"`);
  const type = key ?? (isPostgres(db) ? 'uuid' : 'text');
  const rows = await queryRows<Row>(
    db,
    `SELECT ${[...columns, ...(more === undefined ? [] : [more])].join(', ')} FROM ${collection}
     WHERE "user" = ? ${after === undefined ? '' : `AND id > CAST(? AS ${type})`} ORDER BY id LIMIT ?`,
    [userId, ...(after === undefined ? [] : [after]), Number(limit)],
  );
  return {
    rows: rows.map((row) => ({
      ...row,
      ...Object.fromEntries(times.map((name) => [name, toIso(row[name])])),
      ...Object.fromEntries(jsons.map((name) => [name, toValue(row[name])])),
    })),
  };
}

/** However the database keeps a time. */
function toIso(value: unknown): string | null {
  return value === null ? null : new Date(value as string | number | Date).toISOString();
}

/** SQLite keeps JSON as a text; one that is none is nothing that could be told. */
function toValue(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return null;
  }
}
