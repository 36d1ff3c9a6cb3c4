import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { session, watchForWaking } from './session/session.ts';

const root = document.querySelector('#root');
if (root === null) throw new Error('the page has no #root');

void session.check();
watchForWaking();
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
