import { type AdminCall, openCollection } from '@genie-helper/directus-client/queries';
import Type from 'typebox';

const owner = Type.Object({ id: Type.String(), status: Type.String() });

/** Knows the owners of batches. */
export type JobOwners = ReturnType<typeof createJobOwners>;

/** @param call asks Directus as the administrator */
export function createJobOwners(call: AdminCall) {
  const users = openCollection(call, '/users', owner);
  return {
    /**
     * Whether work may go on for a user: one who was suspended, archived or removed is not active.
     *
     * @throws DirectusError where no answer came: neither one nor the other
     */
    async isActive(userId: string): Promise<boolean> {
      return (await users.find({ id: { _eq: userId } }))?.status === 'active';
    },
  };
}
