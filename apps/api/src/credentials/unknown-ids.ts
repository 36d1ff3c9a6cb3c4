import type { Accessor } from './access-log-store.ts';

const windowMs = 60_000;
const maxEntries = 30;
const maxTracked = 10_000;

/**
 * Bounds how many entries of the access log a caller makes by asking for records that there aren't: nothing of anybody
 * is refused by them, and whoever guesses ids would fill the log. The first 30 in a minute are logged, so that guessing
 * shows; further ones are in the request log and in the metric of refusals, as every refusal is.
 *
 * @returns whether the caller's unknown id gets an entry
 */
export function createUnknownIdBound(now: () => Date) {
  const callers = new Map<string, { since: number; count: number }>();
  return ({ principal, address }: Accessor): boolean => {
    const key = keyOf(principal, address);
    const time = now().getTime();
    const known = callers.get(key);
    const caller =
      known !== undefined && time - known.since < windowMs ? known : { since: time, count: 0 };
    caller.count += 1;
    callers.delete(key);
    callers.set(key, caller);
    const [oldest] = callers.keys();
    if (callers.size > maxTracked && oldest !== undefined) callers.delete(oldest);
    return caller.count <= maxEntries;
  };
}

function keyOf(principal: Accessor['principal'], address: string): string {
  return principal.kind === 'user'
    ? `user ${principal.userId}`
    : `server ${principal.client.name} ${address}`;
}
