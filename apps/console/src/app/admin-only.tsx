import { IconLock } from '@tabler/icons-react';
import { Outlet } from '@tanstack/react-router';
import { EmptyState } from '../components/empty-state.tsx';
import { PageHeader } from '../components/page.tsx';
import { useUser } from '../session/use-user.ts';

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
