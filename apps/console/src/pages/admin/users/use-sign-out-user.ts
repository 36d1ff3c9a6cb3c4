import type { ListedUser } from '@genie-helper/client';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { genie } from '../../../api.ts';
import { showFailure } from '../../../failures/show-failure.ts';
import { session } from '../../../session/session.ts';
import { useOwnMutation } from '../../../session/use-own.ts';
import { sessionsEnded } from './sessions-ended.ts';
import { nameOf } from './user-labels.ts';

/**
 * Ends every session of a user and says how many there were.
 *
 * @param options `isOwn`: whether the user is who uses this page, whose session is then over as well
 */
export function useSignOutUser({ isOwn, onDone }: { isOwn: boolean; onDone: () => void }) {
  const client = useQueryClient();
  return useOwnMutation({
    mutationFn: ({ id }: ListedUser) => genie.admin.signOutUser(id),
    onSuccess: async ({ ended }, user) => {
      onDone();
      if (isOwn) return session.check();
      notifications.show({ message: sessionsEnded(nameOf(user), ended), role: 'status' });
      await client.invalidateQueries({ queryKey: ['admin', 'users'] });
    },
    onError: (error, user) => {
      onDone();
      showFailure(error, `${nameOf(user)} was not signed out`);
    },
  });
}
