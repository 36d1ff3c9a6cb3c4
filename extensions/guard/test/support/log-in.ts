import type { TestUser } from '../../../../test/support/directus-client.ts';
import { accessTokenOf, type Caller, type Mode } from './caller.ts';

/** A login of a user, as a device would keep it. */
export interface Device {
  mode: Mode;
  accessToken: string;
  refreshToken: string;
  cookie: string;
}

export async function logIn(directus: Caller, user: TestUser, mode: Mode): Promise<Device> {
  const tokens = await directus.admin.login(user.email, user.password, mode);
  const { refreshToken, cookie } = tokens;
  return { mode, accessToken: accessTokenOf(tokens), refreshToken, cookie };
}
