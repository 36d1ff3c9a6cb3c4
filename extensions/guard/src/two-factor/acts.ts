/**
 * What the owner of an account does with its second factor: sets one up, confirms it, makes new recovery codes, takes it off.
 *
 * Guarantees: the secret is made here, and told once. It counts for nothing until a code of it has come within ten
 * minutes; ten wrong ones end it. Whoever sets one up, takes it off or makes codes has just proven the password, and a code
 * where there is a factor (`live-proof.ts`). Each act is one transaction, which locks the account first.
 */

import { InvalidPayloadError } from '@directus/errors';
import type {
  BeginAnswer,
  ConfirmAnswer,
  RecoveryCodesAnswer,
  RemoveAnswer,
  TwoFactorState,
} from '@genie-helper/guard-protocol';
import { twoFactorPendingMs } from '@genie-helper/guard-protocol';
import type { Knex } from 'knex';
import { type Account, lockAccount, optionalUserIdOf, textOf } from '../account-links/accounts.ts';
import { createProofReader, findProof } from '../account-links/live-proof.ts';
import { actorOf } from '../audit/actor.ts';
import { logAct, logAdministratorAct } from '../audit/log-act.ts';
import type { TokenSecrets } from '../sessions/access-token.ts';
import type { Logger } from '../shared/directus.ts';
import type { Keyring } from './keyring.ts';
import { findStep, newSecret, otpauthUrlOf, readDigits } from './one-time-codes.ts';
import { countRecoveryCodes, renewRecoveryCodes } from './recovery-codes.ts';
import { type FactorRow, factorsTable, newMarker } from './tables.ts';

const maxFailures = 10;

