/**
 * Captions: what was written for people is kept for them, found again and removed.
 *
 * Guarantees: a caption is kept once, however often that is asked; whoever has a full library loses the oldest and nobody
 * else's (when it's counted, `library-bound.ts`). Who lists or removes names its user, so nobody's id finds another one's. Nothing is kept for users who are gone.
 * Only our API may ask, and it asks for whoever is signed in.
 *
 * Here and not through Directus's own API, because that would write row by row what comes a hundred at a time.
 */
import { InvalidPayloadError } from '@directus/errors';
import {
  captionPaths,
  captionSources,
  type KeepCaptionsAnswer,
  type ListCaptionsAnswer,
  maxCaptionsAtOnce,
  maxKeptCaptions,
  type RemoveCaptionsAnswer,
} from '@genie-helper/guard-protocol';
import type { Knex } from 'knex';
import { optionalTextOf, optionalUserIdOf, textOf } from '../account-links/accounts.ts';
import { createApiRoute } from '../shared/api-route.ts';
import {
  type HookContext,
  type HookRegistration,
  inList,
  isPostgres,
  listBinding,
  queryRows,
} from '../shared/directus.ts';
import type { GuardSettings } from '../shared/settings.ts';
import { createLibraryBound, type LibraryBound } from './library-bound.ts';
import { toSearchText } from './search-text.ts';

export function registerCaptions(
  { init }: Pick<HookRegistration, 'init'>,
  { database: db, logger }: Pick<HookContext, 'database' | 'logger'>,
  { sharedSecrets: secrets }: Pick<GuardSettings, 'sharedSecrets'>,
): void {
  init('routes.before', ({ app }) => {
    if (secrets.length === 0) return;
    const bound = createLibraryBound();
    const routes = [
      [captionPaths.keep, 'Keeping captions', (body: unknown) => keep(db, bound, body)],
      [captionPaths.list, 'Listing captions', (body: unknown) => list(db, body)],
      [captionPaths.remove, 'Removing captions', (body: unknown) => remove(db, body)],
    ] as const;
    for (const [path, name, run] of routes) {
      app.post(path, createApiRoute({ secrets, logger }, name, run));
    }
  });
}

/** A model's longest answer, and more. */
const maxTextLength = 32_768;

/** `POST /genie/captions/keep`: all of them or none. */
async function keep(db: Knex, bound: LibraryBound, body: unknown): Promise<KeepCaptionsAnswer> {
  const given: unknown = Reflect.get(Object(body), 'captions');
  if (!Array.isArray(given) || given.length === 0 || given.length > maxCaptionsAtOnce) {
    throw new InvalidPayloadError({ reason: `captions must be 1 to ${maxCaptionsAtOnce}` });
  }
  const rows = given.map(toRow);
  const userIds = [...new Set(rows.map(({ user }) => user))];
  return await db.transaction(async (trx) => {
    const users = await queryRows<{ id: string }>(
      trx,
      // Where the database locks rows, nobody is removed meanwhile.
      `SELECT id FROM directus_users WHERE id ${inList(trx)} ${isPostgres(trx) ? 'FOR KEY SHARE' : ''}`,
      [listBinding(trx, userIds)],
    );
    const there = new Set(users.map(({ id }) => id));
    const ofUsers = rows.filter(({ user }) => there.has(user));
    if (ofUsers.length === 0) return { kept: 0 };
    const kept = await insertNew(trx, ofUsers);
    const full = bound.toCount(ofUsers.map(({ user }) => user));
    for (const [userId, count] of await countLibraries(trx, full)) {
      await removeOldest(trx, userId, count - maxKeptCaptions);
      bound.counted(userId, Math.min(count, maxKeptCaptions));
    }
    return { kept };
  });
}

function toRow(caption: unknown) {
  const user = optionalUserIdOf(caption, 'userId');
  const id = optionalUserIdOf(caption, 'id');
  const [text, topic] = [textOf(caption, 'text', maxTextLength), textOf(caption, 'topic', 2_000)];
  const source = captionSources.find((one) => one === textOf(caption, 'source'));
  if (user === undefined || id === undefined || source === undefined) {
    throw new InvalidPayloadError({ reason: 'this is no caption' });
  }
  return {
    id,
    user,
    text: text.toWellFormed(),
    platform: textOf(caption, 'platform'),
    tone: textOf(caption, 'tone').toWellFormed(),
    topic: topic.toWellFormed(),
    length: textOf(caption, 'length'),
    model: textOf(caption, 'model'),
    source,
    job: optionalTextOf(caption, 'job') ?? null,
    search_text: toSearchText(`${text} ${topic}`).toWellFormed(),
    date_created: timeOf(caption, 'writtenAt'),
  };
}

const columns = [
  ...(['id', 'user', 'text', 'platform', 'tone', 'topic', 'length', 'model', 'source'] as const),
  ...(['job', 'search_text', 'date_created'] as const),
];
const columnList = columns.map((name) => `"${name}"`).join(', ');

