import { Button, Group, Paper, Stack, Text } from '@mantine/core';
import { IconCookie, IconKey } from '@tabler/icons-react';
import { nameOf, platformName } from '../../platform-names.ts';
import { Age, type Connection, type DownloadCredential, StoredFacts } from './stored.tsx';

/** The profiles that are stored: by platform, age and key, never by what is in them. */
export function ConnectionList(props: {
  connections: readonly Connection[];
  onUpdate: (connection: Connection) => void;
  onDelete: (connection: Connection) => void;
}) {
  const { connections, onUpdate, onDelete } = props;
  return (
    <Stack component="ul" gap="sm" m={0} p={0} style={{ listStyle: 'none' }}>
      {connections.map((connection) => (
        <Paper component="li" key={connection.id} withBorder p="md">
          <Group justify="space-between" align="flex-start" gap="sm">
            <Stack gap={6} flex="1 1 16rem" miw={0}>
              <Text fw={600} style={{ overflowWrap: 'anywhere' }}>
                {platformName(connection.platform)}
                {connection.platform_username !== null && (
                  <Text span c="dimmed" fw={400}>
                    {' '}
                    {connection.platform_username}
                  </Text>
                )}
              </Text>
              <StoredFacts
                icon={<IconKey size={16} aria-hidden />}
                kind="Login"
                keyState={connection.keyState}
              >
                {connection.credentialsVersion === 1 ? 'added' : 'updated'}{' '}
                <Age at={connection.updatedAt} />
              </StoredFacts>
              {connection.session !== undefined && <Session {...connection.session} />}
            </Stack>
            <Group gap="xs">
              <Button
                variant="default"
                size="xs"
                aria-label={`Update ${nameOf(connection)}`}
                onClick={() => onUpdate(connection)}
              >
                Update
              </Button>
              <Button
                variant="subtle"
                color="red"
                c="var(--mantine-color-red-text)"
                size="xs"
                aria-label={`Delete ${nameOf(connection)}`}
                onClick={() => onDelete(connection)}
              >
                Delete
              </Button>
            </Group>
          </Group>
        </Paper>
      ))}
    </Stack>
  );
}

function Session({ capturedAt, expiresAt, keyState }: NonNullable<Connection['session']>) {
  const isOver = expiresAt !== null && Date.parse(expiresAt) <= Date.now();
  return (
    <StoredFacts
      icon={<IconCookie size={16} aria-hidden />}
      kind="Session cookies"
      keyState={keyState}
    >
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
    <Stack component="ul" gap="sm" m={0} p={0} style={{ listStyle: 'none' }}>
      {downloads.map((download) => {
        const { id, label, type, createdAt, keyState } = download;
        const Icon = type === 'cookies' ? IconCookie : IconKey;
        return (
          <Paper component="li" key={id} withBorder p="md">
            <Group justify="space-between" align="flex-start" gap="sm">
              <Stack gap={6} flex="1 1 16rem" miw={0}>
                <Text fw={600} style={{ overflowWrap: 'anywhere' }}>
                  {label}
                </Text>
                <StoredFacts
                  icon={<Icon size={16} aria-hidden />}
                  kind={type === 'cookies' ? 'Cookies for downloads' : 'Login for downloads'}
                  keyState={keyState}
                >
                  added <Age at={createdAt} />
                </StoredFacts>
              </Stack>
              <Button
                variant="subtle"
                color="red"
                c="var(--mantine-color-red-text)"
                size="xs"
                aria-label={`Delete ${label}`}
                onClick={() => onDelete(download)}
              >
                Delete
              </Button>
            </Group>
          </Paper>
        );
      })}
    </Stack>
  );
}
