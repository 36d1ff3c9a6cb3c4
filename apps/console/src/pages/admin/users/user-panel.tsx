import type { ListedUser } from '@genie-helper/client';
import { Alert, Anchor, Button, Code, Group, Stack, Text, Title } from '@mantine/core';
import { IconDeviceMobileOff, IconLogout, IconPlayerPlay, IconUserOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useId, useState } from 'react';
import { genie } from '../../../api.ts';
import { Loaded } from '../../../components/failure.tsx';
import { IconButton } from '../../../components/page.tsx';
import { formatAge } from '../../../timestamps.ts';
import { actionLabel, outcomeState } from '../audit/audit-labels.ts';
import { type Fact, FactList, StateBadge, Timestamp } from '../shared/record-table.tsx';
import type { UserChanges } from './change-user-dialog.tsx';
import { RoleAndPlan } from './role-and-plan.tsx';
import type { UserQuestion } from './user-questions.tsx';
import { statusLabel } from './user-status.ts';

/** What is known of one user, and all that an administrator can do about it. */
export function UserPanel(props: { id: string; ownId: string; onAsk: Ask }) {
  const { id, ownId, onAsk } = props;
  const query = useQuery({
    queryKey: ['admin', 'users', 'one', id],
    async queryFn({ signal }) {
      const { users } = await genie.admin.users({ ids: id, limit: 1 }, { signal });
      return users[0] ?? null;
    },
  });
  return (
    <Loaded
      query={query}
      rows={4}
      loading="The user is loading"
      failed="The user could not be loaded"
    >
      {(user) =>
        user === null ? (
          <Text c="dimmed">This user isn't there any more.</Text>
        ) : (
          <User user={user} isOwn={user.id === ownId} onAsk={onAsk} />
        )
      }
    </Loaded>
  );
}

type Ask = (question: UserQuestion) => void;

function User(props: { user: ListedUser; isOwn: boolean; onAsk: Ask }) {
  const { user, isOwn, onAsk } = props;
  const ask = (changes: UserChanges) => onAsk({ kind: 'change', user, changes });
  const isLeaving = user.status === 'archived';
  return (
    <Stack gap="xl">
      <FactList facts={factsOf(user)} />
      {isOwn && (
        <Alert role="note" title="This is you">
          Your own status and role are for another administrator to change.
        </Alert>
      )}
      {isLeaving && (
        <Alert role="note" color="yellow" title="Deleted by its owner">
          It is erased seven days after that. Until then the link in the mail brings it back, and
          nothing else.
        </Alert>
      )}
      <Part title="Plan and role">
        <RoleAndPlan
          key={`${user.role} ${user.subscriptionTier}`}
          user={user}
          isOwn={isOwn}
          onChange={ask}
        />
      </Part>
      <Part title="Devices">
        <Devices id={user.id} />
      </Part>
      <Part title="Last use of credentials">
        <LastActs id={user.id} />
      </Part>
      <Part title="Access">
        <Group gap="sm">
          {user.status === 'active' ? (
            <IconButton
              Icon={IconUserOff}
              disabled={isOwn}
              onClick={() => ask({ status: 'suspended' })}
            >
              Suspend
            </IconButton>
          ) : (
            <IconButton
              Icon={IconPlayerPlay}
              disabled={isOwn || isLeaving}
              onClick={() => ask({ status: 'active' })}
            >
              Activate
            </IconButton>
          )}
          <IconButton Icon={IconLogout} onClick={() => onAsk({ kind: 'sign-out', user })}>
            Sign out everywhere
          </IconButton>
          {user.twoFactor && (
            <IconButton
              Icon={IconDeviceMobileOff}
              onClick={() => onAsk({ kind: 'two-factor', user })}
            >
              Take second factor off
            </IconButton>
          )}
        </Group>
      </Part>
    </Stack>
  );
}

function factsOf(user: ListedUser): Fact[] {
  const { id, email, firstName, role, status, subscriptionTier, createdAt, lastSeenAt } = user;
  return [
    ['E-mail', <bdi key="email">{email ?? 'None'}</bdi>],
    ['First name', <bdi key="name">{firstName ?? 'None'}</bdi>],
    ['Status', <StateBadge key="status" {...statusLabel(status)} />],
    ['Role', role ?? 'None'],
    ['Plan', subscriptionTier ?? 'None'],
    ['Second factor', user.twoFactor ? 'On' : 'None'],
    ['Created', createdAt === null ? 'Unknown' : <Timestamp key="created" at={createdAt} />],
    ['Last seen', lastSeenAt === undefined ? 'Never' : <Timestamp key="seen" at={lastSeenAt} />],
    ['Id', <Code key="id">{id}</Code>],
  ];
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <Stack component="section" gap="sm" aria-labelledby={id}>
      <Title order={2} size="h4" id={id}>
        {title}
      </Title>
      {children}
    </Stack>
  );
}

const shownDevices = 5;

function Devices({ id }: { id: string }) {
  const [showsAll, setShowsAll] = useState(false);
  const query = useQuery({
    queryKey: ['admin', 'users', 'devices', id],
    queryFn: async ({ signal }) => (await genie.admin.userDevices(id, { signal })).sessions,
  });
  return (
    <Loaded
      query={query}
      rows={2}
      loading="The devices are loading"
      failed="The devices could not be loaded"
    >
      {(devices) => {
        const shown = showsAll ? devices : devices.slice(0, shownDevices);
        if (devices.length === 0) return <Text c="dimmed">Signed in nowhere.</Text>;
        return (
          <>
            <FactList
              facts={shown.map(({ device, address, lastSeenAt, current }) => [
                current
                  ? 'This device'
                  : lastSeenAt === null
                    ? 'Unknown'
                    : formatAge(lastSeenAt, Date.now()),
                `${device ?? 'An unknown program'}, ${address ?? 'unknown address'}`,
              ])}
            />
            {shown.length < devices.length && (
              <div>
                <Button variant="subtle" px={0} onClick={() => setShowsAll(true)}>
                  Show all {devices.length}
                </Button>
              </div>
            )}
          </>
        );
      }}
    </Loaded>
  );
}

const shownActs = 5;

function LastActs({ id }: { id: string }) {
  const query = useQuery({
    queryKey: ['admin', 'users', 'acts', id],
    queryFn: ({ signal }) => genie.admin.audit({ principalId: id, limit: shownActs }, { signal }),
  });
  return (
    <>
      <Loaded
        query={query}
        rows={2}
        loading="The log is loading"
        failed="The log could not be read"
      >
        {({ entries }) =>
          entries.length === 0 ? (
            <Text c="dimmed">No use of stored logins by this user.</Text>
          ) : (
            <FactList
              facts={entries.map(({ id: entryId, at, action, outcome }) => [
                formatAge(at, Date.now()),
                <Group key={entryId} gap="xs">
                  <span>{actionLabel(action)}</span>
                  <StateBadge {...outcomeState(outcome)} />
                </Group>,
              ])}
            />
          )
        }
      </Loaded>
      <Group gap="lg">
        <Anchor
          renderRoot={(props) => <Link {...props} to="/admin/audit" search={{ principalId: id }} />}
        >
          All use of credentials
        </Anchor>
        <Anchor
          renderRoot={(props) => <Link {...props} to="/admin/jobs" search={{ userId: id }} />}
        >
          Jobs
        </Anchor>
      </Group>
    </>
  );
}
