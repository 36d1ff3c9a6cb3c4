import { Box, Button, Grid, Group, Stack, Text, Title } from '@mantine/core';
import { IconPlugConnected, IconPlus } from '@tabler/icons-react';
import type { UseQueryResult } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { EmptyState } from '../../components/empty-state.tsx';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { LoadingRows } from '../../components/loading-rows.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { AddLoginDialog } from './add-login-dialog.tsx';
import { AddProfileDialog } from './add-profile-dialog.tsx';
import { ConnectionList } from './connection-list.tsx';
import { CookieDrop } from './cookie-drop.tsx';
import type { CookieFile } from './cookie-file.ts';
import { DeleteDialog } from './delete-dialog.tsx';
import { type Deletion, deletionOfConnection, deletionOfDownload } from './deletion.ts';
import { DownloadList } from './download-list.tsx';
import { ImportDialog } from './import-dialog.tsx';
import { UpdateProfileDialog } from './update-profile-dialog.tsx';
import { type Connection, useStored } from './use-stored.ts';

/** How high "No connection yet" is, with its heading: what is below keeps its place when that is known. */
const placeOfNone = 300;

/** What is open above the page. */
type Open =
  | { dialog: 'profile' | 'login' }
  | { dialog: 'update'; connection: Connection }
  | { dialog: 'delete'; deletion: Deletion }
  | { dialog: 'import'; file: CookieFile };

/** The credentials that the user has stored: adding, replacing and deleting them, never seeing them. */
export function ConnectionsPage() {
  const { connections, downloads } = useStored();
  const [open, setOpen] = useState<Open>();
  const close = () => setOpen(undefined);
  const known = connections.data ?? [];
  const addProfile = (
    <Button
      leftSection={<IconPlus size={16} aria-hidden />}
      onClick={() => setOpen({ dialog: 'profile' })}
    >
      Add a connection
    </Button>
  );
  return (
    <>
      <PageHeader
        title="Connections"
        description="Logins and cookies for other platforms. They are sealed when they are stored, and shown to nobody."
        actions={addProfile}
      />
      <Grid gap="xl">
        <Grid.Col span={{ base: 12, md: 8 }}>
          <Stack gap={40}>
            <Section title="Profiles on platforms" mih={placeOfNone}>
              <Loaded
                query={connections}
                empty={
                  <EmptyState icon={<IconPlugConnected size={28} />} title="No connection yet">
                    Add your profile on a platform, with the login for it.
                  </EmptyState>
                }
              >
                {(list) => (
                  <ConnectionList
                    connections={list}
                    onUpdate={(connection) => setOpen({ dialog: 'update', connection })}
                    onDelete={(connection) =>
                      setOpen({ dialog: 'delete', deletion: deletionOfConnection(connection) })
                    }
                  />
                )}
              </Loaded>
            </Section>
            <Section
              title="For downloads"
              action={
                <Button
                  variant="default"
                  size="xs"
                  leftSection={<IconPlus size={14} aria-hidden />}
                  onClick={() => setOpen({ dialog: 'login' })}
                >
                  Add a login
                </Button>
              }
            >
              <Loaded
                query={downloads}
                empty={
                  <Text c="dimmed">Nothing yet. Add a login, or import the cookies of one.</Text>
                }
              >
                {(list) => (
                  <DownloadList
                    downloads={list}
                    onDelete={(download) =>
                      setOpen({ dialog: 'delete', deletion: deletionOfDownload(download) })
                    }
                  />
                )}
              </Loaded>
            </Section>
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 4 }}>
          <Section title="Import cookies">
            <CookieDrop onFile={(file) => setOpen({ dialog: 'import', file })} />
          </Section>
        </Grid.Col>
      </Grid>
      <AddProfileDialog isOpen={open?.dialog === 'profile'} onClose={close} connections={known} />
      <AddLoginDialog isOpen={open?.dialog === 'login'} onClose={close} />
      <UpdateProfileDialog
        connection={open?.dialog === 'update' ? open.connection : undefined}
        onClose={close}
      />
      <DeleteDialog
        deletion={open?.dialog === 'delete' ? open.deletion : undefined}
        onClose={close}
      />
      <ImportDialog
        file={open?.dialog === 'import' ? open.file : undefined}
        onClose={close}
        connections={known}
      />
    </>
  );
}

function Section(props: { title: string; action?: ReactNode; children: ReactNode; mih?: number }) {
  const { title, action, children, mih } = props;
  return (
    <Box component="section" mih={mih}>
      <Group justify="space-between" mb="md" mih={36}>
        <Title order={2}>{title}</Title>
        {action}
      </Group>
      {children}
    </Box>
  );
}

/** A list, or what stands in its place while it isn't there. */
function Loaded<Item>(props: {
  query: UseQueryResult<Item[]>;
  empty: ReactNode;
  children: (list: Item[]) => ReactNode;
}) {
  const { query, empty, children } = props;
  const { data, error, refetch } = query;
  if (data !== undefined) return data.length === 0 ? empty : children(data);
  if (error !== null) return <FailureNotice error={error} onRetry={() => void refetch()} />;
  return <LoadingRows rows={2} label="Loading what is stored" />;
}
