import { Group, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { PageTitle } from './page-title.tsx';

/**
 * The head of a page: its one h1, which also names the document and gets the focus when the page is gone to.
 *
 * @param props `actions`: what can be done with the whole page, at the right
 */
export function PageHeader(props: { title: string; description?: ReactNode; actions?: ReactNode }) {
  const { title, description, actions } = props;
  return (
    <Group justify="space-between" align="flex-start" gap="md" mb="xl">
      <PageTitle title={title} />
      <Stack gap={4} maw="44rem">
        <Title order={1} tabIndex={-1} data-page-heading>
          {title}
        </Title>
        {description !== undefined && <Text c="dimmed">{description}</Text>}
      </Stack>
      {actions !== undefined && <Group gap="sm">{actions}</Group>}
    </Group>
  );
}
