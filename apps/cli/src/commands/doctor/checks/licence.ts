/** What `genie doctor` says of the licence of a Directus 12. */
import { fieldOf } from '../ask.ts';
import { type Finding, fail, ok, warn } from '../check.ts';

const twelve = 'docs/how-to/directus-12.md';

/** @param data what Directus 12 says of its licence; 11 has none to say anything of */
export function judgeLicence(data: unknown): Finding {
  const status = fieldOf(data, 'status');
  if (status === 'active') return ok('It is within what its licence allows.');
  const [usage, allowed] = [fieldOf(data, 'usage'), fieldOf(data, 'entitlements')];
  const details = ['seats', 'collections', 'flows'].flatMap((what) => {
    const used = Number(fieldOf(usage, what));
    const limit = Number(fieldOf(fieldOf(allowed, what), 'limit'));
    return used > limit && limit >= 0 ? [`It has ${used} ${what}, and may have ${limit}.`] : [];
  });
  // Directus doesn't say so; it's what is left, but where a licence that was paid for has ended.
  const isCore = fieldOf(data, 'source') === null;
  if (details.length === 0 && isCore) details.push('An active user signs in by a provider.');
  const fix = `Suspend people with access to the Studio until there are three, remove what else is too much, and restart Directus: ${twelve}.`;
  if (status === 'locked') {
    const message = 'Directus is beyond what its licence allows, so only administrators sign in.';
    return fail(message, fix, details);
  }
  const end = (Number(fieldOf(data, 'expires_at')) + Number(fieldOf(data, 'grace_period'))) * 1000;
  const when = end > 0 ? `on ${new Date(end).toISOString().slice(0, 10)} (UTC)` : 'soon';
  return warn(`Directus is beyond what its licence allows, and locks ${when}.`, fix, details);
}
