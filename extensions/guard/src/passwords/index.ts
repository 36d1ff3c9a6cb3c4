/**
 * Passwords in one spelling, whichever keyboard they come from (RFC 8265; `packages/guard-protocol/src/passwords.ts`).
 *
 * Guarantees: a password that is set, of a user or of a share, is measured and hashed in its normalized form, whoever sets
 * it: the API, the SDK, GraphQL, another collection's form, a flow unless it writes without events. A
 * login, and a password that is asked for again, counts in any spelling of it. A password that was set before, in
 * another form, still opens typed as it was then.
 *
 * A text that isn't normalized is tried twice, normalized and as it came, whether there is such an account or not, and
 * counts as one attempt. Doesn't touch logins at other providers, which have rules of their own.
 */
import { isDirectusError } from '@directus/errors';
import { normalizePassword } from '@genie-helper/guard-protocol';
import {
  type HookContext,
  type HookRegistration,
  isFirstTime,
  methodOf,
  type Services,
} from '../shared/directus.ts';

/** Directus emits these wherever such a record is written, before it hashes the password. */
const writes = ['users.create', 'users.update', 'shares.create', 'shares.update'];

type Method = (this: unknown, ...args: unknown[]) => Promise<unknown>;

/** @throws Error if a method isn't there: this Directus isn't one that the guard was made for */
export function registerPasswords(
  { filter }: Pick<HookRegistration, 'filter'>,
  { services }: Pick<HookContext, 'services'>,
): void {
  for (const event of writes) filter(event, normalizeIn);
  wrap(services, 'UsersService', 'checkPasswordPolicy', measureNormalized);
  wrap(services, 'AuthenticationService', 'login', logInEitherWay);
  wrap(services, 'AuthenticationService', 'verifyPassword', verifyEitherWay);
  wrap(services, 'SharesService', 'login', openShareEitherWay);
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

/** The same record, with its password normalized if it has one. */
function normalizeIn(record: unknown): unknown {
  if (typeof record !== 'object' || record === null || !('password' in record)) return record;
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
