import type { User } from '@genie-helper/client';
import { createContext, useContext } from 'react';

/** Filled by the shell, for the pages in it. */
export const UserContext = createContext<User | null>(null);

/**
 * Who is signed in.
 *
 * @throws Error outside the shell, where nobody need be
 */
export function useUser(): User {
  const user = useContext(UserContext);
  if (user === null) throw new Error('useUser is for pages inside the shell');
  return user;
}
