import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSessionService } from '../../src/auth/session-service.ts';
import { directusUnavailable } from '../../src/http/errors.ts';

const user = {
  userId: '7e1dd4b0-8c4f-4c22-9f0a-3f5be4f2f2aa',
  email: 'mia@example.com',
  firstName: 'Mia',
  role: null,
  subscriptionTier: null,
  hasSecondFactor: async () => false,
};

/** Directus, with the sessions that live there. */
function setUp(isAdmin: () => Promise<boolean>) {
  const living = new Set<string>();
  const service = createSessionService({
    directus: {
      async begin() {
        living.add('a token');
        return 'a token';
      },
      renew: async (token) => token,
      end: async (token) => void living.delete(token),
    },
    validator: { validate: async () => ({ user: { ...user, isAdmin } }) },
    log: { warn: () => undefined },
  });
  const signIn = () =>
    service.signIn({ email: user.email, password: 'right' }, '192.0.2.1', { agent: '', id: 'd' });
  return { living, signIn };
}

test('a sign-in gives the session and whose it is', async () => {
  const { living, signIn } = setUp(async () => true);
  const { token, user: current } = await signIn();
  assert.deepEqual([...living], [token]);
  const { userId: id, email, firstName, role, subscriptionTier } = user;
  assert.deepEqual(current, { id, email, firstName, role, isAdmin: true, subscriptionTier });
});

test('a session that its owner is not told of does not live on', async () => {
  const { living, signIn } = setUp(() => Promise.reject(directusUnavailable('told to')));
  await assert.rejects(signIn(), { code: 'directus.unavailable' });
  assert.deepEqual([...living], []);
});
