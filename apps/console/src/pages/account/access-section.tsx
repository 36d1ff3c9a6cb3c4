import type { AccessEntry, Connection } from '@genie-helper/client';
import { Anchor, Badge, Button, Group, Stack, Text } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { genie } from '../../api.ts';
import { Loaded } from '../../components/failure.tsx';
import { connectionName } from '../../labels.ts';
import { useUser } from '../../session/session.ts';
import { formatTimestamp } from '../../timestamps.ts';
import { collectionLabel, outcomeState, serverLabel } from '../admin/audit/audit-labels.ts';
import { Section } from './section.tsx';

const pageSize = 5;

const did: Readonly<Record<string, string>> = {
  create: 'stored it',
  store: 'replaced it',
  update: 'replaced it',
  reveal: 'opened it',
  store_session: 'stored a session',
  read_session: 'opened the session',
  delete: 'deleted it',
  export: 'took it along',
  rotate: 'sealed it with a new key',
};

/** Who used the logins that one has stored: which server, when, from where. */
export function AccessSection() {
  const [limit, setLimit] = useState(pageSize);
  const access = useQuery({
    queryKey: ['account', 'access', limit],
    queryFn: ({ signal }) => genie.account.access({ limit }, { signal }),
    placeholderData: keepPreviousData,
  });
  const connections = useQuery({
    queryKey: ['credentials'],
    queryFn: ({ signal }) => genie.credentials.list({ signal }),
  });
  return (
    <Section title="Who opened my logins">
      <Loaded query={access} loading="The list is loading" rows={3}>
        {({ entries, total }) =>
          total === 0 ? (
            <Text c="dimmed">
              Nobody yet. Every use of a login that you store under{' '}
              <Anchor component={Link} to="/connections">
                Connections
              </Anchor>{' '}
              is noted here.
            </Text>
          ) : (
            <Stack gap="md">
              <Stack component="ul" gap="sm" m={0} p={0} style={{ listStyle: 'none' }}>
                {entries.map((entry) => (
                  <Entry key={entry.id} entry={entry} connections={connections.data ?? []} />
                ))}
              </Stack>
              <Text size="sm" c="dimmed" role="status">
                {`${entries.length} of ${total}, newest first.`}
              </Text>
              {entries.length < total && (
                <div>
                  <Button
                    variant="default"
                    loading={access.isPlaceholderData}
                    onClick={() => setLimit(Math.min(500, limit * 4))}
                  >
                    Show more
                  </Button>
                </div>
              )}
            </Stack>
          )
        }
      </Loaded>
    </Section>
  );
}

function Entry(props: { entry: AccessEntry; connections: readonly Connection[] }) {
  const { entry, connections } = props;
  const { id: userId } = useUser();
  const { action, outcome, principal, creatorProfileId, collection, address, at } = entry;
  const who = serverLabel(entry) ?? (principal.id === userId ? 'You' : 'An administrator');
  const connection = connections.find(({ id }) => id === creatorProfileId);
  const what = connection === undefined ? collectionLabel(collection) : connectionName(connection);
  const state = outcomeState(outcome);
  return (
    <li>
      <Group justify="space-between" gap="xs" wrap="nowrap" align="flex-start">
        <div style={{ minWidth: 0 }}>
          <Text fw={600} dir="auto" style={{ overflowWrap: 'anywhere' }}>
            {what}
          </Text>
          <Text size="sm">{`${who} ${outcome === 'done' ? (did[action] ?? action) : 'tried to open it'}`}</Text>
          <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            <time dateTime={at}>{formatTimestamp(at)}</time>, from {address}
          </Text>
        </div>
        {outcome !== 'done' && (
          <Badge variant="light" color={state.color} style={{ flexShrink: 0 }}>
            {state.label}
          </Badge>
        )}
      </Group>
    </li>
  );
}
