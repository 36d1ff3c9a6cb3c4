import type { User } from '@genie-helper/client';
import {
  Button,
  Divider,
  Paper,
  SegmentedControl,
  Stack,
  Text,
  useMantineColorScheme,
} from '@mantine/core';
import { IconLogout, IconSettings, IconUserCircle } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useId, useState } from 'react';
import { showFailure } from '../../components/failure.tsx';
import { IconButton } from '../../components/page.tsx';
import { session } from '../../session/session.ts';

/**
 * Who is signed in, light or dark, and the way out. The browser's own popover opens and closes it: it keeps the focus in
 * order and heeds Escape, and the page is used sooner without the library's, which comes with what places it.
 */
export function AccountMenu({ user }: { user: User }) {
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const name = user.firstName ?? user.email;
  return (
    <>
      <Button
        variant="subtle"
        color="gray"
        c="var(--mantine-color-text)"
        leftSection={<IconUserCircle size={20} stroke={1.6} aria-hidden />}
        maw="12rem"
        miw={0}
        title={name}
        styles={{ label: { minWidth: 0 } }}
        popoverTarget={id}
        aria-expanded={isOpen}
      >
        <Text span inherit truncate dir="auto" lh={1.6}>
          {name}
        </Text>
      </Button>
      <Paper
        id={id}
        popover="auto"
        role="dialog"
        aria-label="Account"
        className="genie-account"
        withBorder
        shadow="md"
        p="sm"
        onBeforeToggle={({ newState }) => newState === 'open' && setOpen(true)}
        // Only now: the browser gives the focus back from what is still there.
        onToggle={({ newState }) => setOpen(newState === 'open')}
      >
        {isOpen && (
          <Account
            user={user}
            name={name}
            onGo={() => document.getElementById(id)?.hidePopover()}
          />
        )}
      </Paper>
    </>
  );
}

function Account(props: { user: User; name: string; onGo: () => void }) {
  const { user, name, onGo } = props;
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const signOut = useMutation({
    async mutationFn() {
      await session.signOut();
      // The API has the browser forget what this origin keeps; the wish for light or dark is nobody's secret.
      setColorScheme(colorScheme);
    },
    onError: (error) => showFailure(error, 'You are still signed in'),
  });
  return (
    <Stack gap="sm">
      <div>
        <Text size="sm" fw={600} truncate dir="auto" title={name}>
          {name}
        </Text>
        <Text size="sm" c="dimmed" truncate dir="auto" title={user.email}>
          {user.email}
        </Text>
      </div>
      <Button
        component={Link}
        to="/account"
        variant="default"
        leftSection={<IconSettings size={16} aria-hidden />}
        onClick={onGo}
      >
        Account
      </Button>
      <Divider />
      <AppearanceChoice />
      <Divider />
      <IconButton Icon={IconLogout} loading={signOut.isPending} onClick={() => signOut.mutate()}>
        Sign out
      </IconButton>
    </Stack>
  );
}

/** Light, dark, or what the system says. */
function AppearanceChoice() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const labelId = useId();
  return (
    <div>
      <Text id={labelId} size="xs" c="dimmed" mb={4}>
        Appearance
      </Text>
      <SegmentedControl
        fullWidth
        size="xs"
        aria-labelledby={labelId}
        value={colorScheme}
        onChange={setColorScheme}
        data={[
          { value: 'auto', label: 'System' },
          { value: 'light', label: 'Light' },
          { value: 'dark', label: 'Dark' },
        ]}
      />
    </div>
  );
}
