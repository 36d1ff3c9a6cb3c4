/**
 * What the guard does before Directus listens: it makes its tables and proves that it works.
 *
 * Guarantees: Directus doesn't start where a refresh, a second one within the grace, a sign-out or a changed password
 * doesn't do to a login what `docs/invariants/sessions.md` says, nor on another release or database than was tested.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { type HookContext, isPostgres } from '../shared/directus.ts';
import { runAndRollBack } from '../shared/run-and-roll-back.ts';
import { assertTested, type RunningDirectus } from '../shared/running-directus.ts';
import type { VerifyAccessToken } from './access-token.ts';
import { findLiveLogin, linkNewSession, newSid } from './logins.ts';
import { createTables, keepCredentialTriggers } from './tables.ts';

/**
 * The folders of the three extensions that the guards once were. Directus never forgets one by itself, and would list
 * them as missing.
 */
const formerFolders = ['session-guard', 'login-limit', 'closed-doors'];
const formerMark = Symbol.for('genie-helper.session-guard');

/**
 * Makes the tables and proves that the guard works with this Directus and this database.
 *
 * @param prepareOthers what makes the tables of other guards, those that a login's check reads among them, one after
 *   the other; Directus runs start hooks at the same time
 * @throws Error with a sentence for the operator.
 */
export async function prepareGuard(
  context: HookContext,
  verify: VerifyAccessToken,
  prepareOthers: readonly (() => Promise<void>)[],
): Promise<void> {
  assertTested(context.directus.version);
  const client: unknown = context.database.client.config.client;
  if (client !== 'sqlite3' && !isPostgres(context.database)) {
    throw new Error(`it works on SQLite and PostgreSQL, and the database client is ${client}.`);
  }
  const { database, logger, services } = context;
  if (Reflect.has(services.AuthenticationService.prototype, formerMark)) {
    throw new Error(`remove ${formerFolders.join(', ')} of an older version from extensions/.`);
  }
  await database('directus_extensions')
    .where({ source: 'local' })
    .whereIn('folder', formerFolders)
    .delete();
  await createTables(database);
  keepCredentialTriggers(database, (error) => logger.error(error));
  for (const prepare of prepareOthers) await prepare();
  const isLocked = await answerAheadOfTime(context.directus);
  await testGuard(context, verify, isLocked);
}

/**
 * Directus 12 asks at every refresh whether its licence lets people sign in. It keeps the answer, but asks for it past the
 * transaction that a refresh runs in, where SQLite has no second connection: both would wait for each other.
 *
 * @returns whether it lets administrators alone sign in
 */
async function answerAheadOfTime(directus: RunningDirectus): Promise<boolean> {
  if (directus.version.startsWith('11.')) return false;
  const { getLicenseManager } = await directus.load('@directus/api/license/manager');
  const manager = typeof getLicenseManager === 'function' ? getLicenseManager() : undefined;
  if (typeof manager?.isLocked !== 'function') {
    throw new Error("this Directus doesn't say whether its licence lets people sign in.");
  }
  return (await manager.isLocked()) === true;
}

/**
 * Ends the Directus process. Directus only logs what a start hook throws and would go on without the
 * guard.
 */
export function refuseToStart(error: unknown): never {
  const reason = error instanceof Error ? error.message : String(error);
  process.stderr.write(`error: The guard doesn't let Directus start: ${reason}\n`);
  process.exit(1);
}

/**
 * Runs a refresh, a second one within the grace and a logout through the guarded service of this very
 * Directus and database, with a user that exists only inside a transaction that's rolled back.
 *
 * @throws Error that says which of the guard's assumptions doesn't hold.
 */
async function testGuard(
  context: HookContext,
  verify: VerifyAccessToken,
  isLocked: boolean,
): Promise<void> {
  // Before the transaction, because SQLite has a single connection.
  const schema = await context.getSchema();
  await runAndRollBack(context.database, (trx) => exercise(trx, schema, context, verify, isLocked));
}

async function exercise(
  trx: Knex,
  schema: unknown,
  { services }: HookContext,
  verify: VerifyAccessToken,
  isLocked: boolean,
): Promise<void> {
  const sid = newSid();
  const first = randomBytes(48).toString('base64url');
  const user = await beginSession(trx, first);
  // Who has to bring people back within the limits needs a Directus that starts.
  if (isLocked) await makeAdministrator(trx, user);
  expect(await linkNewSession(trx, sid, first, undefined), 'a session can be linked');
  const Service = services.AuthenticationService;
  const service = new Service({ knex: trx, schema, accountability: null });
  const refreshed = await service.refresh(first);
  const claims = verify(refreshed.accessToken);
  expect(typeof claims === 'object' && claims.sid === sid, 'access tokens carry the claim sid');
  expect(refreshed.refreshToken !== first, 'a refresh replaces the token');
  const again = await service.refresh(first, { session: true });
  expect(again.refreshToken === refreshed.refreshToken, 'a second refresh gives the same token');
  const login = await findLiveLogin(trx, sid, Number.POSITIVE_INFINITY);
  expect(login?.session === refreshed.refreshToken, 'the link follows the rotation');
  await service.logout(refreshed.refreshToken);
  expect(
    (await findLiveLogin(trx, sid, Number.POSITIVE_INFINITY)) === undefined,
    'the link dies with the session',
  );
  const changes = [
    { password: 'changed' },
    { email: `${user}@invalid` },
    { provider: 'other' },
    { external_identifier: 'other' },
    { status: 'suspended' },
  ];
  for (const change of changes) {
    const token = randomBytes(48).toString('base64url');
    await addSession(trx, user, token);
    await trx('directus_users').where({ id: user }).update(change);
    const left = await trx('directus_sessions').where({ token });
    expect(
      left.length === 0,
      'sessions die with a changed password, e-mail or provider, and with a suspension',
    );
  }
}

async function beginSession(trx: Knex, token: string): Promise<string> {
  const user = randomUUID();
  await trx('directus_users').insert({ id: user, status: 'active', provider: 'default' });
  await addSession(trx, user, token);
  return user;
}

async function makeAdministrator(trx: Knex, user: string): Promise<void> {
  const policy = randomUUID();
  await trx('directus_policies').insert({ id: policy, name: 'self-test', admin_access: true });
  await trx('directus_access').insert({ id: randomUUID(), policy, user });
}

async function addSession(trx: Knex, user: string, token: string): Promise<void> {
  await trx('directus_sessions').insert({ token, user, expires: new Date(Date.now() + 60_000) });
}

function expect(holds: boolean, what: string): void {
  if (!holds) throw new Error(`it doesn't hold in this Directus that ${what}.`);
}
