/**
 * Takes mails to be sent.
 *
 * Guarantees: once `post` resolves, the mail is kept in the database until it was sent or given up, whatever dies; what
 * it says, whom it's for and the token in its link are sealed by the vault's key, bound to the row and the kind.
 * `post` does the same for every address: one seal and one row.
 */

import { randomUUID } from 'node:crypto';
import { createKeyring, type JsonObject, type Keyring, open, seal } from '@genie-helper/vault';
import { AppError } from '../http/errors.ts';
import type { MailKind, MailPayloads, MailRequest } from './kinds.ts';
import type { MailOutboxStore, OutboxRow } from './outbox-store.ts';

/** How long a mail is tried, in milliseconds. */
export const longestLifeMs = 24 * 60 * 60 * 1_000;

/** Takes mails to be sent. */
export interface Mail {
  /** Whether mails can be sent at all; without, `post` refuses. */
  isConfigured: boolean;
  /**
   * Keeps a mail to be sent; it's written and sent afterwards, by whichever process is free.
   *
   * @throws AppError `mail.not_configured` (503) · DirectusError: it was not kept
   */
  post(request: MailRequest): Promise<void>;
}

/** For where no mail can be sent. */
export const mailNotConfigured: Mail = {
  isConfigured: false,
  post: () => Promise.reject(new AppError('mail.not_configured')),
};

/** The vault, for rows of the outbox. */
export type MailSeal = Awaited<ReturnType<typeof createMailSeal>>;

/** @param keys of the configuration: the current one seals, older ones open what was sealed before a rotation */
export async function createMailSeal(keys: Parameters<typeof createKeyring>[0]) {
  const keyring: Keyring = await createKeyring(keys);
  const recordOf = (id: string, kind: string) => ({ collection: 'mail_outbox', id, owner: kind });
  return {
    seal: (id: string, kind: string, payload: JsonObject) =>
      seal(keyring, recordOf(id, kind), payload),
    /** @throws VaultError */
    open: async ({ id, kind, sealed }: Pick<OutboxRow, 'id' | 'kind' | 'sealed'>) =>
      (await open(keyring, recordOf(id, kind), sealed)).value as MailPayloads[MailKind],
  };
}

/**
 * @param deps `onPosted` is told of each mail that was kept
 */
export function createMail(deps: {
  store: Pick<MailOutboxStore, 'add'>;
  seal: Pick<MailSeal, 'seal'>;
  onPosted(): void;
  now: () => Date;
}): Mail {
  const { store, seal: sealing, onPosted, now } = deps;
  return {
    isConfigured: true,
    async post({ kind, payload, expiresAt }) {
      const id = randomUUID();
      const sealed = await sealing.seal(id, kind, { ...payload });
      const latest = new Date(now().getTime() + longestLifeMs);
      await store.add({
        id,
        kind,
        sealed,
        expiresAt: expiresAt !== undefined && expiresAt < latest ? expiresAt : latest,
      });
      onPosted();
    },
  };
}
