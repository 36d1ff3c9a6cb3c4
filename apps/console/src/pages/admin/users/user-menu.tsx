import type { ListedUser } from '@genie-helper/client';
import { ActionIcon, NavLink, Popover } from '@mantine/core';
import { IconBriefcase, IconDots, IconShieldSearch } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { nameOf } from './user-labels.ts';

/** The ways from a user to what the user did. */
export function UserMenu({ user }: { user: ListedUser }) {
  const name = nameOf(user);
  return (
    <Popover position="bottom-end" shadow="md" width={220} trapFocus returnFocus>
      <Popover.Target>
        <ActionIcon variant="default" size={30} aria-label={`More about ${name}`}>
          <IconDots size={16} aria-hidden />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown aria-label={`More about ${name}`} p={4} ta="left">
        <NavLink
          label="Jobs"
          leftSection={<IconBriefcase size={16} aria-hidden />}
          renderRoot={(props) => <Link {...props} to="/admin/jobs" search={{ userId: user.id }} />}
        />
        <NavLink
          label="Use of credentials"
          leftSection={<IconShieldSearch size={16} aria-hidden />}
          renderRoot={(props) => (
            <Link {...props} to="/admin/audit" search={{ principalId: user.id }} />
          )}
        />
      </Popover.Dropdown>
    </Popover>
  );
}
