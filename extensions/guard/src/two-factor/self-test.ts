import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { runAndRollBack } from '../shared/run-and-roll-back.ts';
import type { Keyring } from './keyring.ts';
import { countRecoveryCodes, renewRecoveryCodes } from './recovery-codes.ts';
import { factorsTable, newMarker } from './tables.ts';

/**
 * Gives a second factor to a user that exists only inside a transaction that's rolled back, and takes it off.
 *
 * @throws Error that says what doesn't hold in this database
 */
export async function testFactors(db: Knex, keyring: Keyring): Promise<void> {
  await runAndRollBack(db, (trx) => exercise(trx, keyring));
}

async function exercise(trx: Knex, keyring: Keyring): Promise<void> {
  const user = randomUUID();
  const owner = { userId: user, state: 'on' } as const;
  const sealed = keyring.canSeal ? keyring.seal('a secret', owner) : null;
  const isSealed = sealed === null || keyring.open(sealed, owner) === 'a secret';
  expect(isSealed, 'what was sealed opens');
  const account = { id: user, status: 'active', provider: 'default', email: `${user}@invalid` };
  await trx('directus_users').insert(account);
  const marker = newMarker();
  await trx(factorsTable).insert({ user, state: 'on', marker, sealed });
  await renewRecoveryCodes(trx, user);
  await trx('directus_users').where({ id: user }).update({ tfa_secret: marker });
  expect((await countRecoveryCodes(trx, user)) === 10, 'a factor that begins keeps its codes');
  await trx('directus_users').where({ id: user }).update({ tfa_secret: null });
  expect((await countRecoveryCodes(trx, user)) === 0, 'recovery codes go with their factor');
  const left = await trx(factorsTable).where({ user });
  expect(left.length === 0, "a factor goes with Directus's own column");
  const notices = await trx('genie_notices').where({ user }).orderBy('id').select('kind');
  const kinds = notices.map(({ kind }) => kind).join();
  expect(kinds === 'second-factor-on,second-factor-off', 'a factor on and off is noted');
}

function expect(holds: boolean, what: string): void {
  if (!holds) throw new Error(`it doesn't hold in this database that ${what}.`);
}
