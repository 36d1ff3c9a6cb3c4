import type { User } from '@genie-helper/client';
import { Button, Divider, Popover, Stack, Text } from '@mantine/core';
import { IconLogout, IconUserCircle } from '@tabler/icons-react';
import { AppearanceChoice } from './appearance-choice.tsx';
import { useSignOut } from './use-sign-out.ts';

/** Who is signed in, light or dark, and the way out. */
export function AccountMenu({ user }: { user: User }) {
  const { signOut, isBusy } = useSignOut();
  const name = user.firstName ?? user.email;
  return (
    <Popover position="bottom-end" width={272} shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <Button
          variant="subtle"
          color="gray"
          c="var(--mantine-color-text)"
          leftSection={<IconUserCircle size={20} stroke={1.6} aria-hidden />}
          maw="12rem"
        >
          {name}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Account">
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
      </Popover.Dropdown>
    </Popover>
  );
}
