/**
 * The rules for passwords at Directus itself: those of registration (`packages/guard-protocol/src/passwords.ts`).
 *
 * Guarantees: no password that breaks them is hashed into a user's account by Directus's services, whoever sets it and
 * by whichever door: REST, GraphQL, an import, a write nested in another collection's, a flow, a write without events.
 * The answer is 400 and says what to do. Directus doesn't start where that doesn't hold.
 *
 * Doesn't look at what a database holds already, nor at what Directus's own commands (`directus users passwd`) or SQL
 * write past its services.
 */
import { randomUUID } from 'node:crypto';
import { InvalidPayloadError, isDirectusError } from '@directus/errors';
import { judgePassword, normalizePassword, passwordProblems } from '@genie-helper/guard-protocol';
import type { Knex } from 'knex';
import type { HookContext } from '../shared/directus.ts';
import { runAndRollBack } from '../shared/run-and-roll-back.ts';

/**
 * The password of a user's record, as it may be kept.
 *
 * @param password as it came; Directus takes numbers for texts, and null for none
 * @throws InvalidPayloadError where the rules refuse it
 */
export async function acceptedPassword(password: unknown): Promise<unknown> {
  if (password === null || password === undefined) return password;
  const isText = typeof password === 'string' || typeof password === 'number';
  if (!isText) throw new InvalidPayloadError({ reason: 'A password must be a text' });
  const normalized = normalizePassword(String(password));
  const problem = await judgePassword(normalized);
  if (problem === undefined) return normalized;
  throw new InvalidPayloadError({ reason: `The password ${passwordProblems[problem]}` });
}

/**
 * Sets passwords through this very Directus's service, in a transaction that is rolled back.
 *
 * @throws Error that says what doesn't hold
 */
export async function proveRulesHold(
  context: Pick<HookContext, 'services' | 'database' | 'getSchema'>,
): Promise<void> {
  // Before the transaction, because SQLite has a single connection.
  const schema = await context.getSchema();
  await runAndRollBack(context.database, (trx) => exercise(trx, schema, context));
}

async function exercise(
  trx: Knex,
  schema: unknown,
  { services }: Pick<HookContext, 'services'>,
): Promise<void> {
  const users = new services.UsersService({ knex: trx, schema, accountability: null });
  const id = randomUUID();
  await trx('directus_users').insert({ id, status: 'draft', provider: 'default' });
  for (const options of [{}, { emitEvents: false }]) {
    const refused = await users
      .updateOne(id, { password: 'password1' }, options)
      .catch((error: unknown) => error);
    if (!isDirectusError(refused, 'INVALID_PAYLOAD')) {
      throw new Error("it doesn't hold in this Directus that a common password is refused.");
    }
  }
}
