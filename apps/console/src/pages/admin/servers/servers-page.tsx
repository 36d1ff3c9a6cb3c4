import type { ServiceClient } from '@genie-helper/client';
import { Alert, Anchor, Button, Group, Stack, Text } from '@mantine/core';
import { IconPlus, IconServer } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { genie } from '../../../api.ts';
import { Loaded, QueryFailure } from '../../../components/failure.tsx';
import { EmptyState, PageHeader } from '../../../components/page.tsx';
import { platformName } from '../../../labels.ts';
import type { People } from '../shared/find-people.ts';
import { userName } from '../shared/labels.ts';
import { nobody, peopleOf } from '../shared/people.tsx';
import { type Column, Cut, RecordTable, StateBadge, Timestamp } from '../shared/record-table.tsx';
import { NewServerDialog } from './new-server-dialog.tsx';
import { EndDialog, SecretDialog } from './server-dialogs.tsx';
import { routeLabel, serverState } from './server-labels.ts';

type Asked = { act: 'secret' | 'end'; server: ServiceClient };

/** The servers that may use stored credentials, for administrators: made, given another secret, ended. */
export function ServersPage() {
  const [isNew, setNew] = useState(false);
  const [asked, setAsked] = useState<Asked>();
  const query = useQuery({
    queryKey: ['admin', 'servers'],
    async queryFn({ signal, client }) {
      const { clients, unopenable } = await genie.admin.servers({ signal });
      const people = await peopleOf(
        client,
        clients.flatMap(({ owners }) => owners ?? []),
      );
      // Those that count first, the newest of each first.
      const rows = [...clients].reverse();
      rows.sort((one, other) => Number(one.endedAt !== null) - Number(other.endedAt !== null));
      return { rows, unopenable, people };
    },
  });
  const of = (act: Asked['act']) => (asked?.act === act ? asked.server : undefined);
  const close = () => setAsked(undefined);
  return (
    <>
      <PageHeader
        title="Servers"
        description="Servers that store and open credentials while nobody is signed in. Each has a secret and rights of its own."
        actions={
          <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setNew(true)}>
            New server
          </Button>
        }
      />
      <Loaded query={query} loading="Loading the servers" failed="The servers could not be loaded">
        {({ rows, unopenable, people }) => (
          <Stack gap="md">
            {query.error !== null && (
              <QueryFailure title="The servers may be out of date" query={query} />
            )}
            {unopenable.length > 0 && (
              <Alert color="red" role="note" title="Records that do not open">
                {`Nothing is let in by ${unopenable.join(', ')}. A key of the vault is missing, or somebody else wrote to the database.`}
              </Alert>
            )}
            {rows.length === 0 ? (
              <EmptyState
                icon={<IconServer size={28} />}
                title="No servers yet"
                action={<Button onClick={() => setNew(true)}>Give a server its secret</Button>}
              >
                A server with the shared secret can do everything. Give each server a name and its
                own secret instead, with no more rights than it needs.
              </EmptyState>
            ) : (
              <RecordTable
                label="Servers"
                isDense
                columns={columnsOf(people, setAsked)}
                rows={rows}
                isBusy={false}
              />
            )}
          </Stack>
        )}
      </Loaded>
      <NewServerDialog isOpen={isNew} onClose={() => setNew(false)} />
      <SecretDialog server={of('secret')} onClose={close} />
      <EndDialog server={of('end')} onClose={close} />
    </>
  );
}

function columnsOf(
  people: People = nobody,
  onAsk: (asked: Asked) => void,
): Column<ServiceClient>[] {
  return [
    { header: 'Name', kind: 'head', cell: (server) => <Name server={server} /> },
    { header: 'May', cell: ({ routes }) => <Cut>{routes.map(routeLabel).join(', ')}</Cut> },
    { header: 'Of', cell: (server) => <Reach server={server} people={people} /> },
    { header: 'State', cell: (server) => <StateBadge {...serverState(server, Date.now())} /> },
    { header: 'Made', cell: ({ createdAt }) => <Timestamp at={createdAt} /> },
    {
      header: 'Last used',
      cell: ({ lastUsedAt: at }) => (at === null ? 'Never' : <Timestamp at={at} />),
    },
    {
      header: 'Actions',
      kind: 'actions',
      cell: (server) =>
        server.endedAt === null && (
          <Group gap="xs" wrap="nowrap" justify="flex-end">
            <Button
              size="xs"
              variant="default"
              aria-label={`New secret: ${server.name}`}
              onClick={() => onAsk({ act: 'secret', server })}
            >
              New secret
            </Button>
            <Button
              size="xs"
              variant="default"
              aria-label={`End: ${server.name}`}
              onClick={() => onAsk({ act: 'end', server })}
            >
              End
            </Button>
          </Group>
        ),
    },
  ];
}

function Name({ server }: { server: ServiceClient }) {
  const { name, mustSign, secrets } = server;
  const facts = [
    ...(mustSign ? ['must sign'] : []),
    ...(secrets.length === 2 ? ['two secrets'] : []),
  ];
  return (
    <div>
      <Anchor
        inherit
        title="What it did"
        renderRoot={(props) => <Link {...props} to="/admin/audit" search={{ client: name }} />}
      >
        <Cut>{name}</Cut>
      </Anchor>
      {facts.length > 0 && (
        <Text size="sm" c="dimmed" fw={400}>
          {facts.join(', ')}
        </Text>
      )}
    </div>
  );
}

function Reach({ server, people }: { server: ServiceClient; people: People }) {
  const { platforms, owners } = server;
  const names = owners?.map((id) => {
    const person = people.get(id);
    return person === undefined ? id : userName(person);
  });
  const parts = [platforms?.map(platformName).join(', '), names?.join(', ')];
  return <Cut>{parts.filter((part) => part !== undefined).join(' · ') || 'Everybody'}</Cut>;
}
