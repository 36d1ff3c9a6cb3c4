import { DirectusError, isRecord } from '@genie-helper/directus-client';
import { type AdminCall, assertDone, openCollection } from '@genie-helper/directus-client/queries';
import Type, { type Static } from 'typebox';
import { orNull } from '../http/schemas.ts';

const row = Type.Object({
  id: Type.String(),
  email: orNull,
  email_verified_at: orNull,
  first_name: orNull,
  last_name: orNull,
  status: Type.String(),
  subscription_tier: orNull,
  // Directus gives stars in place of the secret.
  tfa_secret: orNull,
  date_created: orNull,
});

/** An account as Directus keeps it; `tfa_secret` is null or stars. */
export type ProfileRow = Static<typeof row>;

/** What a person may change of its own profile; null takes it away. */
export interface ProfileChanges {
  first_name?: string | null;
  last_name?: string | null;
}

/** People's accounts, read and changed as the administrator. Every method throws DirectusError. */
export type ProfileStore = ReturnType<typeof createProfileStore>;

/** How many addresses that resemble one are read at a time. */
const similarAtOnce = 100;

/** @param call asks Directus as the administrator */
export function createProfileStore(call: AdminCall) {
  const users = openCollection(call, '/users', row);

  return {
    /** @returns undefined where there is no such user */
    find: (userId: string) => users.find({ id: { _eq: userId } }),
    /** By address, in any case. @returns undefined where nobody has it */
    async findByEmail(email: string): Promise<ProfileRow | undefined> {
      // As registration and most others keep it. Whoever has made many addresses that resemble it hides it from nobody.
      const kept = await users.find({ email: { _in: [email.toLowerCase(), email] } });
      if (kept !== undefined) return kept;
      const ends = [{ email: { _istarts_with: email } }, { email: { _iends_with: email } }];
      for (let offset = 0; ; offset += similarAtOnce) {
        // The database takes some characters of it for wildcards.
        const page = { filter: { _and: ends }, sort: 'id', limit: similarAtOnce, offset };
        const rows = await users.list(page);
        const found = rows.find((one) => one.email?.toLowerCase() === email.toLowerCase());
        if (found !== undefined || rows.length < similarAtOnce) return found;
      }
    },
    /** Whether it's this account whose static token we ask Directus with: without it nothing would work. */
    async isOfServer(userId: string): Promise<boolean> {
      const answer = await call({ method: 'GET', path: '/users/me?fields=id' });
      const { data } = assertDone(answer, "a read of the server's own account");
      if (isRecord(data) && typeof data.id === 'string') return data.id === userId;
      throw new DirectusError('directus.unexpected', "the server's own account in another form");
    },
    async change(userId: string, body: ProfileChanges): Promise<void> {
      const path = `/users/${encodeURIComponent(userId)}?fields=id`;
      assertDone(await call({ method: 'PATCH', path, body }), 'a change of a profile');
    },
    /** When a user of before `date_created` was made, if Directus still has its record of that. */
    async findCreation(userId: string): Promise<string | null> {
      const filter = { collection: { _eq: 'directus_users' }, item: { _eq: userId } };
      const query = new URLSearchParams({
        fields: 'timestamp',
        filter: JSON.stringify({ ...filter, action: { _eq: 'create' } }),
        limit: '1',
      });
      const answer = await call({ method: 'GET', path: `/activity?${query}` });
      const { data } = assertDone(answer, 'a read of the activity');
      const [first] = Array.isArray(data) ? data : [];
      return isRecord(first) && typeof first.timestamp === 'string' ? first.timestamp : null;
    },
  };
}
