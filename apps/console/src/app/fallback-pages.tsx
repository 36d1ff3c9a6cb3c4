import { Button, Container } from '@mantine/core';
import { IconLock, IconMapPinOff } from '@tabler/icons-react';
import { type ErrorComponentProps, Link, Outlet } from '@tanstack/react-router';
import { FailureNotice } from '../components/failure.tsx';
import { EmptyState, PageHeader } from '../components/page.tsx';
import { useUser } from '../session/session.ts';

export function NoSuchPage() {
  return (
    <Container size="sm" py={80} component="main">
      <PageHeader title="No such page" />
      <EmptyState
        icon={<IconMapPinOff size={28} />}
        title="There is nothing at this address"
        action={
          <Button component={Link} to="/">
            Go to the start
          </Button>
        }
      />
    </Container>
  );
}

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

/** Shows the pages of administrators to them only. The API refuses others anyway; this spares the refusals. */
export function AdminOnly() {
  if (useUser().isAdmin) return <Outlet />;
  return (
    <>
      <PageHeader title="Only for administrators" />
      <EmptyState icon={<IconLock size={28} />} title="This page is for administrators">
        Your account is none, or not any more. An administrator can change that in Directus.
      </EmptyState>
    </>
  );
}
