import {
  IconActivity,
  IconBriefcase,
  IconListDetails,
  IconMessage,
  IconPencil,
  IconPlugConnected,
  IconShieldSearch,
  IconUsers,
} from '@tabler/icons-react';

/** The pages that the navigation shows to everybody. */
export const userPages = [
  { to: '/captions', label: 'Captions', Icon: IconPencil },
  { to: '/batch', label: 'Batch', Icon: IconListDetails },
  { to: '/connections', label: 'Connections', Icon: IconPlugConnected },
  { to: '/chat', label: 'Chat', Icon: IconMessage },
] as const;

/** The pages that it shows to administrators as well. */
export const adminPages = [
  { to: '/admin/queue', label: 'Queue', Icon: IconActivity },
  { to: '/admin/jobs', label: 'Jobs', Icon: IconBriefcase },
  { to: '/admin/audit', label: 'Audit log', Icon: IconShieldSearch },
  { to: '/admin/users', label: 'Users', Icon: IconUsers },
] as const;
