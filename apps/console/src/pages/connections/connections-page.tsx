import { Box, Button, Grid, Group, Stack, Text, Title } from '@mantine/core';
import { IconPlugConnected, IconPlus } from '@tabler/icons-react';
import type { UseQueryResult } from '@tanstack/react-query';
import { lazyRouteComponent } from '@tanstack/react-router';
import { type ReactNode, Suspense, useEffect, useState } from 'react';
import { FailureNotice } from '../../components/failure.tsx';
import { EmptyState, LoadingRows, PageHeader } from '../../components/page.tsx';
import { CookieDrop } from './cookie-drop.tsx';
import type { OpenDialog } from './dialogs.tsx';
import { useStored } from './stored.tsx';
import { deletionOfConnection, deletionOfDownload } from './stored-labels.ts';
import { ConnectionList, DownloadList } from './stored-lists.tsx';

/** How high "No connection yet" is, with its heading: what is below keeps its place when that is known. */
const placeOfNone = 300;

/** Nobody needs them to see what is stored, so they come when the page has settled, or when one is asked for. */
const Dialogs = lazyRouteComponent(() => import('./dialogs.tsx'), 'Dialogs');
const settledMs = 2_000;

/** The credentials that the user has stored: adding, replacing and deleting them, never seeing them. */
export function ConnectionsPage() {
  const { connections, downloads } = useStored();
  const [open, setOpen] = useState<OpenDialog>();
  const [wasOpened, setOpened] = useState(false);
  const show = (dialog: OpenDialog) => {
    setOpened(true);
    setOpen(dialog);
  };
  const close = () => setOpen(undefined);
  useEffect(() => {
    const timer = setTimeout(() => void Dialogs.preload?.(), settledMs);
    return () => clearTimeout(timer);
  }, []);
  const known = connections.data ?? [];
  const addProfile = (
    <Button
      leftSection={<IconPlus size={16} aria-hidden />}
      onClick={() => show({ dialog: 'profile' })}
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
            <Section
              title="Profiles on platforms"
              mih={known.length === 0 ? placeOfNone : undefined}
            >
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
                    onUpdate={(connection) => show({ dialog: 'update', connection })}
                    onDelete={(connection) =>
                      show({ dialog: 'delete', deletion: deletionOfConnection(connection) })
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
                  onClick={() => show({ dialog: 'login' })}
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
                      show({ dialog: 'delete', deletion: deletionOfDownload(download) })
                    }
                  />
                )}
              </Loaded>
            </Section>
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 4 }}>
          <Section title="Import cookies">
            <CookieDrop onFile={(file) => show({ dialog: 'import', file })} />
          </Section>
        </Grid.Col>
      </Grid>
      <Suspense fallback={null}>
        {wasOpened && <Dialogs open={open} onClose={close} connections={known} />}
      </Suspense>
    </>
  );
}

function Section(props: {
  title: string;
  action?: ReactNode;
  children: ReactNode;
  mih?: number | undefined;
}) {
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
