import { StrictMode, startTransition } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { preloadPage } from './app/preload-page.ts';
import { isNewVisitor } from './session/new-visitor.ts';
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
// As a transition: React does it in slices then, and what is pressed meanwhile is heeded.
startTransition(() =>
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  ),
);
