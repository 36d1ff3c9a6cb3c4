import type { ListedUser } from '@genie-helper/client';

/** What somebody is called in a list. */
export function nameOf(user: Pick<ListedUser, 'id' | 'email' | 'firstName'>): string {
  return user.email ?? user.firstName ?? user.id;
}
