import type { TwoFactorHealth } from '@genie-helper/guard-protocol';
import { type Finding, fail, ok, warn } from '../check.ts';

/**
 * Whether second factors can be opened, and set up.
 *
 * @param data what the guard says of them
 * @param isOurs whether Directus is the one that `genie up` starts
 */
export function judgeFactors(data: unknown, isOurs: boolean): Finding {
  const { canSeal, on = 0, unopenable = 0, plain = 0 } = Object(data) as Partial<TwoFactorHealth>;
  if (unopenable > 0) {
    return fail(
      `${unopenable} of ${on} second factors can't be opened, so their owners can't sign in: GUARD_KEY is missing, or another one than they were sealed with.`,
      "Put the key of before back into GUARD_KEY, or into GUARD_KEY_PREVIOUS, in Directus's environment, and restart it. If it is lost, take the factors off: genie users two-factor-off <email>.",
    );
  }
  if (canSeal === true && plain === 0) {
    return ok(on === 0 ? 'Nobody has a second factor yet.' : 'Every second factor can be opened.');
  }
  const message =
    canSeal === true
      ? `${plain} of ${on} second factors lie in Directus's database in the clear.`
      : 'Directus has no GUARD_KEY, so nobody can set up a second factor.';
  const make = isOurs
    ? 'Restart with "npm start", which adds one to .env where there is none.'
    : 'Set GUARD_KEY there to what "genie secrets new guard-key" prints, and restart it.';
  return warn(message, canSeal === true ? 'Restart Directus: its start seals them.' : make);
}
