import type { TestUser } from './directus-client.ts';
import { makeMailFolder, type TestMailFolder } from './mail-folder.ts';
import type { ApiAnswer } from './start-api.ts';
import type { TestDirectus } from './start-directus.ts';
import { newAddress, type System, startSystem } from './system.ts';

/** What `reset` sets where nothing else is said. */
export const newPassword = 'the-password-after-9Q';

/** A system for people who have forgotten their passwords. Its Directus is its own: another API would take its mails. */
export interface PasswordSystem extends System<TestDirectus> {
  mails: TestMailFolder;
  user(fields?: Record<string, unknown>): Promise<TestUser>;
  /** Asks for a link; from an address of its own where none is given, so that the limit of an address isn't in the way. */
  forgot(email: unknown, address?: string): Promise<ApiAnswer>;
  /** Asks for a link as anybody may, and reads it in the mail. */
  linkFor(user: Pick<TestUser, 'email'>): Promise<string>;
  reset(token: unknown, fields?: Record<string, unknown>): Promise<ApiAnswer>;
  /** The status of a login at Directus. */
  logIn(email: string, password: string, otp?: string): Promise<number>;
}

export async function startPasswordSystem(): Promise<PasswordSystem> {
  const mails = await makeMailFolder();
  const options = { ...mails.options, trustProxy: '127.0.0.1' };
  const system = await startSystem({ directus: {}, api: options });
  const { api, directus } = system;
  let addresses = 0;
  const forgot: PasswordSystem['forgot'] = (email, address) => {
    addresses += 1;
    const headers = { 'x-forwarded-for': address ?? `10.2.${addresses >> 8}.${addresses & 255}` };
    return api.request('POST', '/api/account/password/forgot', { body: { email }, headers });
  };
  const stop = async () => {
    await system.stop();
    await mails.remove();
  };
  return {
    ...system,
    stop,
    [Symbol.asyncDispose]: stop,
    mails,
    user: (fields) => directus.admin.createUser(fields),
    forgot,
    async linkFor({ email }) {
      const { status, text } = await forgot(email);
      if (status !== 202) throw new Error(`no link: ${status} ${text}`);
      return await mails.tokenFor(email, '/account/reset');
    },
    reset: (token, fields = {}) =>
      api.request('POST', '/api/account/password/reset', {
        body: { token, password: newPassword, ...fields },
        headers: { 'x-forwarded-for': newAddress() },
      }),
    async logIn(email, password, otp) {
      const body = { email, password, ...(otp === undefined ? {} : { otp }) };
      return (await directus.admin.request('POST', '/auth/login', body, null)).status;
    },
  };
}