/** All rows in one parameter, so that the statement is short and always the same. @returns how many are new */
async function insertNew(db: Knex, rows: readonly ReturnType<typeof toRow>[]): Promise<number> {
  const source = isPostgres(db)
    ? `SELECT ${columnList} FROM json_populate_recordset(NULL::captions, CAST(? AS json))`
    : `SELECT ${columns.map((name) => `value ->> '${name}'`).join(', ')} FROM json_each(?) WHERE true`;
  const times = rows.map(({ date_created: time, ...row }) => ({
    ...row,
    // SQLite has it in milliseconds, as Directus's own driver writes it.
    date_created: isPostgres(db) ? time.toISOString() : time.getTime(),
  }));
  const inserted = await queryRows(
    db,
    `INSERT INTO captions (${columnList}) ${source} ON CONFLICT (id) DO NOTHING RETURNING id`,
    [JSON.stringify(times)],
  );
  return inserted.length;
}

/** How many captions each of them has, where it's any. */
async function countLibraries(db: Knex, userIds: readonly string[]): Promise<[string, number][]> {
  if (userIds.length === 0) return [];
  const rows = await queryRows<{ user: string; count: number | string }>(
    db,
    `SELECT "user", COUNT(*) AS count FROM captions WHERE "user" ${inList(db)} GROUP BY "user"`,
    [listBinding(db, userIds)],
  );
  return rows.map(({ user, count }) => [user, Number(count)]);
}

async function removeOldest(db: Knex, userId: string, tooMany: number): Promise<void> {
  if (tooMany <= 0) return;
  await db.raw(
    `DELETE FROM captions WHERE id IN (
       SELECT id FROM captions WHERE "user" = ? ORDER BY date_created, id LIMIT ?
     )`,
    [userId, tooMany],
  );
}

interface CaptionRow {
  id: string;
  text: string;
  platform: string;
  tone: string;
  topic: string;
  length: string;
  model: string;
  source: (typeof captionSources)[number];
  job: string | null;
  date_created: string | number | Date;
}

/** `POST /genie/captions/list`: newest first. */
async function list(db: Knex, body: unknown): Promise<ListCaptionsAnswer> {
  const userId = userIdOf(body);
  const [limit, offset] = [wholeNumberOf(body, 'limit', 500), wholeNumberOf(body, 'offset')];
  const asked = optionalTextOf(body, 'words', 1_000)?.trim() ?? '';
  const words = toSearchText(asked).split(' ').filter(Boolean);
  // Of nothing but punctuation nothing can be found.
  if (asked !== '' && words.length === 0) return { captions: [], total: 0 };
  const platform = optionalTextOf(body, 'platform');
  const conditions = db('captions').where('user', userId);
  for (const word of new Set(words)) conditions.whereRaw('search_text LIKE ?', [`%${word}%`]);
  if (platform !== undefined) conditions.where('platform', platform);
  if (optionalTextOf(body, 'from')) conditions.where('date_created', '>=', timeOf(body, 'from'));
  if (optionalTextOf(body, 'to')) conditions.where('date_created', '<', timeOf(body, 'to'));
  const [counted] = await conditions.clone().count({ count: '*' });
  const rows: CaptionRow[] = await conditions
    .orderBy([
      { column: 'date_created', order: 'desc' },
      { column: 'id', order: 'desc' },
    ])
    .limit(limit)
    .offset(offset)
    .select(
      'id',
      'text',
      'platform',
      'tone',
      'topic',
      'length',
      'model',
      'source',
      'job',
      'date_created',
    );
  return {
    captions: rows.map(({ date_created, ...row }) => ({
      ...row,
      writtenAt: new Date(date_created).toISOString(),
    })),
    total: Number(counted?.count),
  };
}

/** `POST /genie/captions/remove`: one of a user's captions, or all. */
async function remove(db: Knex, body: unknown): Promise<RemoveCaptionsAnswer> {
  const whose = { user: userIdOf(body) };
  const id = optionalUserIdOf(body, 'id');
  const removed = await db('captions')
    .where(id === undefined ? whose : { ...whose, id })
    .delete();
  return { removed };
}

function userIdOf(body: unknown): string {
  const userId = optionalUserIdOf(body, 'userId');
  if (userId !== undefined) return userId;
  throw new InvalidPayloadError({ reason: 'userId must be the id of a user' });
}

function timeOf(body: unknown, name: string): Date {
  const time = new Date(textOf(body, name));
  if (!Number.isNaN(time.getTime())) return time;
  throw new InvalidPayloadError({ reason: `${name} must be a time` });
}

function wholeNumberOf(body: unknown, name: string, maximum = Number.MAX_SAFE_INTEGER): number {
  const value: unknown = Reflect.get(Object(body), name);
  if (Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) <= maximum) {
    return Number(value);
  }
  throw new InvalidPayloadError({ reason: `${name} must be a whole number` });
}
