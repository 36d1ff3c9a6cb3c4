import { NavLink, Stack, Text } from '@mantine/core';
import {
  IconActivity,
  IconBooks,
  IconBriefcase,
  IconListDetails,
  IconMessage,
  IconPencil,
  IconPlugConnected,
  IconServer,
  IconShieldSearch,
  IconUsers,
} from '@tabler/icons-react';
import { Link, useLocation } from '@tanstack/react-router';

type Page = (typeof userPages)[number] | (typeof adminPages)[number];

/** The links to the pages. @param props `onGo`: called when one is followed */
export function Navigation({ isAdmin, onGo }: { isAdmin: boolean; onGo: () => void }) {
  return (
    <Stack component="nav" aria-label="Pages" gap="lg">
      <Pages pages={userPages} onGo={onGo} />
      {isAdmin && (
        <div>
          <Text id="admin-pages" size="xs" fw={600} c="dimmed" px="sm" mb={4}>
            Administration
          </Text>
          <Pages pages={adminPages} onGo={onGo} labelledBy="admin-pages" />
        </div>
      )}
    </Stack>
  );
}

function Pages(props: { pages: readonly Page[]; onGo: () => void; labelledBy?: string }) {
  const { pages, onGo, labelledBy } = props;
  const { pathname } = useLocation();
  return (
    <Stack
      component="ul"
      gap={2}
      m={0}
      p={0}
      style={{ listStyle: 'none' }}
      aria-labelledby={labelledBy}
    >
      {pages.map(({ to, label, Icon }) => (
        <li key={to}>
          <NavLink
            component={Link}
            to={to}
            label={label}
            active={pathname === to}
            aria-current={pathname === to ? 'page' : undefined}
            leftSection={<Icon size={18} stroke={1.6} aria-hidden />}
            onClick={onGo}
            styles={{ root: { borderRadius: 'var(--mantine-radius-md)' } }}
          />
        </li>
      ))}
    </Stack>
  );
}

/** The pages that the navigation shows to everybody. */
const userPages = [
  { to: '/captions', label: 'Captions', Icon: IconPencil },
  { to: '/batch', label: 'Batch', Icon: IconListDetails },
  { to: '/library', label: 'Library', Icon: IconBooks },
  { to: '/connections', label: 'Connections', Icon: IconPlugConnected },
  { to: '/chat', label: 'Chat', Icon: IconMessage },
] as const;

/** The pages that it shows to administrators as well. */
const adminPages = [
  { to: '/admin/queue', label: 'Queue', Icon: IconActivity },
  { to: '/admin/jobs', label: 'Jobs', Icon: IconBriefcase },
  { to: '/admin/audit', label: 'Audit log', Icon: IconShieldSearch },
  { to: '/admin/users', label: 'Users', Icon: IconUsers },
  { to: '/admin/servers', label: 'Servers', Icon: IconServer },
] as const;
