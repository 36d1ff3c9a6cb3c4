import type { Connection, DownloadCredential } from '@genie-helper/client';
import { Badge, Group, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { genie } from '../../api.ts';
import { ageOf, type KeyState, keyWords, momentInFull } from './stored-labels.ts';

/** One thing that is stored: what it is, how old it is, and under which key it is sealed. */
export function StoredFacts(props: {
  icon: ReactNode;
  kind: string;
  children: ReactNode;
  keyState: KeyState;
}) {
  const { icon, kind, children, keyState } = props;
  const { label, color, note } = keyWords[keyState];
  return (
    <div>
      <Group gap="4px 8px" wrap="wrap">
        <Group gap={6} wrap="nowrap">
          {icon}
          <Text size="sm" fw={500}>
            {kind}
          </Text>
        </Group>
        <Text size="sm" c="dimmed">
          {children}
        </Text>
        <Badge variant="dot" color={color} size="sm" radius="sm" tt="none" fw={500}>
          {label}
        </Badge>
      </Group>
      {note !== undefined && (
        <Text size="sm" mt={2}>
          {note}
        </Text>
      )}
    </div>
  );
}

/** How long ago something was; the moment in full on request. */
export function Age({ at }: { at: string }) {
  return (
    <time dateTime={at} title={momentInFull(at)}>
      {ageOf(at, Date.now())}
    </time>
  );
}

const connectionsKey = ['credentials', 'connections'];

const downloadsKey = ['credentials', 'downloads'];

export type { Connection, DownloadCredential };

/** What the user has stored, without anything secret. */
export function useStored() {
  const connections = useQuery({
    queryKey: connectionsKey,
    queryFn: ({ signal }) => genie.credentials.list({ signal }),
  });
  const downloads = useQuery({
    queryKey: downloadsKey,
    queryFn: ({ signal }) => genie.credentials.listDownloads({ signal }),
  });
  return { connections, downloads };
}

/** @returns what has both lists fetched again, and waits for them */
export function useRefreshStored(): () => Promise<void> {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ['credentials'] });
}
