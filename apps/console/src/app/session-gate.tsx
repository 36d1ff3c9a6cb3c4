import { Center, Container, Loader } from '@mantine/core';
import { type ReactNode, useDeferredValue } from 'react';
import { FailureNotice } from '../components/failure.tsx';
import { PageHeader } from '../components/page.tsx';
import { session } from '../session/session.ts';
import { useSession } from '../session/use-session.ts';

/** Shows no page before it is known who is there, so that nobody sees a wrong one. */
export function SessionGate({ children }: { children: ReactNode }) {
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
  return children;
}
