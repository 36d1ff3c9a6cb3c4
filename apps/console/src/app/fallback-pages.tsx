import { Button, Container } from '@mantine/core';
import { IconMapPinOff } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { EmptyState } from '../components/empty-state.tsx';
import { PageHeader } from '../components/page.tsx';

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
