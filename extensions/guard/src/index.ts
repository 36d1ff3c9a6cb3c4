/**
 * Directus hook: the guards of this Directus, a folder each.
 *
 * `sessions/`: access tokens die with their session; many tokens are checked in one call.
 * `rights/`: who may do what is as the database says, at every process.
 * `devices/`: people see their own logins, and end them.
 * `captions/`: what was written for people is kept for them, and found again.
 * `throttle/`: guessing of passwords and codes is limited, and nobody can lock another person out.
 * `passwords/`: a password is the same, however a keyboard spells it, and one that is set keeps to the rules.
 * `account-links/`: a link of a mail works once; a new password takes proof of the former one.
 * `leaving/`: an account that its owner deletes ends now, and is erased later.
 * `retention/`: what has had its time goes.
 * `addresses/`: whether an account's address is proven, and who may sign in before it is.
 * `notices/`: what an account's owner is told of, seen at every door.
 * `two-factor/`: codes of a second factor open once, and its secret is nobody's to read.
 * `hardening/`: what Directus opens to more people than need it is closed.
 * `outages/`: a database that is away is told as an outage, and takes no more along than it has to.
 * `metrics/`: what this process counts of itself, for Prometheus.
 * `data-version.ts`: no older code works on newer data.
 * `clock/`: a process whose clock isn't the database's serves nothing.
 * `service-clients/`: the records of servers with names, and the nonces of their signatures.
 * `storage/`: one user keeps a bounded number of sealed records, of a bounded size.
 * `audit/`: the access log is a chain of hashes, and nobody changes an entry.
 * `vault/`: sealed records and their entries in the access log, many a call, in one transaction.
 *
 * Guarantees: Directus doesn't start unless all of them can do their work, and nobody switches them off through its API.
 * Each says at the head of its own `index.ts` what it guarantees besides.
 *
 * Doesn't guarantee: anything against whoever can change the files or the database of the server. The desired state
 * (`directus/src/reconcile/guards.ts`) finds a guard that was switched off there.
 */
import { ForbiddenError } from '@directus/errors';
import type { Knex } from 'knex';
import { registerAccountLinks } from './account-links/index.ts';
import { registerAddresses } from './addresses/index.ts';
import { logSignIns, registerAudit } from './audit/index.ts';
import { registerCaptions } from './captions/index.ts';
import { registerClock } from './clock/index.ts';
import { registerDataVersion } from './data-version.ts';
import { registerDevices } from './devices/index.ts';
import { registerHardening } from './hardening/index.ts';
import { registerLeaving } from './leaving/index.ts';
import { registerMetrics } from './metrics/index.ts';
import { prepareNotices, registerNotices } from './notices/index.ts';
import { registerOutages } from './outages/index.ts';
import { registerPasswords } from './passwords/index.ts';
import { registerRetention } from './retention/index.ts';
import { registerRights } from './rights/index.ts';
import { registerServiceClients } from './service-clients/index.ts';
import { registerSessions } from './sessions/index.ts';
import type { FilterContext, GivenContext, HookRegistration } from './shared/directus.ts';
import { findRunningDirectus } from './shared/running-directus.ts';
import { readSettings } from './shared/settings.ts';
import { registerStorage } from './storage/index.ts';
import { registerThrottle } from './throttle/index.ts';
import { registerTwoFactor } from './two-factor/index.ts';
import { registerVault } from './vault/index.ts';

/** The folder by which Directus knows this extension. */
const folder = 'guard';

/** @throws Error if a guard can't do its work in this Directus, which then refuses to start */
export default function registerGuards(hooks: HookRegistration, given: GivenContext): void {
  const context = { ...given, directus: findRunningDirectus(given.env) };
  const settings = readSettings(context.env);
  const clock = registerClock(hooks, context);
  const metrics = registerMetrics(hooks, context, settings, clock);
  // Before the hardening: who waits at the pace of its own reading keeps no place of a collection meanwhile.
  registerOutages(hooks, context, settings);
  registerHardening(hooks, context, metrics);
  registerStorage(hooks);
  const audit = registerAudit(hooks, context, settings);
  // Within the throttle, so that a password in two spellings is one attempt.
  registerPasswords(hooks, context);
  registerAddresses(hooks, context);
  const twoFactor = registerTwoFactor(hooks, context, settings, metrics);
  // The throttle wraps a login first: what the sessions' guard makes of one isn't counted.
  registerThrottle(hooks, context, settings, metrics);
  const rights = registerRights(hooks, context);
  const accountLinks = registerAccountLinks(hooks, context, settings);
  const leaving = registerLeaving(hooks, context, settings);
  const retention = registerRetention(hooks, context, settings);
  const serviceClients = registerServiceClients(hooks, context, settings);
  const dataVersion = registerDataVersion(hooks, context, settings);
  const prepareOthers = async () => {
    // The trigger of links first: notices look at none of them.
    await accountLinks.prepare();
    await prepareNotices(context);
    await leaving.prepare();
    await retention.prepare();
    await audit.prepare();
    await serviceClients.prepare();
    await twoFactor.prepare();
  };
  registerSessions(hooks, context, settings, {
    rights,
    metrics,
    prepareFirst: dataVersion.prepare,
    prepareOthers,
  });
  // After the sessions, which make the tables ready before anybody is answered.
  registerVault(hooks, context, settings);
  registerDevices(hooks, context, settings);
  registerCaptions(hooks, context, settings);
  // After all others but the log, so that only a login that gives tokens is a sign-in.
  registerNotices(hooks, context, settings);
  // Outside of all of them: what they refuse is an entry as well.
  const { windowMs } = settings.loginLimits;
  const { database: db, logger } = context;
  logSignIns(context.services.AuthenticationService, { db, logger, windowMs });
  hooks.filter('extensions.update', refuseDisabling);
  // Also before an extension is uninstalled.
  hooks.filter(
    'extensions.delete',
    (keys: readonly string[], _: unknown, { database }: FilterContext) =>
      refuseGuards(keys, database),
  );
}

/**
 * Filter `extensions.update`: nobody changes how Directus knows the guards. All that may be set is
 * `enabled`, to exactly `true`, because a database takes `0` or a text for `false`, and an extension of
 * another folder or bundle isn't loaded either. Whoever runs the server can still remove the folder.
 *
 * @throws ForbiddenError
 */
async function refuseDisabling(
  changes: Readonly<Record<string, unknown>>,
  { keys }: { keys: readonly string[] },
  { database }: FilterContext,
): Promise<void> {
  const isHarmless = Object.entries(changes).every(
    ([field, value]) => field === 'enabled' && value === true,
  );
  if (!isHarmless) await refuseGuards(keys, database);
}

/** @throws ForbiddenError if one of the guards is among these extensions */
async function refuseGuards(keys: readonly string[], database: Knex): Promise<void> {
  const [row] = await database('directus_extensions').whereIn('id', keys).where({ folder });
  if (row !== undefined) throw new ForbiddenError();
}
