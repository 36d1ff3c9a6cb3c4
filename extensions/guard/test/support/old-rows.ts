import { randomBytes, randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { appendEntries } from '../../src/audit/index.ts';

const dayMs = 86_400_000;

/** Rows of every table that a sweep looks at, as whoever keeps them writes them. Each names itself by a mark of the test. */
export function createOldRows(db: Knex, user: string) {
  const before = (days: number) => new Date(Date.now() - days * dayMs);
  const at = (days: number) => before(days).getTime();
  const token = () => randomBytes(24).toString('base64url');

  async function numbered(table: string, row: object): Promise<number> {
    const [made] = await db(table).insert(row).returning('id');
    return Number(made?.id ?? made);
  }

  return {
    async batch(days: number, status = 'completed'): Promise<string> {
      const id = randomUUID();
      const finished_at = ['completed', 'failed', 'cancelled'].includes(status)
        ? before(days)
        : null;
      await db('caption_jobs').insert({
        ...{ id, user, type: 'caption-batch', status, items: '[]', revision: 2 },
        ...{ date_created: before(days), finished_at },
      });
      return id;
    },
    async caption(days: number): Promise<string> {
      const id = randomUUID();
      await db('captions').insert({
        ...{ id, user, text: 'a', platform: 'x', tone: 'warm', topic: 'b', length: 'short' },
        ...{ model: 'builtin', source: 'single', search_text: 'a b', date_created: before(days) },
      });
      return id;
    },
    batchClaim: (job: string, number: number, days: number) =>
      numbered('caption_job_writes', { claim: `${job}/${number}`, job, at: before(days) }),
    async session(days: number): Promise<string> {
      const id = `${user}/${token()}`;
      const last_message_at = before(days);
      await db('chat_sessions').insert({ id, user, date_created: before(900), last_message_at });
      return id;
    },
    message: (session: string, days: number) =>
      numbered('chat_messages', {
        ...{ session, user, role: 'user', content: 'Hello', date_created: before(days) },
      }),
    activity: (days: number) =>
      numbered('directus_activity', {
        ...{ action: 'update', collection: 'directus_users', item: user, timestamp: before(days) },
      }),
    revision: (activity: number, parent: number | null = null) =>
      numbered('directus_revisions', {
        ...{ activity, collection: 'directus_users', item: user, data: '{}', delta: '{}', parent },
      }),
    async mail(days: number): Promise<string> {
      const id = randomUUID();
      const expires_at = before(days);
      const times = { date_created: before(days + 1), due_at: before(days + 1), expires_at };
      await db('mail_outbox').insert({ id, kind: 'notice', sealed: 'x', ...times });
      return id;
    },
    notice: (days: number) =>
      numbered('genie_notices', { user, kind: 'sign-in', email: 'a@example.com', at: at(days) }),
    async link(days: number, madeDays = days + 1): Promise<string> {
      const token_hash = token();
      await db('genie_account_links').insert({
        ...{ token_hash, user, purpose: 'not-me', email: 'a@example.com', state: 'used' },
        ...{ created_at: at(madeDays), expires_at: at(days) },
      });
      return token_hash;
    },
    async attempt(days: number): Promise<string> {
      const id = token().slice(0, 22);
      await db('genie_code_attempts').insert({ id, user, way: 'login', at: at(days) });
      return id;
    },
    /** With its link to access tokens, and a token that was replaced. */
    async login(days: number): Promise<string> {
      const session = token();
      const sid = token();
      await db('directus_sessions').insert({ token: session, user, expires: before(days) });
      await db('genie_access_sessions').insert({ sid, session, begun_at: at(days + 1) });
      await db('genie_rotated_tokens').insert({
        ...{ token_hash: token(), sid, rotated_at: at(days + 1), expires_at: at(days) },
      });
      return session;
    },
    async connection(sealCount: number): Promise<string> {
      const id = randomUUID();
      await db('platform_connections').insert({
        ...{ id, user, platform: 'x', identity: id, encrypted_credentials: 'x' },
        ...{ credentials_version: sealCount, seal_count: sealCount },
        ...{ credentials_updated_at: before(0), date_created: before(900) },
      });
      return id;
    },
    /** An entry of the access log, and a checkpoint that proves it, so many days old. */
    async entry(days: number): Promise<number> {
      const seq = await db.transaction(async (trx) => {
        await appendEntries(trx, [
          {
            ...{ at: before(days), action: 'reveal', outcome: 'done', item: randomUUID() },
            ...{ principal_kind: 'user', principal_id: user, collection: 'platform_connections' },
            ...{ request_id: 'r', address: '203.0.113.9' },
          },
        ]);
        return (await trx('genie_audit_chain').first('seq')).seq;
      });
      await db('genie_audit_checkpoints').insert({ seq, at: at(days), line: '{}' });
      return Number(seq);
    },
  };
}
