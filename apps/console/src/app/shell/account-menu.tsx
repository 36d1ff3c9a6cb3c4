import type { User } from '@genie-helper/client';
import { Button, Divider, Paper, Stack, Text } from '@mantine/core';
import { IconLogout, IconUserCircle } from '@tabler/icons-react';
import { useId, useState } from 'react';
import { AppearanceChoice } from './appearance-choice.tsx';
import { useSignOut } from './use-sign-out.ts';

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
        popoverTarget={id}
        aria-expanded={isOpen}
      >
        {name}
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
        {isOpen && <Account user={user} name={name} />}
      </Paper>
    </>
  );
}

function Account({ user, name }: { user: User; name: string }) {
  const { signOut, isBusy } = useSignOut();
  return (
    <Stack gap="sm">
      <div>
        <Text size="sm" fw={600} truncate>
          {name}
        </Text>
        <Text size="sm" c="dimmed" truncate title={user.email}>
          {user.email}
        </Text>
      </div>
      <Divider />
      <AppearanceChoice />
      <Divider />
      <Button
        variant="default"
        leftSection={<IconLogout size={16} aria-hidden />}
        loading={isBusy}
        onClick={signOut}
      >
        Sign out
      </Button>
    </Stack>
  );
}
