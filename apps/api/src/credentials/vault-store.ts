/**
 * The sealed records through the guard's vault: everyone who waits when a call is sent goes along, and one transaction
 * does and logs it all.
 *
 * Guarantees: what `sealed-records.ts` says. Nothing joins a call that was sent, and no two askers share an operation:
 * each has an entry of its own. A call that fails gives nothing out to anybody in it. It isn't sent twice unless it
 * surely never left. Where the guard has no vault, the records are reached through Directus's own interface.
 */
import { type DirectusClient, DirectusError, isRecord } from '@genie-helper/directus-client';
import {
  type ReadVerdict,
  type SealedCollection,
  type VaultOperation,
  type VaultOutcome,
  type VaultRequest,
  vaultLimits,
  vaultPath,
  weightOf,
} from '@genie-helper/guard-protocol';
import { Check } from 'typebox/value';
import { batchCalls } from '../directus/coalesced-calls.ts';
import { AppError, directusUnavailable, retryAfterSeconds } from '../http/errors.ts';
import { type AccessEntry, notLogged, toColumns, toHead } from './access-log-store.ts';
import {
  type BoundRow,
  type SealedRecords,
  type SealedRow,
  sealedRows,
  toReadOperation,
} from './sealed-records.ts';

interface VaultStoreDeps {
  /** One call of it carries up to 100 operations, and is answered with up to 100 records. */
  client: Pick<DirectusClient, 'call'>;
  /** Opens the route. */
  secret: string;
  /** The time that entries get. */
  now: () => Date;
  /** Told of each call, how many operations it carries. */
  onBatch: (size: number) => void;
}

/** What the calls may take: two under way at a time, so that one is made ready while the other is done. */
const bounds = { maxCalls: 2, maxWaiting: 2_000, deadlineMs: 10_000 };

export function createVaultStore({ client, secret, now, onBatch }: VaultStoreDeps): SealedRecords {
  const ask = batchCalls<VaultOutcome, VaultOperation>({
    ...bounds,
    maxKeys: vaultLimits.maxOperations,
    maxKeyCharacters: vaultLimits.maxWeight,
    charactersOf: weightOf,
    giveUp: (reason) => directusUnavailable(`vault: ${reason}`),
    send: async (operations) => {
      const body: VaultRequest = { operations };
      onBatch(operations.length);
      const path = vaultPath;
      const answer = await client.call({ method: 'POST', path, sharedSecret: secret, body });
      if (!answer.ok) {
        if (answer.status === 404) throw new VaultAbsentError('the guard has no vault');
        if (answer.status === 401) throw new VaultAbsentError('the guard has another secret');
        throw notLogged(answer);
      }
      const { data } = answer;
      if (!Array.isArray(data) || data.length !== operations.length || !data.every(isOutcome)) {
        throw directusUnavailable('vault: an answer of another form');
      }
      return data;
    },
  });

  const entryOf = (entry: AccessEntry) => ({
    ...toColumns(entry, now()),
    item: entry.recordId,
    claim: null,
  });
  const about = (entry: AccessEntry) => ({
    collection: entry.collection,
    id: entry.recordId,
    connection: entry.connectionId,
    entry: toHead(entry, now()),
  });

  return {
    async find(collection, column, value) {
      const [ownerId, isGivenOut, entry] = [null, false, null];
      const asked = { kind: 'read', collection, by: column, value, reach: null } as const;
      const outcome = await ask({ ...asked, ownerId, isGivenOut, entry });
      return 'row' in outcome ? readRow(collection, outcome.row) : undefined;
    },
    async read(wanted) {
      const outcome = await ask(toReadOperation(wanted, now()));
      const { collection } = wanted.access;
      if (outcome.outcome !== 'done') return { verdict: readVerdict(outcome) };
      const row = 'row' in outcome ? outcome.row : undefined;
      return { verdict: 'done', row: readRow(collection, row) };
    },
    async write({ entry, sealCount, columns }) {
      const outcome = await ask({ kind: 'write', ...about(entry), sealCount, columns });
      switch (outcome.outcome) {
        case 'written':
        case 'outdated':
        case 'gone':
          return outcome.outcome;
        case 'storage_full':
          throw new AppError('credentials.storage_full');
        default:
          throw notDone(outcome);
      }
    },
    async remove(entry) {
      const outcome = await ask({ kind: 'remove', ...about(entry) });
      if (outcome.outcome !== 'done') throw notDone(outcome);
    },
    async append(entry) {
      const outcome = await ask({ kind: 'log', entry: entryOf(entry) });
      if (outcome.outcome !== 'done') throw notDone(outcome);
    },
  };
}

function isOutcome(value: unknown): value is VaultOutcome {
  return isRecord(value) && typeof value.outcome === 'string';
}

/** The verdict of a read that gives nothing. @throws DirectusError where the answer is none that is known */
function readVerdict({ outcome }: VaultOutcome): Exclude<ReadVerdict, 'done'> {
  switch (outcome) {
    case 'not_found':
    case 'not_owner':
    case 'not_allowed':
    case 'owner_inactive':
    case 'no_session':
    case 'expired':
      return outcome;
    default:
      throw new DirectusError('directus.unexpected', `vault: a read that is ${outcome}`);
  }
}

function readRow<C extends SealedCollection>(collection: C, row: unknown): BoundRow<C> {
  const isWhole =
    Check(sealedRows[collection], row) &&
    (collection !== 'platform_sessions' || typeof Object(row).platform === 'string');
  if (isWhole) return row as SealedRow<C> as BoundRow<C>;
  throw new DirectusError('directus.unexpected', `vault: a row of another form in ${collection}`);
}

function notDone(outcome: VaultOutcome): AppError {
  const code = 'code' in outcome ? outcome.code : outcome.outcome;
  return new AppError('audit.unavailable', { internal: `vault: ${code}`, retryAfterSeconds });
}

/** Directus is there, but the route isn't open to us: another way is needed, not a retry. */
class VaultAbsentError extends AppError {
  constructor(why: string) {
    super('directus.unavailable', { internal: why, retryAfterSeconds });
    this.name = 'VaultAbsentError';
  }
}

/** How long the other way is gone before the vault is tried again, in milliseconds. */
const retryAfterMs = 5_000;

/**
 * The vault where Directus has it, its own interface where it doesn't. An outage doesn't change the way, only Directus's
 * word that the route isn't there does; nothing was done then.
 */
export function preferVault(
  vault: SealedRecords,
  withoutGuard: SealedRecords,
  log: { info(message: string): void; warn(message: string): void },
): SealedRecords {
  let isAbsent = false;
  let tryAgainAt = 0;

  async function through<T>(run: (records: SealedRecords) => Promise<T>): Promise<T> {
    if (isAbsent && performance.now() < tryAgainAt) return await run(withoutGuard);
    try {
      const done = await run(vault);
      if (isAbsent) log.info("credentials now go through the guard's vault");
      isAbsent = false;
      return done;
    } catch (error) {
      if (!(error instanceof VaultAbsentError)) throw error;
      tryAgainAt = performance.now() + retryAfterMs;
      if (!isAbsent) log.warn(`credentials now go past the vault, which is slow: ${error.message}`);
      isAbsent = true;
      return await run(withoutGuard);
    }
  }

  return {
    find: (...asked) => through((records) => records.find(...asked)),
    read: (asked) => through((records) => records.read(asked)),
    write: (asked) => through((records) => records.write(asked)),
    remove: (entry) => through((records) => records.remove(entry)),
    append: (entry) => through((records) => records.append(entry)),
  };
}
