/**
 * The token of a link from a mail, as the address of this page brought it behind `#`.
 *
 * Guarantees: it is off the address bar and the history before anything else of the console runs, so it is in no address
 * that is copied, reloaded, sent or told to another site. It is kept in this module's memory alone, for the page that
 * it was meant for; a page that is loaded anew has none.
 */
import { useSyncExternalStore } from 'react';

const linkPath = /^\/account\/[a-z-]+\/?$/;

interface LinkToken {
  path: string;
  token: string;
}

let current: LinkToken | undefined;
const listeners = new Set<() => void>();

/** Also for a link that is opened where such a page is shown already, which loads nothing. */
function take(): void {
  const { pathname, hash } = window.location;
  if (hash === '' || !linkPath.test(pathname)) return;
  window.history.replaceState(window.history.state, '', pathname);
  const token = new URLSearchParams(hash.slice(1)).get('token');
  current = token === null || token === '' ? undefined : { path: pathname, token };
  for (const listener of listeners) listener();
}

take();
window.addEventListener('hashchange', take);

/** The token for the page at this path; undefined where its address brought none. */
export function useLinkToken(path: string): string | undefined {
  const found = useSyncExternalStore(subscribe, () => current);
  return found?.path.replace(/\/$/, '') === path ? found.token : undefined;
}

/** Forgets it, once it has done what it is for. */
export function forgetLinkToken(): void {
  current = undefined;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
