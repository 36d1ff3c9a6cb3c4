/**
 * The second factor: codes of an authenticator, and recovery codes.
 *
 * Guarantees: the secret is made here and kept sealed under the guard's own key, so that neither a copy of the database nor
 * an administrator of Directus reads it; recovery codes are hashes. A code and a recovery code open once, across all
 * processes. Of an account ten wrong codes an hour are looked at, over all addresses and processes, and nobody uses
 * them up without the password. A factor that can't be opened is an outage (503) for its owner, never a way in.
 *
 * Doesn't guarantee: anything against whoever has both the key and the database; who owns the phone. Why it holds:
 * `docs/invariants/second-factor.md`.
 */
import { twoFactorPaths } from '@genie-helper/guard-protocol';
import type { Knex } from 'knex';
import type { GuardMetrics } from '../metrics/metrics.ts';
import { createSignedTokenReader } from '../sessions/access-token.ts';
import { forAdministrators } from '../sessions/administration.ts';
import { createApiRoute } from '../shared/api-route.ts';
import {
  type HookContext,
  type HookRegistration,
  isFirstTime,
  methodOf,
  type TfaClass,
} from '../shared/directus.ts';
import type { GuardSettings } from '../shared/settings.ts';
import { createActs, createRemoveOf } from './acts.ts';
import { createFactors } from './factors.ts';
import { createHealth } from './health.ts';
import { createKeyring } from './keyring.ts';
import { requireAdminFactor } from './required-factor.ts';
import { testFactors } from './self-test.ts';
import { createFactorTables } from './tables.ts';
import { createVerifyCode } from './verify-code.ts';

type VerifyOtp = (
  this: { knex: Knex },
  userId: string,
  otp: unknown,
  ...rest: unknown[]
) => Promise<boolean>;

export interface TwoFactorGuard {
  /**
   * Makes the tables, proves that they work, and seals what isn't yet. For before Directus listens, and after the notices.
   *
   * @throws Error with a sentence for the operator
   */
  prepare(): Promise<void>;
}

/**
 * To be registered before the throttle, which counts what is tried here.
 *
 * @throws Error if this Directus has no such method
 */
export function registerTwoFactor(
  { init }: Pick<HookRegistration, 'init'>,
  { services, database: db, logger }: Pick<HookContext, 'services' | 'database' | 'logger'>,
  settings: GuardSettings,
  { factorRefused }: Pick<GuardMetrics, 'factorRefused'>,
): TwoFactorGuard {
  const keyring = createKeyring(settings);
  const factors = createFactors({ keyring, logger });
  const verifyCode = createVerifyCode({ factors, logger, onRefusal: factorRefused });
  wrapVerification(services.TFAService, verifyCode);
  // Ahead of every route, those of guards that are registered before this one among them.
  init('middlewares.after', ({ app }) => {
    if (!settings.isAdminFactorRequired) return;
    const readSigned = createSignedTokenReader(settings);
    const onRefusal = () => factorRefused('missing');
    app.use(requireAdminFactor({ db, readSigned, onRefusal }));
  });
  init('routes.before', ({ app }) => {
    const health = createHealth({ db, keyring });
    app.post(twoFactorPaths.health, forAdministrators(logger, 'A look failed.', health));
    app.post(
      twoFactorPaths.removeOf,
      forAdministrators(logger, 'Taking off failed.', createRemoveOf({ db, logger })),
    );
    const { sharedSecrets: secrets } = settings;
    if (secrets.length === 0) return;
    const acts = createActs({ db, keyring, secrets: settings });
    const routes = [
      [twoFactorPaths.begin, 'Beginning a second factor', acts.begin],
      [twoFactorPaths.confirm, 'Confirming a second factor', acts.confirm],
      [twoFactorPaths.remove, 'Taking a second factor off', acts.remove],
      [twoFactorPaths.recoveryCodes, 'Making recovery codes', acts.recoveryCodes],
      [twoFactorPaths.state, 'Looking at a second factor', acts.state],
    ] as const;
    for (const [path, name, run] of routes) {
      app.post(path, createApiRoute({ secrets, logger }, name, run));
    }
  });
  return {
    async prepare() {
      await createFactorTables(db, logger);
      await testFactors(db, keyring);
      await factors.sealAll(db);
    },
  };
}

function wrapVerification(
  service: TfaClass,
  verifyCode: ReturnType<typeof createVerifyCode>,
): void {
  const original = methodOf<VerifyOtp>(service, 'TFAService', 'verifyOTP');
  if (!isFirstTime(service, Symbol.for('genie-helper.two-factor'))) return;
  Reflect.set(
    service.prototype,
    'verifyOTP',
    async function verifyOTP(this: { knex: Knex }, userId: string, otp: unknown) {
      // Directus's own says in its words that there is none.
      return (await verifyCode(this.knex, userId, otp)) ?? (await original.call(this, userId, otp));
    },
  );
}
