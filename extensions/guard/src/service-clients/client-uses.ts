/**
 * That service clients were let in, and the nonces of their signatures.
 *
 * Guarantees: of any number of uses with one nonce of one client, in whatever calls and at whatever processes, one is
 * `used`; the row's primary key decides. A use of a record that has changed since is told so, and consumes nothing.
 */
import { createHash } from 'node:crypto';
import { InvalidPayloadError } from '@directus/errors';
import {
  type ClientUse,
  type ClientUseAnswer,
  type ClientUseOutcome,
  lastUsedEveryMs,
  nonceLifeMs,
  serviceClientLimits,
} from '@genie-helper/guard-protocol';
import type { Knex } from 'knex';
import { optionalTextOf } from '../account-links/accounts.ts';
import type { Logger } from '../shared/directus.ts';
import { clientIdOf, versionOf } from './client-records.ts';
import { clientsTable, noncesTable } from './tables.ts';

const { maxUses, maxNonce } = serviceClientLimits;
const sweepEveryMs = 60_000;

export function createClientUses({ db, logger }: { db: Knex; logger: Pick<Logger, 'error'> }) {
  let sweepAt = 0;

  /** Neither the time of a last use nor old nonces are worth a refusal. */
  async function tidy(used: readonly string[]): Promise<void> {
    const now = Date.now();
    try {
      if (used.length > 0) {
        await db(clientsTable)
          .whereIn('id', used)
          .andWhere((due) =>
            due.whereNull('last_used_at').orWhere('last_used_at', '<=', now - lastUsedEveryMs),
          )
          .update({ last_used_at: now });
      }
      if (now < sweepAt) return;
      sweepAt = now + sweepEveryMs;
      await db(noncesTable).where('expires_at', '<', now).delete();
    } catch (error) {
      logger.error(error, 'The last use of a service client was not noted.');
    }
  }

  return async (body: unknown): Promise<ClientUseAnswer> => {
    const uses = usesOf(body);
    const outcomes = await db.transaction((trx) => consume(trx, uses));
    const used = uses.filter((_, index) => outcomes[index] === 'used').map(({ id }) => id);
    await tidy([...new Set(used)].sort());
    return { outcomes };
  };
}

async function consume(trx: Knex, uses: readonly ClientUse[]): Promise<ClientUseOutcome[]> {
  const fresh = await keepNonces(trx, uses);
  // Read after the nonces are kept, so that a record that was changed before them is seen.
  const rows: { id: string; version: number }[] = await trx(clientsTable)
    .whereIn('id', [...new Set(uses.map(({ id }) => id))])
    .select('id', 'version');
  const versions = new Map(rows.map(({ id, version }) => [id, version]));
  const outcomes = uses.map((use): ClientUseOutcome => {
    if (versions.get(use.id) !== use.version) return 'changed';
    // The first of two in one call has it.
    return use.nonce === undefined || fresh.delete(keyOf(use)) ? 'used' : 'replayed';
  });
  // The nonces of what has changed are given back, for the next attempt.
  for (const key of fresh) {
    const [client, nonce_hash] = key.split(' ');
    await trx(noncesTable).where({ client, nonce_hash }).delete();
  }
  return outcomes;
}

/** @returns those that weren't there before */
async function keepNonces(trx: Knex, uses: readonly ClientUse[]): Promise<Set<string>> {
  const expiresAt = Date.now() + nonceLifeMs;
  const signed = uses.filter(({ nonce }) => nonce !== undefined);
  // In one order, so that two calls with the same nonces never wait for each other.
  const keys = [...new Set(signed.map(keyOf))].sort();
  if (keys.length === 0) return new Set();
  const rows = keys.map((key) => {
    const [client, nonce_hash] = key.split(' ');
    return { client, nonce_hash, expires_at: expiresAt };
  });
  const kept: { client: string; nonce_hash: string }[] = await trx(noncesTable)
    .insert(rows)
    .onConflict(['client', 'nonce_hash'])
    .ignore()
    .returning(['client', 'nonce_hash']);
  return new Set(kept.map(({ client, nonce_hash: hash }) => `${client} ${hash}`));
}

function keyOf({ id, nonce = '' }: ClientUse): string {
  return `${id} ${createHash('sha256').update(nonce).digest('base64url')}`;
}

/** @throws InvalidPayloadError */
function usesOf(body: unknown): ClientUse[] {
  const uses: unknown = Reflect.get(Object(body), 'uses');
  if (!Array.isArray(uses) || uses.length > maxUses) {
    throw new InvalidPayloadError({ reason: `uses must be a list of at most ${maxUses}` });
  }
  return uses.map((use) => {
    const nonce = optionalTextOf(use, 'nonce', maxNonce);
    const known = { id: clientIdOf(use), version: versionOf(use) };
    return nonce === undefined ? known : { ...known, nonce };
  });
}
