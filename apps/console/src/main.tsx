// First of all: it takes the token of a link off the address.
import './session/link-token.ts';
import { StrictMode, startTransition } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { homePath, router } from './app/router.tsx';
import { session, watchForWaking } from './session/session.ts';

const root = document.querySelector('#root');

if (root === null) throw new Error('the page has no #root');

// Who came without a session's cookie need not be asked about.
if (isNewVisitor()) session.assumeNobody();
else {
  void session.check();
  preloadPage(window.location);
}

watchForWaking();

// Nothing has the focus before; what has it first may be gone again once the script is there.
document.addEventListener(
  'focusin',
  ({ target }) => {
    const isSeen = target instanceof HTMLElement && target.matches(':focus-visible');
    import('./app/keep-focus.ts')
      .then(({ keepFocus }) => keepFocus(isSeen ? target : undefined))
      .catch(() => {});
  },
  { once: true },
);

// As a transition: React does it in slices then, and what is pressed meanwhile is heeded.
startTransition(() =>
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  ),
);

/**
 * Loads the scripts of the page at this address while the server is still being asked who is there. Nothing is shown.
 */
function preloadPage({ pathname }: Pick<Location, 'pathname'>): void {
  const [matchedRoutes] = router.getMatchedRoutes(pathname === '/' ? homePath : pathname);
  for (const { options } of matchedRoutes) {
    const { component } = options;
    // Where that fails now it is tried again, and its failure shown, when the page is entered.
    if (component !== undefined && 'preload' in component) {
      void component.preload?.()?.catch(() => undefined);
    }
  }
}

/**
 * Whether the server has said, in the page itself, that no session's cookie came with the request for it. Scripts can't
 * see that cookie.
 */
function isNewVisitor(): boolean {
  return document.querySelector('meta[name="genie-visitor"]')?.getAttribute('content') === 'new';
}
