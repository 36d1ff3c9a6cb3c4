/**
 * Addresses: whether the address of an account is proven to belong to whoever has the account.
 *
 * Guarantees: another address isn't proven by the proof of the former one, whoever writes it: `email_verified_at` goes
 * with the address, unless an administrator sets both at once. An account that waits for its proof (status `unverified`)
 * signs in nowhere, since nothing of Directus or ours takes a user who isn't `active`. Whoever tries with the right
 * password is told what to do (`EMAIL_UNPROVEN`); with a wrong one he is told what everybody is told, in the same time,
 * so nobody finds out which addresses are registered.
 *
 * Doesn't guarantee: the first of these against SQL, and against a flow that writes without events.
 */
import { createError, isDirectusError } from '@directus/errors';
import type { Knex } from 'knex';
import {
  type AuthenticationClass,
  type FilterContext,
  type HookContext,
  type HookRegistration,
  inList,
  isFirstTime,
  type Login,
  listBinding,
  methodOf,
  queryRows,
} from '../shared/directus.ts';

/** The API knows it by its code, and answers 403 `account.email_unproven`. */
const EmailUnprovenError = createError(
  'EMAIL_UNPROVEN',
  'This address is not proven yet. Open the link in the mail that was sent to it, then sign in.',
  403,
);

type VerifyPassword = (this: unknown, userId: string, password: unknown) => Promise<void>;
type Row = Readonly<Record<string, unknown>>;

/**
 * To be registered after the passwords' guard, whose spellings count here too, and before the throttle, which counts
 * what is tried here.
 *
 * @throws Error if a method isn't there: this Directus isn't one that the guard was made for
 */
export function registerAddresses(
  { filter }: Pick<HookRegistration, 'filter'>,
  { services, database }: Pick<HookContext, 'services' | 'database'>,
): void {
  const hasProof = createProofCheck(database);
  filter(
    'users.update',
    async (
      changes: Row,
      { keys }: { keys: readonly string[] },
      { database: db }: FilterContext,
    ): Promise<Row> => {
      const { email } = changes;
      if (email === undefined || 'email_verified_at' in changes || !(await hasProof())) {
        return changes;
      }
      const isSame = await haveAddress(db, keys, email);
      return isSame ? changes : { ...changes, email_verified_at: null };
    },
  );
  explainUnproven(services.AuthenticationService);
}

/** Whether all of these users have this address already, in any letter case. */
async function haveAddress(db: Knex, keys: readonly string[], email: unknown): Promise<boolean> {
  if (typeof email !== 'string') return false;
  // PostgreSQL finds a user by capitals as well.
  const ids = [...new Set(keys.map((key) => String(key).toLowerCase()))];
  const rows = await queryRows<{ email: string | null }>(
    db,
    `SELECT email FROM directus_users WHERE CAST(id AS varchar(36)) ${inList(db)}`,
    [listBinding(db, ids)],
  );
  // Of a user who isn't found nobody can say it.
  if (rows.length < ids.length) return false;
  return rows.every((row) => row.email?.toLowerCase() === email.toLowerCase());
}

/** The field is made by the desired state, which is applied only after Directus's first start. */
function createProofCheck(db: Knex): () => Promise<boolean> {
  let isThere = false;
  return async () => {
    isThere ||= await db.schema.hasColumn('directus_users', 'email_verified_at');
    return isThere;
  };
}

/** Tells whoever has the right password of an account that waits for its proof why he can't sign in. */
function explainUnproven(service: AuthenticationClass): void {
  const login = methodOf<Login>(service, 'AuthenticationService', 'login');
  const verifyPassword = methodOf<VerifyPassword>(
    service,
    'AuthenticationService',
    'verifyPassword',
  );
  if (!isFirstTime(service, Symbol.for('genie-helper.addresses'))) return;

  const explained: Login = async function (provider = 'default', payload, options) {
    // Beside the login, whose stall is longer: how long the answer takes must not depend on what is found.
    const unproven =
      provider === 'default'
        ? hasRightPassword(this.knex, payload, (userId, password) =>
            verifyPassword.call(this, userId, password),
          )
        : Promise.resolve(false);
    const [ended, isUnproven] = await Promise.allSettled([
      login.call(this, provider, payload, options),
      unproven,
    ]);
    if (ended.status === 'fulfilled') return ended.value;
    const isRefused = isDirectusError(ended.reason, 'INVALID_CREDENTIALS');
    if (isRefused && isUnproven.status === 'rejected') throw isUnproven.reason;
    if (isRefused && isUnproven.status === 'fulfilled' && isUnproven.value) {
      throw new EmailUnprovenError();
    }
    throw ended.reason;
  };
  Reflect.set(service.prototype, 'login', explained);
}

/** Whether this is the password of an account that waits for its proof. */
async function hasRightPassword(
  db: Knex,
  { email, password }: Row,
  verify: (userId: string, password: string) => Promise<void>,
): Promise<boolean> {
  if (typeof email !== 'string' || typeof password !== 'string') return false;
  const [user] = await queryRows<{ id: string }>(
    db,
    `SELECT id FROM directus_users
     WHERE LOWER(email) = ? AND status = 'unverified' AND provider = 'default' AND password IS NOT NULL`,
    [email.toLowerCase()],
  );
  if (user === undefined) return false;
  try {
    await verify(user.id, password);
    return true;
  } catch (error) {
    if (isDirectusError(error, 'INVALID_CREDENTIALS')) return false;
    throw error;
  }
}
