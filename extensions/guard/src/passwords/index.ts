/**
 * Passwords in one spelling, whichever keyboard they come from, and by one rule (RFC 8265;
 * `packages/guard-protocol/src/passwords.ts`).
 *
 * Guarantees: a password that is set, of a user or of a share, is measured and hashed in its normalized form, whoever sets
 * it and by whichever door; that of a user keeps to the rules of registration (`rules.ts`). A login, and a password that
 * is asked for again, counts in any spelling of it. A password that was set before, in another form or against the
 * rules of now, still opens typed as it was then.
 *
 * What Directus shows in place of a secret (`concealedText`) is never written as one, in any collection: Directus itself does
 * so where a revision is brought back, and so does who writes a record back as it was read. What is there stays. Nobody's
 * password or static token is that text, also where it became so before.
 *
 * A text that isn't normalized is tried twice, normalized and as it came, whether there is such an account or not, and
 * counts as one attempt. Doesn't touch logins at other providers, which have rules of their own.
 */
import { randomUUID } from 'node:crypto';
import { isDirectusError } from '@directus/errors';
import { concealedText, normalizePassword } from '@genie-helper/guard-protocol';
import { refuseToStart } from '../sessions/self-test.ts';
import {
  type HookContext,
  type HookRegistration,
  isFirstTime,
  methodOf,
  type Services,
} from '../shared/directus.ts';
import { acceptedPassword, proveRulesHold } from './rules.ts';

type Method = (this: unknown, ...args: unknown[]) => Promise<unknown>;

/** @throws Error if a method isn't there: this Directus isn't one that the guard was made for */
export function registerPasswords(
  { filter, init }: Pick<HookRegistration, 'filter' | 'init'>,
  context: Pick<HookContext, 'services' | 'database' | 'getSchema' | 'logger'>,
): void {
  const { services } = context;
  // Directus emits these before it looks at anything else of a write, and at rules whose answers say less.
  filter('users.create', acceptIn);
  filter('users.update', (changes: unknown) => acceptIn(withoutConcealedPassword(changes)));
  for (const event of ['shares.create', 'shares.update']) filter(event, normalizeIn);
  wrap(services, 'PayloadService', 'processValues', acceptBeforeHashing);
  wrap(services, 'UsersService', 'checkPasswordPolicy', measureNormalized);
  wrap(services, 'AuthenticationService', 'login', logInEitherWay);
  wrap(services, 'AuthenticationService', 'verifyPassword', verifyEitherWay);
  wrap(services, 'SharesService', 'login', openShareEitherWay);
  init('app.before', () =>
    endConcealedTokens(context)
      .then(() => proveRulesHold(context))
      .catch(refuseToStart),
  );
}

function wrap(
  services: Services,
  service: keyof Services,
  name: string,
  change: (original: Method) => Method,
): void {
  const original = methodOf<Method>(services[service], service, name);
  if (!isFirstTime(services[service], Symbol.for(`genie-helper.passwords.${name}`))) return;
  Reflect.set(services[service].prototype, name, change(original));
}

/** The same record of a user, with its password as it may be kept. @throws InvalidPayloadError */
async function acceptIn(record: unknown): Promise<unknown> {
  if (!hasPassword(record)) return record;
  return { ...record, password: await acceptedPassword(record.password) };
}

function hasPassword(record: unknown): record is { password: unknown } {
  return typeof record === 'object' && record !== null && 'password' in record;
}

/** What stands for the password of now doesn't change it. */
function withoutConcealedPassword(changes: unknown): unknown {
  if (!hasPassword(changes) || changes.password !== concealedText) return changes;
  const { password: _, ...others } = changes;
  return others;
}

/** Of a time when they could become so: anybody would know them. */
async function endConcealedTokens({
  database,
  logger,
}: Pick<HookContext, 'database' | 'logger'>): Promise<void> {
  const ended = await database('directus_users')
    .where({ token: concealedText })
    .update({ token: null });
  if (ended > 0)
    logger.warn('A static token that was ten asterisks, as anybody can guess, has ended.');
}

/** Directus's service that makes of a record what is written. */
interface PayloadInstance {
  collection: string;
  schema: { collections: Record<string, { fields: Record<string, { special?: string[] }> }> };
}

/** Whether Directus shows asterisks in place of a field. */
function isConcealed(field: { special?: string[] } | undefined): boolean {
  return field?.special?.some((name) => name === 'conceal' || name === 'encrypt') === true;
}

/** The last step before a write, where Directus hashes; writes without events come by here as well. */
function acceptBeforeHashing(original: Method): Method {
  return async function processValues(action, payload, ...rest) {
    if (action === 'create' || action === 'update') {
      const { collection, schema } = this as PayloadInstance;
      const fields = schema.collections[collection]?.fields ?? {};
      const isUser = collection === 'directus_users';
      for (const record of Array.isArray(payload) ? payload : [payload]) {
        // Directus writes what it was given, and changes it in place.
        for (const [name, value] of Object.entries(Object(record))) {
          if (value !== concealedText || !isConcealed(fields[name])) continue;
          // A new account would be left without one: the rules refuse it.
          if (!(isUser && action === 'create' && name === 'password')) delete record[name];
        }
        if (isUser && hasPassword(record)) {
          record.password = await acceptedPassword(record.password);
        }
      }
    }
    return await original.call(this, action, payload, ...rest);
  };
}

/** The same record, with its password normalized if it has one. */
function normalizeIn(record: unknown): unknown {
  if (!hasPassword(record)) return record;
  return { ...record, password: normalized(record.password) };
}

function normalized(password: unknown): unknown {
  return typeof password === 'string' ? normalizePassword(password) : password;
}

function measureNormalized(original: Method): Method {
  return function checkPasswordPolicy(passwords) {
    const list = Array.isArray(passwords) ? passwords.map(normalized) : passwords;
    return original.call(this, list);
  };
}

function logInEitherWay(original: Method): Method {
  return function login(provider = 'default', payload, ...rest) {
    if (provider !== 'default') return original.call(this, provider, payload, ...rest);
    return eitherWay(payload, (form) => original.call(this, provider, form, ...rest));
  };
}

function openShareEitherWay(original: Method): Method {
  return function login(payload, ...rest) {
    return eitherWay(payload, (form) => original.call(this, form, ...rest));
  };
}

function verifyEitherWay(original: Method): Method {
  return function verifyPassword(userId, password) {
    return eitherWay({ password }, (form) => original.call(this, userId, passwordOf(form)));
  };
}

/**
 * Makes an attempt with the normalized password, and once more as it came if that is another text. Nothing depends on
 * whether the account is there.
 *
 * @param payload whatever holds the password
 */
async function eitherWay(
  payload: unknown,
  attempt: (payload: unknown) => Promise<unknown>,
): Promise<unknown> {
  const first = normalizeIn(payload);
  // Where Directus has made a password of it once, everybody knows it. It costs and counts as any wrong one.
  if (passwordOf(first) === concealedText) {
    return await attempt({ ...Object(payload), password: randomUUID() });
  }
  if (passwordOf(first) === passwordOf(payload)) return await attempt(payload);
  try {
    return await attempt(first);
  } catch (error) {
    if (!isDirectusError(error, 'INVALID_CREDENTIALS')) throw error;
    return await attempt(payload);
  }
}

function passwordOf(payload: unknown): unknown {
  return typeof payload === 'object' && payload !== null
    ? Reflect.get(payload, 'password')
    : undefined;
}
