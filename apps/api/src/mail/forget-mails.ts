import type { MailPayloads } from './kinds.ts';
import type { MailSeal } from './outbox.ts';
import type { MailOutboxStore } from './outbox-store.ts';

const pageSize = 50;

/**
 * Makes what removes mails from the outbox by what they say. One that can't be opened stays: it goes after a day at most.
 * A mail that is sent meanwhile may make it pass over another; that one goes after a day as well, and says nothing, since
 * its account is gone when it would be written.
 *
 * @returns how many were removed
 */
export function createForgetMails(
  store: Pick<MailOutboxStore, 'listAll' | 'remove'>,
  seal: Pick<MailSeal, 'open'>,
) {
  return async (isForgotten: (payload: MailPayloads[keyof MailPayloads]) => boolean) => {
    let removed = 0;
    let kept = 0;
    for (;;) {
      const rows = await store.listAll({ limit: pageSize, offset: kept });
      for (const row of rows) {
        const payload = await seal.open(row).catch(() => undefined);
        if (payload === undefined || !isForgotten(payload)) kept += 1;
        else {
          await store.remove(row.id);
          removed += 1;
        }
      }
      if (rows.length < pageSize) return removed;
    }
  };
}
