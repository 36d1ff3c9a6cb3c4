/**
 * Whether what somebody typed is a code of this account, or one of its recovery codes; each counts once.
 *
 * Takes the place of Directus's own check (`TFAService.verifyOTP`), so every door asks here: REST, GraphQL, the console,
 * fresh proof, resets by link. Directus checks the password first.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { isDirectusError } from '@directus/errors';
import type { Knex } from 'knex';
import type { Logger } from '../shared/directus.ts';
import { createLimitedLog } from '../shared/limited-log.ts';
import { currentRequest } from '../throttle/client-address.ts';
import { tooManyAttempts } from '../throttle/login-throttle.ts';
import { beginAttempt, type CodeWay, forgetAttempt, maxWrongCodes } from './attempts.ts';
import type { Factor, Factors } from './factors.ts';
import { findStep, readDigits } from './one-time-codes.ts';
import { countRecoveryCodes, readRecoveryCode, useRecoveryCode } from './recovery-codes.ts';

const ways = new AsyncLocalStorage<CodeWay>();

/** Runs what checks a code that came with a link of a mail. */
export function asLink<Result>(work: () => Promise<Result>): Promise<Result> {
  return ways.run('link', work);
}

/**
 * Why there is no way in: `used`: right, and taken before · `unopenable`: the key is missing, or another one · `missing`:
 * an administrator without the factor that is required.
 */
export const factorRefusals = ['wrong', 'used', 'too_many', 'unopenable', 'missing'] as const;

export type FactorRefusal = (typeof factorRefusals)[number];

type Verdict = 'right' | 'used' | 'wrong';

interface VerifyCodeDeps {
  factors: Factors;
  logger: Logger;
  onRefusal: (reason: FactorRefusal) => void;
}

export function createVerifyCode({ factors, logger, onRefusal }: VerifyCodeDeps) {
  const tell = createLimitedLog((line) => logger.info(line), { windowMs: 10_000 });

  /**
   * @param typed what came as `otp`
   * @returns undefined where the account has no second factor
   * @throws HitRateLimitError · ServiceUnavailableError where the factor can't be opened
   */
  return async (db: Knex, userId: string, typed: unknown): Promise<boolean | undefined> => {
    const factor = await factors.read(db, userId).catch((error: unknown) => {
      if (isDirectusError(error, 'SERVICE_UNAVAILABLE')) onRefusal('unopenable');
      throw error;
    });
    if (factor === undefined) return undefined;
    const text = typeof typed === 'string' ? typed : '';
    const recoveryCode = readRecoveryCode(text);
    const attempt = await beginAttempt(db, userId, ways.getStore() ?? 'sign-in');
    if ('retryAfterMs' in attempt) {
      // Nobody finds one of these by trying, and its owner may have no other way in.
      if (recoveryCode !== undefined && (await spend(db, userId, recoveryCode))) return true;
      onRefusal('too_many');
      tell(`A code of the user ${userId} was not looked at: too many were wrong within an hour.`);
      throw tooManyAttempts(attempt, maxWrongCodes, currentRequest()?.response);
    }
    const verdict =
      recoveryCode === undefined
        ? await judge(db, factor, text)
        : (await spend(db, userId, recoveryCode))
          ? 'right'
          : 'wrong';
    if (verdict !== 'wrong') await forgetAttempt(db, attempt.id);
    if (verdict === 'right') return true;
    onRefusal(verdict);
    tell(`A code of the user ${userId} was refused: ${verdict}.`);
    return false;
  };

  async function judge(db: Knex, factor: Factor, text: string): Promise<Verdict> {
    const digits = readDigits(text);
    const step = digits === undefined ? undefined : findStep(factor.secret, digits, Date.now());
    if (step === undefined) return 'wrong';
    return (await factors.takeStep(db, factor, step)) ? 'right' : 'used';
  }
}

/** Uses a recovery code up, and notes that its owner is to be told. */
async function spend(db: Knex, userId: string, code: string): Promise<boolean> {
  return await db.transaction(async (trx) => {
    if (!(await useRecoveryCode(trx, userId, code))) return false;
    const left = await countRecoveryCodes(trx, userId);
    await trx.raw(
      `INSERT INTO genie_notices ("user", kind, email, detail, at)
       SELECT id, 'recovery-code-used', email, CAST(? AS text), CAST(? AS bigint)
       FROM directus_users WHERE id = ? AND email IS NOT NULL`,
      [String(left), Date.now(), userId],
    );
    return true;
  });
}
