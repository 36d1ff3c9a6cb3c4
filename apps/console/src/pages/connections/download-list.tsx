import { Button, Group, Paper, Stack, Text } from '@mantine/core';
import { IconCookie, IconKey } from '@tabler/icons-react';
import { Age, StoredFacts } from './stored.tsx';
import type { DownloadCredential } from './use-stored.ts';

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
