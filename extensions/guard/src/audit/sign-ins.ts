/**
 * Sign-ins in the access log, those that were refused as well.
 *
 * Guarantees: a sign-in that gives tokens has its entry before they leave, at whichever door: the API's, Directus's REST and
 * GraphQL, single sign-on; where the entry can't be written, there is no sign-in. The first refusal of an account from a place has its
 * entry before the answer. More of the same within a window (`LOGIN_LIMIT_WINDOW_SECONDS`) are counted, and told by one entry
 * at its end; beyond 100 pairs of account and place in a window, refusals share one entry. So a flood writes about 200
 * entries a window and process, however many there are. Nothing that was typed is kept: an account is named by its id.
 *
 * Doesn't guarantee: the counts of a window in which the process ends; that whoever was refused is the account's owner, which is why
 * such an entry's principal is `unproven`.
 */
import { createHash } from 'node:crypto';
import { isDirectusError } from '@directus/errors';
import type { Knex } from 'knex';
import {
  type AuthenticationClass,
  isFirstTime,
  type Logger,
  type Login,
  methodOf,
  queryRows,
} from '../shared/directus.ts';
import { addressKey, currentRequest } from '../throttle/client-address.ts';
import { type AccessEntry, appendIfChained } from './append-entries.ts';

const maxPairs = 100;

/** What an attempt that gave no tokens is called; other errors say nothing about it. */
const refusals: Readonly<Record<string, string>> = {
  INVALID_CREDENTIALS: 'wrong_credentials',
  INVALID_OTP: 'wrong_code',
  REQUESTS_EXCEEDED: 'too_many_attempts',
  EMAIL_UNPROVEN: 'address_unproven',
  USER_SUSPENDED: 'suspended',
};

interface SignInLogDeps {
  db: Knex;
  logger: Pick<Logger, 'error'>;
  windowMs: number;
}

/** Wraps every login, last, so that it sees what others refuse. @throws Error if this Directus has no such method */
export function logSignIns(service: AuthenticationClass, deps: SignInLogDeps): void {
  const login = methodOf<Login>(service, 'AuthenticationService', 'login');
  if (!isFirstTime(service, Symbol.for('genie-helper.audit.sign-ins'))) return;
  const noteRefusal = createRefusalNotes(deps);

  const logged: Login = async function (provider, payload, options) {
    const client = currentRequest();
    // Our API asks for itself when it proves a password; that is nobody's sign-in.
    const action = client !== undefined && client.agent === undefined ? 'prove' : 'sign_in';
    const address = client?.address ?? '';
    const tokens = await login.call(this, provider, payload, options).catch(async (error) => {
      const reason = reasonOf(error, options?.otp);
      if (reason !== undefined) await noteRefusal({ action, address, reason, payload });
      throw error;
    });
    if (action === 'prove' || typeof tokens.id !== 'string') return tokens;
    const principal = { principal_kind: 'user', principal_id: tokens.id };
    try {
      await append(deps.db, [
        entryOf({
          ...principal,
          action,
          outcome: 'done',
          address,
          detail: nameOfProvider(provider),
        }),
      ]);
    } catch (error) {
      await this.knex('directus_sessions').where({ token: tokens.refreshToken }).delete();
      throw error;
    }
    return tokens;
  };
  Reflect.set(service.prototype, 'login', logged);
}

function nameOfProvider(provider = 'default'): string | null {
  return provider === 'default' ? null : provider;
}

function reasonOf(error: unknown, otp: unknown): string | undefined {
  if (!isDirectusError(error)) return undefined;
  // The password was right, and the answer asks for the code.
  if (error.code === 'INVALID_OTP' && !otp) return 'code_missing';
  return refusals[error.code];
}

interface Refused {
  action: string;
  address: string;
  reason: string;
  payload: Readonly<Record<string, unknown>>;
}

/** @returns what never fails: who is refused is refused, whatever becomes of the entry */
function createRefusalNotes({ db, logger, windowMs }: SignInLogDeps) {
  const pairs = new Map<string, { entry: AccessEntry; more: number }>();
  let others = 0;

  async function endWindow(): Promise<void> {
    const counted = [...pairs.values()].filter(({ more }) => more > 0);
    const entries = counted.map(({ entry, more }) => ({
      ...entry,
      at: new Date(),
      detail: `${entry.detail} +${more}`,
    }));
    const many = { principal_kind: 'unproven', principal_id: 'unknown', address: '' };
    const rest = entryOf({
      ...many,
      ...{ action: 'sign_in', outcome: 'refused', detail: `others +${others}` },
    });
    const all = others === 0 ? entries : [...entries, rest];
    pairs.clear();
    others = 0;
    await append(db, all).catch(fail);
  }

  const fail = (error: unknown) =>
    logger.error(error, 'Refused sign-ins did not reach the access log.');

  return async ({ action, address, reason, payload }: Refused): Promise<void> => {
    if (pairs.size === 0) setTimeout(endWindow, windowMs).unref();
    const key = keyOf([action, addressKey(address), reason, nameOf(payload)]);
    const known = pairs.get(key);
    if (known !== undefined) {
      known.more += 1;
      return;
    }
    if (pairs.size >= maxPairs) {
      others += 1;
      return;
    }
    const outcome = reason === 'code_missing' ? 'unfinished' : 'refused';
    const unknown = { principal_kind: 'unproven', principal_id: 'unknown' };
    const entry = entryOf({ ...unknown, action, outcome, address, detail: reason });
    const pair = { entry, more: 0 };
    pairs.set(key, pair);
    try {
      const principal_id = (await findAccount(db, payload)) ?? 'unknown';
      pair.entry = { ...entry, principal_id, item: principal_id };
      await append(db, [pair.entry]);
    } catch (error) {
      fail(error);
    }
  };
}

/** Hashed, so that a name of a megabyte takes no more memory than another. */
function keyOf(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}

function nameOf({ email, identifier }: Refused['payload']): string {
  return String(email ?? identifier ?? '').toLowerCase();
}

async function findAccount(db: Knex, { email }: Refused['payload']): Promise<string | undefined> {
  if (typeof email !== 'string') return undefined;
  const sql = 'SELECT id FROM directus_users WHERE LOWER(email) = ?';
  const [user] = await queryRows<{ id: string }>(db, sql, [email.toLowerCase()]);
  return user?.id;
}

type SignInEntry = Pick<
  AccessEntry,
  'action' | 'outcome' | 'principal_kind' | 'principal_id' | 'address' | 'detail'
>;

function entryOf(said: SignInEntry): AccessEntry {
  return {
    ...{ at: new Date(), area: 'account', collection: 'directus_users' },
    ...{ item: said.principal_id, request_id: '', ...said },
  };
}

async function append(db: Knex, entries: readonly AccessEntry[]): Promise<void> {
  if (entries.length > 0) await db.transaction((trx) => appendIfChained(trx, entries));
}
