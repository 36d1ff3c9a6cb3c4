/**
 * The outbox: mails that are still to be sent, as rows of Directus.
 *
 * Guarantees: a change of a row is a claimed write that goes by the revision that the writer read, so of two senders
 * that want the same mail one is refused; what is in the row besides its kind and its times is a ciphertext.
 */

import { claimedWrite } from '@genie-helper/directus-client/claimed-write';
import {
  type AdminCall,
  assertDone,
  openCollection,
  refused,
} from '@genie-helper/directus-client/queries';
import Type, { type Static } from 'typebox';

const row = Type.Object({
  id: Type.String(),
  kind: Type.String(),
  sealed: Type.String(),
  attempts: Type.Integer(),
  revision: Type.Integer(),
  date_created: Type.String(),
  due_at: Type.String(),
  expires_at: Type.String(),
});

/** A mail as it's kept. */
export type OutboxRow = Static<typeof row>;

/** A mail to be kept. */
export type NewMail = Pick<OutboxRow, 'id' | 'kind' | 'sealed'> & { expiresAt: Date };

const path = '/items/mail_outbox';
const writesPath = '/items/mail_outbox_writes';

/** Reads and writes mails as the administrator. Every method throws DirectusError. */
export type MailOutboxStore = ReturnType<typeof createMailOutboxStore>;

/**
 * @param call asks Directus as the administrator
 * @param now the time that rows get and go by; all API processes need about the same
 */
export function createMailOutboxStore(call: AdminCall, now: () => Date) {
  const mails = openCollection(call, path, row);
  const isExpired = () => ({ expires_at: { _lte: now().toISOString() } });
  return {
    async add({ expiresAt, ...mail }: NewMail): Promise<void> {
      const at = now().toISOString();
      const times = { date_created: at, due_at: at, expires_at: expiresAt.toISOString() };
      const body = { ...mail, ...times };
      assertDone(await call({ method: 'POST', path: `${path}?fields=id`, body }), 'a new mail');
    },
    /** Mails of these kinds that may be tried now, in the order of asking; those that expired whatever their kind. */
    listDue: (kinds: readonly string[], limit: number) =>
      mails.list({
        filter: {
          due_at: { _lte: now().toISOString() },
          _or: [{ kind: { _in: kinds } }, isExpired()],
        },
        sort: 'date_created,id',
        limit,
      }),
    /** All mails, some at a time. */
    listAll: (page: { limit: number; offset: number }) => mails.list({ ...page, sort: 'id' }),
    /**
     * Changes a mail as it was just read.
     *
     * @returns the mail as it is now; `outdated` where another sender has it, or it's gone
     */
    async write(
      read: OutboxRow,
      changes: { dueAt: Date; attempts?: number },
    ): Promise<OutboxRow | 'outdated'> {
      const revision = read.revision + 1;
      const columns = {
        due_at: changes.dueAt.toISOString(),
        attempts: changes.attempts ?? read.attempts,
      };
      const outcome = await claimedWrite(call, writesPath, [
        {
          name: read.id,
          number: revision,
          entry: { at: now().toISOString() },
          relation: 'mail',
          recordPath: path,
          counter: 'revision',
          record: { id: read.id, ...columns },
        },
      ]);
      if (typeof outcome === 'string') return 'outdated';
      if (!outcome.ok) throw refused(outcome, 'a mail of the outbox');
      return { ...read, ...columns, revision: outcome.numbers[0] ?? revision };
    },
    /** Removes a mail that was sent or given up. One that is gone already is no fault. */
    async remove(id: string): Promise<void> {
      const answer = await call({ method: 'DELETE', path, body: [id] });
      if (!answer.ok && answer.code !== 'FORBIDDEN') assertDone(answer, 'a mail of the outbox');
    },
    /** How many mails wait, and since when the oldest does. */
    async waiting(): Promise<{ count: number; oldest: Date | undefined }> {
      const [count, [first]] = await Promise.all([
        mails.count({}),
        mails.list({ sort: 'date_created', limit: 1 }),
      ]);
      return { count, oldest: first && new Date(first.date_created) };
    },
  };
}
