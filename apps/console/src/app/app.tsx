import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './global.css';
import { Center, Container, Loader, MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useDeferredValue, useEffect } from 'react';
import { FailureNotice } from '../components/failure.tsx';
import { PageHeader } from '../components/page.tsx';
import { queryClient, session, useSession } from '../session/session.ts';
import { router } from './router.tsx';
import { cssVariablesResolver, theme } from './theme.ts';

/** The console. */
export function App() {
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariablesResolver}
      defaultColorScheme="auto"
      getStyleNonce={styleNonce}
    >
      <QueryClientProvider client={queryClient}>
        <Notifications position="top-right" />
        <SignedInOnly />
      </QueryClientProvider>
    </MantineProvider>
  );
}

/** Shows no page before it is known who is there, so that nobody sees a wrong one. */
function SignedInOnly() {
  const state = useSession();
  // Deferred: React makes the whole page in slices then, not in one long piece.
  const isKnown = useDeferredValue(state.status !== 'loading', false);
  if (state.status === 'loading' || !isKnown) {
    return (
      <Center h="100vh">
        <Loader type="dots" role="status" aria-label="Loading" />
      </Center>
    );
  }
  if (state.status === 'unreachable') {
    return (
      <Container size="xs" py={80} component="main">
        <PageHeader title="Not reachable" />
        <FailureNotice
          title="The server can't say now whether you are signed in"
          error={state.error}
          onRetry={() => void session.check()}
        />
      </Container>
    );
  }
  return <Pages status={state.status} />;
}

function Pages({ status }: { status: string }) {
  // The routes look at the session when they are entered; a change of it is a reason to enter anew.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the status is the trigger
  useEffect(() => void router.invalidate(), [status]);
  return <RouterProvider router={router} />;
}

/** The nonce of this answer, without which the page's policy lets no `<style>` in. */
function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';
}
