import { Container } from '@mantine/core';
import type { ErrorComponentProps } from '@tanstack/react-router';
import { FailureNotice } from '../components/failure.tsx';
import { PageHeader } from '../components/page.tsx';

/** In a page's place, where it broke or its script could not be loaded, as after an update of the server. */
export function PageFailure({ error }: ErrorComponentProps) {
  return (
    <Container size="xs" py="xl">
      <PageHeader title="Failure" />
      <FailureNotice
        title="This page could not be shown"
        error={error}
        onRetry={() => window.location.reload()}
      />
    </Container>
  );
}
