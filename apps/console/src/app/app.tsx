import { RouterProvider } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useSession } from '../session/use-session.ts';
import { Providers } from './providers.tsx';
import { router } from './router.tsx';
import { SessionGate } from './session-gate.tsx';

/** The console. */
export function App() {
  return (
    <Providers>
      <SessionGate>
        <RoutedPages />
      </SessionGate>
    </Providers>
  );
}

function RoutedPages() {
  const { status } = useSession();
  // The routes look at the session when they are entered; a change of it is a reason to enter anew.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the status is the trigger
  useEffect(() => void router.invalidate(), [status]);
  return <RouterProvider router={router} />;
}
