import type { AccessEntry, Connection, DownloadCredential } from '@genie-helper/client';
import { Badge, Button, Group, Paper, Stack, Text } from '@mantine/core';
import { IconCookie, IconKey } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { connectionName, platformName } from '../../labels.ts';
import { formatAge, formatTimestamp } from '../../timestamps.ts';
import { serverLabel } from '../admin/audit/audit-labels.ts';
import type { LastOpenings } from './last-openings.ts';

/** The connections that are stored: by platform, age and key, never by what is in them. */
export function ConnectionList(props: {
  connections: readonly Connection[];
  openings: LastOpenings;
  onUpdate: (connection: Connection) => void;
  onDelete: (connection: Connection) => void;
}) {
  const { connections, openings, onUpdate, onDelete } = props;
  return (
    <Items>
      {connections.map((connection) => {
        const { id, platform, platform_username: username, session } = connection;
        const name = connectionName(connection);
        const title = (
          <>
            {platformName(platform)}
            {username !== null && (
              <Text span c="dimmed" fw={400}>
                {' '}
                <bdi>{username}</bdi>
              </Text>
            )}
          </>
        );
        return (
          <Item
            key={id}
            title={title}
            name={name}
            onUpdate={() => onUpdate(connection)}
            onDelete={() => onDelete(connection)}
          >
            <StoredFacts Icon={IconKey} kind="Login" keyState={connection.keyState}>
              {connection.credentialsVersion === 1 ? 'added' : 'updated'}{' '}
              <Age at={connection.updatedAt} />
            </StoredFacts>
            {session !== undefined && <Session {...session} />}
            <LastOpened entry={openings.get(id)} />
          </Item>
        );
      })}
    </Items>
  );
}

/** Who opened it last; nothing where nobody did, or too long ago to be listed. */
function LastOpened({ entry }: { entry: AccessEntry | undefined }) {
  if (entry === undefined) return null;
  const { at } = entry;
  return (
    <Text size="sm" c="dimmed">
      {`Last opened by ${serverLabel(entry) ?? 'you'} on `}
      <time dateTime={at}>{formatTimestamp(at)}</time>
    </Text>
  );
}

function Session({ capturedAt, expiresAt, keyState }: NonNullable<Connection['session']>) {
  const isOver = expiresAt !== null && Date.parse(expiresAt) <= Date.now();
  return (
    <StoredFacts Icon={IconCookie} kind="Session cookies" keyState={keyState}>
      from <Age at={capturedAt} />
      {expiresAt !== null && (
        <Text span inherit {...(isOver ? { c: 'red' } : {})}>
          {isOver ? ', expired ' : ', expire '}
          <Age at={expiresAt} />
        </Text>
      )}
    </StoredFacts>
  );
}

/** The logins and cookie jars that downloads use. */
export function DownloadList(props: {
  downloads: readonly DownloadCredential[];
  onDelete: (download: DownloadCredential) => void;
}) {
  const { downloads, onDelete } = props;
  return (
    <Items>
      {downloads.map((download) => {
        const { id, label, type, createdAt, keyState } = download;
        const isJar = type === 'cookies';
        return (
          <Item key={id} title={label} name={label} onDelete={() => onDelete(download)}>
            <StoredFacts
              Icon={isJar ? IconCookie : IconKey}
              kind={isJar ? 'Cookies for downloads' : 'Login for downloads'}
              keyState={keyState}
            >
              added <Age at={createdAt} />
            </StoredFacts>
          </Item>
        );
      })}
    </Items>
  );
}

function Items({ children }: { children: ReactNode }) {
  return (
    <Stack component="ul" gap="sm" m={0} p={0} style={{ listStyle: 'none' }}>
      {children}
    </Stack>
  );
}

function Item(props: {
  title: ReactNode;
  name: string;
  onUpdate?: () => void;
  onDelete: () => void;
  children: ReactNode;
}) {
  const { title, name, onUpdate, onDelete, children } = props;
  return (
    <Paper component="li" withBorder p="md">
      <Group justify="space-between" align="flex-start" gap="sm">
        <Stack gap={6} flex="1 1 16rem" miw={0}>
          <Text fw={600} dir="auto" style={{ overflowWrap: 'anywhere' }}>
            {title}
          </Text>
          {children}
        </Stack>
        <Group gap="xs">
          {onUpdate !== undefined && (
            <Button variant="default" size="xs" aria-label={`Update ${name}`} onClick={onUpdate}>
              Update
            </Button>
          )}
          <Button
            variant="subtle"
            color="red"
            c="var(--mantine-color-red-text)"
            size="xs"
            aria-label={`Delete ${name}`}
            onClick={onDelete}
          >
            Delete
          </Button>
        </Group>
      </Group>
    </Paper>
  );
}

/** The keys under which something can be sealed; `note`: what one means and what to do, where there is something to do. */
const keyStates: Readonly<
  Record<Connection['keyState'], { label: string; color: string; note?: string }>
> = {
  current: { label: 'Current key', color: 'teal' },
  previous: {
    label: 'Older key',
    color: 'yellow',
    note: 'It is still readable, and gets the current key at the next rotation.',
  },
  missing: {
    label: 'Key is missing',
    color: 'red',
    note: 'The server no longer has the key of this, so it is of no use. Store it again.',
  },
};

/** One thing that is stored: what it is, how old it is, and under which key it is sealed. */
function StoredFacts(props: {
  Icon: typeof IconKey;
  kind: string;
  children: ReactNode;
  keyState: Connection['keyState'];
}) {
  const { Icon, kind, children, keyState } = props;
  const { label, color, note } = keyStates[keyState];
  return (
    <div>
      <Group gap="4px 8px" wrap="wrap">
        <Group gap={6} wrap="nowrap">
          <Icon size={16} aria-hidden />
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

/** How long ago something was; the time in full on request. */
export function Age({ at }: { at: string }) {
  return (
    <time dateTime={at} title={formatTimestamp(at)}>
      {formatAge(at, Date.now())}
    </time>
  );
}