export function createActs({
  db,
  keyring,
  secrets,
}: {
  db: Knex;
  keyring: Keyring;
  secrets: TokenSecrets;
}) {
  const readProof = createProofReader(secrets);

  /** Runs an act on the account of a proof that lives. */
  async function asProven<Answer>(
    body: unknown,
    act: (trx: Knex.Transaction, account: Account) => Promise<Answer>,
  ): Promise<Answer | { verdict: 'refused' }> {
    const wanted = readProof(body);
    if (wanted === undefined) return { verdict: 'refused' };
    return await db.transaction(async (trx) => {
      const account = await lockAccount(trx, { id: wanted.id });
      const proof = await findProof(trx, wanted);
      if (account?.status !== 'active' || proof === undefined) return { verdict: 'refused' };
      return await act(trx, account);
    });
  }

  return {
    /** Makes a secret that waits for its first code; one that was waiting ends. */
    async begin(body: unknown): Promise<BeginAnswer> {
      if (!keyring.canSeal) return { verdict: 'unavailable' };
      return await asProven<BeginAnswer>(body, async (trx, { id: userId, email, tfa_secret }) => {
        if (tfa_secret !== null) return { verdict: 'on' };
        const secret = newSecret();
        const expiresAt = Date.now() + twoFactorPendingMs;
        const row: FactorRow = {
          user: userId,
          state: 'pending',
          marker: '',
          sealed: keyring.seal(secret, { userId, state: 'pending' }),
          set_at: 0,
          last_step: 0,
          failures: 0,
          expires_at: expiresAt,
        };
        await trx(factorsTable).insert(row).onConflict('user').merge();
        const otpauthUrl = otpauthUrlOf(secret, email ?? userId);
        return { verdict: 'begun', secret, otpauthUrl, expiresAt };
      });
    },

    /** Turns the factor that waits on. The code that confirms it counts as used. */
    async confirm(body: unknown): Promise<ConfirmAnswer> {
      const userId = userIdOf(body);
      const digits = readDigits(textOf(body, 'otp', 64));
      if (!keyring.canSeal) return { verdict: 'unavailable' };
      return await db.transaction(async (trx) => {
        const account = await lockAccount(trx, { id: userId });
        const row: FactorRow | undefined = await trx(factorsTable)
          .where({ user: userId, state: 'pending' })
          .first();
        const isWaiting = row !== undefined && Number(row.expires_at) > Date.now();
        if (account?.status !== 'active' || account.tfa_secret !== null || !isWaiting) {
          return { verdict: 'not_pending' };
        }
        const secret = keyring.open(row.sealed ?? '', { userId, state: 'pending' });
        // Another key since: it can only be begun anew.
        if (secret === undefined) return { verdict: 'not_pending' };
        const step = digits === undefined ? undefined : findStep(secret, digits, Date.now());
        if (step === undefined) {
          await noteFailure(trx, row);
          return { verdict: 'wrong' };
        }
        const marker = newMarker();
        await trx('directus_users').where({ id: userId }).update({ tfa_secret: marker });
        await trx(factorsTable)
          .where({ user: userId })
          .update({
            state: 'on',
            marker,
            sealed: keyring.seal(secret, { userId, state: 'on' }),
            set_at: Date.now(),
            last_step: step,
          });
        const recoveryCodes = await renewRecoveryCodes(trx, userId);
        await logAct(trx, { action: 'two_factor_on', userId });
        return { verdict: 'confirmed', recoveryCodes };
      });
    },

    /** Also where there is none. The trigger does the rest. */
    remove: (body: unknown) =>
      asProven<RemoveAnswer>(body, async (trx, { id }) => {
        const count = await trx('directus_users')
          .where({ id })
          .whereNotNull('tfa_secret')
          .update({ tfa_secret: null });
        if (count > 0) await logAct(trx, { action: 'two_factor_off', userId: id });
        return { verdict: 'removed' };
      }),

    /** The codes of before end. */
    recoveryCodes: (body: unknown) =>
      asProven<RecoveryCodesAnswer>(body, async (trx, { id, tfa_secret }) => {
        if (tfa_secret === null) return { verdict: 'off' };
        const recoveryCodes = await renewRecoveryCodes(trx, id);
        await logAct(trx, { action: 'new_recovery_codes', userId: id });
        return { verdict: 'made', recoveryCodes };
      }),

    async state(body: unknown): Promise<TwoFactorState> {
      const userId = userIdOf(body);
      const user = await db('directus_users').where({ id: userId }).first('tfa_secret');
      const enabled = typeof user?.tfa_secret === 'string';
      return { enabled, recoveryCodesLeft: enabled ? await countRecoveryCodes(db, userId) : 0 };
    },
  };
}

/** Takes the factor of a user off, for an administrator. @returns whether there was one */
export function createRemoveOf({ db, logger }: { db: Knex; logger: Pick<Logger, 'info'> }) {
  return async (body: unknown, administrator: unknown): Promise<{ removed: boolean }> => {
    const userId = userIdOf(body);
    const by = actorOf(administrator);
    const removed = await db.transaction(async (trx) => {
      const count = await trx('directus_users')
        .where({ id: userId })
        .whereNotNull('tfa_secret')
        .update({ tfa_secret: null });
      if (count === 0) return 0;
      const act = { area: 'admin', action: 'two_factor_off', item: userId } as const;
      await logAdministratorAct(trx, { ...act, collection: 'directus_users', by });
      return count;
    });
    if (removed > 0) {
      logger.info(`${administrator} took the second factor of the user ${userId} off.`);
    }
    return { removed: removed > 0 };
  };
}

async function noteFailure(trx: Knex, { user, failures }: FactorRow): Promise<void> {
  const row = trx(factorsTable).where({ user });
  if (failures + 1 >= maxFailures) await row.delete();
  else await row.update({ failures: failures + 1 });
}

/** @throws InvalidPayloadError */
function userIdOf(body: unknown): string {
  const userId = optionalUserIdOf(body, 'userId');
  if (userId !== undefined) return userId;
  throw new InvalidPayloadError({ reason: 'userId must be the id of a user' });
}
