/**
 * Notices: what an account's owner should be told, seen here and sent by our API.
 *
 * Guarantees: a new password and a new address are noted in the statement that changes them, whoever changes them; a
 * sign-in from a device not seen before is noted before its tokens leave. Each is given to the API at least once, and to
 * one of its processes at a time, as long as one asks within a day. Only a holder of the shared secret may ask.
 *
 * Doesn't guarantee: a notice of what SQL does while SQLite rebuilds its table of users.
 */
import { InvalidPayloadError } from '@directus/errors';
import { maxNotices, type Notice, noticeClaimMs, noticePaths } from '@genie-helper/guard-protocol';
import type { Knex } from 'knex';
import { createApiRoute } from '../shared/api-route.ts';
import {
  type HookContext,
  type HookRegistration,
  isPostgres,
  queryRows,
} from '../shared/directus.ts';
import type { GuardSettings } from '../shared/settings.ts';
import { watchSignIns } from './sign-ins.ts';

export { prepareNotices } from './tables.ts';

const dayMs = 86_400_000;

/** To be registered after all others that wrap a login. @throws Error if this Directus has no such method */
export function registerNotices(
  { init }: Pick<HookRegistration, 'init'>,
  { services, database: db, logger }: Pick<HookContext, 'services' | 'database' | 'logger'>,
  { sharedSecrets: secrets }: Pick<GuardSettings, 'sharedSecrets'>,
): void {
  watchSignIns(services.AuthenticationService);
  init('routes.before', ({ app }) => {
    if (secrets.length === 0) return;
    const deps = { secrets, logger };
    app.post(
      noticePaths.claim,
      createApiRoute(deps, 'Giving notices', () => claim(db)),
    );
    app.post(
      noticePaths.done,
      createApiRoute(deps, 'Taking notices away', (body) => done(db, body)),
    );
  });
}

interface NoticeRow {
  id: number | string;
  kind: Notice['kind'];
  userId: string;
  email: string;
  detail: string | null;
  at: number | string;
}

/** The oldest that nobody has; those that waited for too long go. */
async function claim(db: Knex): Promise<Notice[]> {
  const now = Date.now();
  const others = isPostgres(db) ? 'FOR UPDATE SKIP LOCKED' : '';
  await db('genie_notices')
    .where('at', '<', now - dayMs)
    .delete();
  const rows = await queryRows<NoticeRow>(
    db,
    `UPDATE genie_notices SET claimed_until = ?
     WHERE id IN (
       SELECT id FROM genie_notices WHERE claimed_until < ? ORDER BY id LIMIT ? ${others}
     )
     RETURNING id, kind, "user" AS "userId", email, detail, at`,
    [now + noticeClaimMs, now, maxNotices],
  );
  return rows.map(toNotice).sort((one, other) => one.id - other.id);
}

function toNotice({ id, kind, userId, email, detail, at }: NoticeRow): Notice {
  const notice = { id: Number(id), kind, userId, email, at: Number(at) };
  if (kind === 'new-address') return { ...notice, newEmail: detail };
  if (kind === 'account-deletion') return { ...notice, deletesAt: Number(detail) };
  if (kind === 'recovery-code-used') return { ...notice, recoveryCodesLeft: Number(detail) };
  if (kind !== 'sign-in') return notice;
  const { program, address } = JSON.parse(detail ?? '{}');
  return { ...notice, device: program, address };
}

async function done(db: Knex, body: unknown): Promise<object> {
  const ids: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'ids') : [];
  const isList = Array.isArray(ids) && ids.length <= maxNotices && ids.every(Number.isSafeInteger);
  if (!isList)
    throw new InvalidPayloadError({ reason: `ids must be at most ${maxNotices} numbers` });
  await db('genie_notices').whereIn('id', ids).delete();
  return {};
}
