/**
 * Directus hook: limits how often passwords, codes of a second factor and share passwords can be
 * guessed, and how often a password reset can be asked for.
 *
 * Guarantees: from one client address, at most `LOGIN_LIMIT_ACCOUNT_FAILURES` (10) failures for one
 * account and `LOGIN_LIMIT_ADDRESS_FAILURES` (60) over all accounts in any
 * `LOGIN_LIMIT_WINDOW_SECONDS` (60), through REST and GraphQL together, in parallel or not. Beyond
 * it: 429 with `Retry-After`, for accounts that exist and accounts that don't alike. Only failures
 * count, and every count belongs to an address, so nobody's failures stop anyone elsewhere.
 * `LOGIN_LIMIT_MAX_TRACKED` (20,000) bounds the memory.
 *
 * Doesn't guarantee: a limit against an attacker with many addresses; one count over several
 * Directus processes, each counts for itself; a difference between people who share an address,
 * unless `IP_TRUST_PROXY` lets Directus see past their proxy.
 *
 * People who sign in through our API come from its address. The header `X-Genie-Client-Address` names theirs, and counts
 * only beside the secret that our API shares with this Directus (`X-RBAC-SYNC-SECRET`, `GENIE_INTROSPECTION_SECRET`).
 */
import type { HookContext, HookRegistration } from './directus-types.ts';
import { createGate } from './gate.ts';
import { guardServices } from './guard-services.ts';
import { readLimits } from './limits.ts';
import { refuseResetRequests } from './password-reset-route.ts';
import { rememberRequest } from './request-context.ts';
import { createClientAddress } from './told-address.ts';

export default function registerLoginLimit(
  { init }: HookRegistration,
  { services, env }: HookContext,
): void {
  const limits = readLimits(env);
  const gates = { guesses: createGate(limits), mails: createGate(limits) };
  guardServices(services, gates, limits.accountFailures);
  init('routes.before', ({ app }) => {
    app.use(rememberRequest(createClientAddress(env)));
    app.post('/auth/password/request', refuseResetRequests(gates.mails, limits.accountFailures));
  });
}
