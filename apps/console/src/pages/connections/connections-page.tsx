import { Box, Button, Grid, Group, Stack, Text, Title } from '@mantine/core';
import { IconPlugConnected, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { lazyRouteComponent } from '@tanstack/react-router';
import { type ReactNode, Suspense, useEffect, useState } from 'react';
import { genie } from '../../api.ts';
import { Loaded } from '../../components/failure.tsx';
import { EmptyState, IconButton, PageHeader } from '../../components/page.tsx';
import { CookieDrop } from './cookie-drop.tsx';
import type { CookieFile } from './cookie-file.ts';
import type { OpenDialog } from './dialogs.tsx';
import { lastOpeningsOf } from './last-openings.ts';
import { ConnectionList, DownloadList } from './stored-lists.tsx';

/** Of "No connection yet" with its heading: what is below keeps its place when that is known. */
const heightOfNone = 300;

/** Nobody needs them to see what is stored, so they come when the page has settled, or when one is asked for. */
const Dialogs = lazyRouteComponent(() => import('./dialogs.tsx'), 'Dialogs');
const settledMs = 2_000;
/** Of the access log, as many as the API lists at once: what was opened before these isn't told here. */
const mostEntries = 500;

/** The credentials that the user has stored: adding, replacing and deleting them, never seeing them. */
export function ConnectionsPage() {
  const connections = useQuery({
    queryKey: ['credentials', 'connections'],
    queryFn: ({ signal }) => genie.credentials.list({ signal }),
  });
  const downloads = useQuery({
    queryKey: ['credentials', 'downloads'],
    queryFn: ({ signal }) => genie.credentials.listDownloads({ signal }),
  });
  // The page is worth showing without it, so a failure gives none.
  const access = useQuery({
    queryKey: ['credentials', 'openings'],
    queryFn: ({ signal }) => genie.account.access({ limit: mostEntries }, { signal }),
  });
  const openings = lastOpeningsOf(access.data?.entries ?? []);
  const [open, setOpen] = useState<OpenDialog>();
  const [wasOpened, setOpened] = useState(false);
  const show = (dialog: OpenDialog) => {
    setOpened(true);
    setOpen(dialog);
  };
  const close = () => setOpen(undefined);
  const [held, setHeld] = useState<CookieFile>();
  // Before they are there nobody knows which of them a file is for.
  const areKnown = connections.data !== undefined || connections.error !== null;
  if (held !== undefined && areKnown) {
    setHeld(undefined);
    show({ dialog: 'import', file: held });
  }
  useEffect(() => {
    const timer = setTimeout(() => void Dialogs.preload?.(), settledMs);
    return () => clearTimeout(timer);
  }, []);
  const known = connections.data ?? [];
  return (
    <>
      <PageHeader
        title="Connections"
        description="Logins and cookies for other platforms. They are sealed when they are stored, and shown to nobody."
        actions={
          <IconButton
            variant="filled"
            Icon={IconPlus}
            onClick={() => show({ dialog: 'connection' })}
          >
            Add a connection
          </IconButton>
        }
      />
      <Grid gap="xl">
        <Grid.Col span={{ base: 12, md: 8 }}>
          <Stack gap={40}>
            <Section title="Your connections" mih={known.length === 0 ? heightOfNone : undefined}>
              <Loaded query={connections} rows={2} loading="Loading your connections">
                {(list) =>
                  list.length === 0 ? (
                    <EmptyState
                      icon={<IconPlugConnected size={28} />}
                      title="No connection yet"
                      action={
                        <Button onClick={() => show({ dialog: 'connection' })}>
                          Add your first connection
                        </Button>
                      }
                    >
                      Add your account on a platform, with the login for it.
                    </EmptyState>
                  ) : (
                    <ConnectionList
                      connections={list}
                      openings={openings}
                      onUpdate={(connection) => show({ dialog: 'update', connection })}
                      onDelete={(connection) => show({ dialog: 'deleteConnection', connection })}
                    />
                  )
                }
              </Loaded>
            </Section>
            <Section
              title="For downloads"
              action={
                <IconButton
                  size="xs"
                  Icon={IconPlus}
                  iconSize={14}
                  onClick={() => show({ dialog: 'login' })}
                >
                  Add a login
                </IconButton>
              }
            >
              <Loaded query={downloads} rows={2} loading="Loading what downloads use">
                {(list) =>
                  list.length === 0 ? (
                    <Text c="dimmed">Nothing yet. Add a login, or import the cookies of one.</Text>
                  ) : (
                    <DownloadList
                      downloads={list}
                      onDelete={(download) => show({ dialog: 'deleteDownload', download })}
                    />
                  )
                }
              </Loaded>
            </Section>
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 4 }}>
          <Section title="Import cookies">
            <CookieDrop
              onFile={(file) => (areKnown ? show({ dialog: 'import', file }) : setHeld(file))}
            />
            <Text size="sm" role="status" mt="xs" style={{ overflowWrap: 'anywhere' }}>
              {held !== undefined &&
                `${held.name} is read. It opens as soon as your connections are loaded.`}
            </Text>
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
