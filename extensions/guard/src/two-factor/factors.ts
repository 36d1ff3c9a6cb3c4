/**
 * The second factors of accounts: read, opened, and used a step at a time.
 *
 * Guarantees: a secret that Directus kept in the clear, from before this guard or because an administrator made a user
 * with one, is sealed and its column emptied to a marker in one transaction, at the next start or with its next code,
 * whichever comes first. A step is used by one statement that compares and sets, so of two codes of one step that come at
 * one moment one counts, at whichever processes. A factor that can't be opened is an outage, never a wrong code, and
 * never no factor.
 */
import { ServiceUnavailableError } from '@directus/errors';
import type { Knex } from 'knex';
import type { Logger } from '../shared/directus.ts';
import { createLimitedLog } from '../shared/limited-log.ts';
import type { Keyring } from './keyring.ts';
import { type FactorRow, factorsTable, isMarker, newMarker } from './tables.ts';

/** A factor that counts. */
export interface Factor {
  userId: string;
  marker: string;
  secret: string;
}

export type Factors = ReturnType<typeof createFactors>;

export function createFactors({ keyring, logger }: { keyring: Keyring; logger: Logger }) {
  const tell = createLimitedLog((line) => logger.error(line), { windowMs: 60_000 });

  function outage(userId: string, what: string): Error {
    tell(`The second factor of the user ${userId} ${what}; see GUARD_KEY and "genie doctor".`);
    return new ServiceUnavailableError({
      service: 'second factor',
      reason: 'It cannot be checked right now',
    });
  }

  /** Seals a secret that Directus's own column holds. @returns the row that counts from now on */
  async function takeOver(db: Knex, userId: string, plain: string): Promise<FactorRow | undefined> {
    const isSealed = keyring.canSeal;
    const marker = isSealed ? newMarker() : plain;
    return await db.transaction(async (trx) => {
      const taken = await trx('directus_users')
        .where({ id: userId, tfa_secret: plain })
        .update({ tfa_secret: marker });
      if (taken === 0) return undefined;
      const row: FactorRow = {
        user: userId,
        state: 'on',
        marker,
        sealed: isSealed ? keyring.seal(plain, { userId, state: 'on' }) : null,
        set_at: 0,
        last_step: 0,
        failures: 0,
        expires_at: 0,
      };
      // One that was known already keeps its step: without a key it comes by here with each start.
      await trx(factorsTable)
        .insert(row)
        .onConflict('user')
        .merge(['state', 'marker', 'sealed', 'set_at', 'failures', 'expires_at']);
      return row;
    });
  }

  async function findRow(db: Knex, userId: string, marker: string): Promise<FactorRow | undefined> {
    return await db(factorsTable).where({ user: userId, state: 'on', marker }).first();
  }

  return {
    /**
     * @returns undefined where the account has none
     * @throws ServiceUnavailableError where it has one that can't be opened
     */
    async read(db: Knex, userId: string): Promise<Factor | undefined> {
      for (let attempt = 0; attempt < 3; attempt += 1) {
        const user = await db('directus_users').where({ id: userId }).first('tfa_secret');
        const marker: string | null | undefined = user?.tfa_secret;
        if (marker === null || marker === undefined) return undefined;
        const found = await findRow(db, userId, marker);
        if (found === undefined && isMarker(marker)) throw outage(userId, 'is not there');
        const needsTakeOver = found === undefined || (found.sealed === null && keyring.canSeal);
        const row = needsTakeOver ? await takeOver(db, userId, marker) : found;
        // Somebody else has taken it over, or off, at this moment.
        if (row === undefined) continue;
        const secret =
          row.sealed === null ? marker : keyring.open(row.sealed, { userId, state: 'on' });
        if (secret === undefined) throw outage(userId, "can't be opened");
        return { userId, marker: row.marker, secret };
      }
      throw outage(userId, 'changes all the time');
    },
    /** Takes a step once. @returns false where it, or a later one, was taken before */
    async takeStep(db: Knex, { userId, marker }: Factor, step: number): Promise<boolean> {
      const taken = await db(factorsTable)
        .where({ user: userId, state: 'on', marker })
        .andWhere('last_step', '<', step)
        .update({ last_step: step });
      return taken === 1;
    },
    /** Seals what lies in the clear, and what a key of before has sealed. For the start. */
    async sealAll(db: Knex): Promise<void> {
      if (!keyring.canSeal) return;
      const users: { id: string; tfa_secret: string }[] = await db('directus_users')
        .whereNotNull('tfa_secret')
        .select('id', 'tfa_secret');
      for (const { id, tfa_secret: marker } of users) {
        if (!isMarker(marker)) await takeOver(db, id, marker);
        const row = await findRow(db, id, marker);
        if (row !== undefined) await sealAnew(db, row);
      }
    },
  };

  async function sealAnew(db: Knex, { user: userId, sealed }: FactorRow): Promise<void> {
    const { currentPrefix } = keyring;
    if (sealed === null || currentPrefix === undefined || sealed.startsWith(currentPrefix)) return;
    const owner = { userId, state: 'on' } as const;
    const secret = keyring.open(sealed, owner);
    if (secret === undefined) return;
    await db(factorsTable)
      .where({ user: userId, sealed })
      .update({ sealed: keyring.seal(secret, owner) });
  }
}
