/**
 * Recovery codes: ten that stand in for an authenticator that is lost, each once.
 *
 * Guarantees: each has 100 random bits, so nobody finds one by trying, here or at a copy of the database: a plain
 * SHA-256 is enough, which a slow hash for passwords would only make dearer. It is told once, when it's made. A code
 * that two bring at one moment opens for one of them, at whichever processes: using it is deleting its row.
 */
import { createHash, randomInt } from 'node:crypto';
import type { Knex } from 'knex';

export const recoveryCodesTable = 'genie_recovery_codes';

const howMany = 10;
const letters = 20;

/** Crockford's Base32: no letter that is read as another. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/** Makes new codes of an account, in place of all that it had. @returns them, as people write them down */
export async function renewRecoveryCodes(trx: Knex, userId: string): Promise<string[]> {
  const codes = Array.from({ length: howMany }, newCode);
  await trx(recoveryCodesTable).where({ user: userId }).delete();
  await trx(recoveryCodesTable).insert(
    codes.map((code) => ({ user: userId, code_hash: hashOf(userId, code) })),
  );
  return codes.map((code) => (code.match(/.{5}/g) ?? []).join('-'));
}

/** The code in what somebody typed, in any letter case, with or without dashes; undefined where it has another form. */
export function readRecoveryCode(typed: string): string | undefined {
  const code = typed.toLowerCase().replace(/[\s-]/g, '').replace(/o/g, '0').replace(/[il]/g, '1');
  return code.length === letters && [...code].every((one) => alphabet.includes(one))
    ? code
    : undefined;
}

/** Uses a code up. @returns whether the account had it until now */
export async function useRecoveryCode(trx: Knex, userId: string, code: string): Promise<boolean> {
  const used = await trx(recoveryCodesTable)
    .where({ user: userId, code_hash: hashOf(userId, code) })
    .delete();
  return used === 1;
}

export async function countRecoveryCodes(db: Knex, userId: string): Promise<number> {
  const [row] = await db(recoveryCodesTable).where({ user: userId }).count({ count: '*' });
  return Number(row?.count ?? 0);
}

function newCode(): string {
  return Array.from({ length: letters }, () => alphabet[randomInt(alphabet.length)]).join('');
}

function hashOf(userId: string, code: string): string {
  return createHash('sha256').update(`${userId} ${code}`).digest('base64url');
}
