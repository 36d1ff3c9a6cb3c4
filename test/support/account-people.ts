import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { AccountSystem } from './account-system.ts';
import { newAddress } from './system.ts';

/** The password that people of these tests register with. */
export const password = 'a-password-of-mine-7';

/** An address that nobody has yet. */
export const newEmail = () => `person-${randomUUID()}@example.com`;

/**
 * People who register, and short ways to call for them; each request comes from an address of its own.
 *
 * @param system what they are in, once it has started
 */
export function createPeople(system: () => AccountSystem) {
  const request: AccountSystem['api']['request'] = (...call) => system().api.request(...call);

  async function register(email = newEmail()) {
    const headers = { 'x-forwarded-for': newAddress() };
    const answer = await request('POST', '/api/register', {
      body: { email, password },
      headers,
    });
    assert.equal(answer.status, 201, answer.text);
    return { email, userId: String(answer.body.userId) };
  }

  return {
    register,
    async registerAndSignIn() {
      const person = await register();
      const { accessToken, refreshToken } = await system().directus.login(person.email, password);
      return { ...person, token: accessToken, refreshToken };
    },
    account: async (token: string) =>
      (await request('GET', '/api/account', { token })).body.account as Record<string, unknown>,
    post: (path: string, body?: unknown, token?: string) =>
      request('POST', path, {
        ...(body === undefined ? {} : { body }),
        ...(token === undefined ? {} : { token }),
        headers: { 'x-forwarded-for': newAddress() },
      }),
    logsIn: async (email: string, secret = password) =>
      (
        await system().directus.admin.request(
          'POST',
          '/auth/login',
          { email, password: secret },
          null,
        )
      ).status === 200,
  };
}
