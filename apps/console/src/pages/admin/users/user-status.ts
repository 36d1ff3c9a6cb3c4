import { capitalized } from '../../../labels.ts';
import type { State } from '../shared/labels.ts';

/** What people call a status of Directus's. */
export const statusLabels = {
  active: { label: 'Active', color: 'lamp' },
  suspended: { label: 'Suspended', color: 'red' },
  unverified: { label: 'Address not proven', color: 'yellow' },
  invited: { label: 'Invited', color: 'gray' },
  draft: { label: 'Draft', color: 'gray' },
  archived: { label: 'Deleted by owner', color: 'gray' },
} as const satisfies Record<string, State>;

/** How a list of users can be sorted, but by e-mail address. */
export const orderLabels = { newest: 'Newest first', lastSeen: 'Last seen first' } as const;

/** The same for any text. */
export function statusLabel(status: string): State {
  const known: Readonly<Record<string, State>> = statusLabels;
  return known[status] ?? { label: capitalized(status), color: 'gray' };
}
