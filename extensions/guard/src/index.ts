/**
 * Directus hook: the three guards of this Directus, a folder each.
 *
 * `sessions/`: access tokens die with their session; many tokens are checked in one call.
 * `throttle/`: guessing of passwords and codes is limited, and nobody can lock another person out.
 * `hardening/`: what Directus opens to more people than need it is closed.
 *
 * Guarantees: Directus doesn't start without all three, and nobody switches one off through its API. Each says at the
 * head of its own `index.ts` what it guarantees besides.
 */
import registerHardening from './hardening/index.ts';
import registerSessions from './sessions/index.ts';
import registerThrottle from './throttle/index.ts';

type Registration = Parameters<typeof registerSessions>[0] &
  Parameters<typeof registerThrottle>[0] &
  Parameters<typeof registerHardening>[0];
type Context = Parameters<typeof registerSessions>[1] & Parameters<typeof registerThrottle>[1];

/** @throws Error if a guard can't do its work in this Directus, which then refuses to start */
export default function registerGuards(registration: Registration, context: Context): void {
  registerHardening(registration);
  // The throttle wraps a login first: what the sessions' guard makes of one isn't counted.
  registerThrottle(registration, context);
  registerSessions(registration, context);
}
