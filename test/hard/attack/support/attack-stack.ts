import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { introspectionSecretOf } from '@genie-helper/environment';
import { proRoleId } from '../../../../directus/state/accounts.ts';
import type { TestUser } from '../../../support/directus-client.ts';
import {
  startTestDirectus,
  type TestDirectus,
  type TestDirectusOptions,
} from '../../../support/start-directus.ts';
import { type AttackedApi, startAttackedApi } from './attacked-api.ts';

/** A real Directus, the API as a process before it, and what an attacker may have got. */
export interface AttackStack {
  directus: TestDirectus;
  api: AttackedApi;
  sharedSecret: string;
  vaultKey: string;
  /** Users of Directus with static tokens. */
  userTokens: string[];
  /** A user's JWT, and who it is. */
  user: TestUser & { token: string };
  /** Another API process on the same Directus. */
  startApi(variables?: Record<string, string>): Promise<AttackedApi>;
  stop(): Promise<void>;
}

/** Starts it; takes about five seconds. @param variables the API's, besides what it needs */
export async function startAttackStack(
  variables: Record<string, string> = {},
  options: TestDirectusOptions = {},
): Promise<AttackStack> {
  const sharedSecret = randomBytes(32).toString('base64url');
  const vaultKey = randomBytes(32).toString('base64');
  const directus = await startTestDirectus({
    ...options,
    settings: { introspectionSecret: introspectionSecretOf(sharedSecret), ...options.settings },
  });
  const apis: AttackedApi[] = [];
  const startApi = async (others: Record<string, string> = {}) => {
    const api = await startAttackedApi({
      DIRECTUS_URL: directus.url,
      DIRECTUS_ADMIN_TOKEN: directus.adminToken,
      RBAC_SYNC_WEBHOOK_SECRET: sharedSecret,
      CREDENTIALS_ENC_KEY_B64: vaultKey,
      RATE_LIMIT_MAX: '0',
      MAIL_FROM: 'no-reply@genie.example',
      PUBLIC_URL: 'https://genie.example',
      MAIL_DIRECTORY: join(directus.settings.dataDir, 'mail'),
      ...variables,
      ...others,
    });
    apis.push(api);
    return api;
  };
  const api = await startApi();
  const user = await directus.admin.createUser();
  const { accessToken } = await directus.login(user.email, user.password);
  return {
    directus,
    api,
    sharedSecret,
    vaultKey,
    userTokens: await makeTokens(directus, 50),
    user: { ...user, token: accessToken },
    startApi,
    async stop() {
      for (const one of apis) await one.stop();
      await directus.stop();
    },
  };
}

async function makeTokens(directus: TestDirectus, count: number): Promise<string[]> {
  const users = Array.from({ length: count }, () => ({
    email: `${randomUUID()}@example.com`,
    status: 'active',
    role: proRoleId,
    token: randomBytes(24).toString('base64url'),
  }));
  const answer = await directus.admin.request('POST', '/users', users);
  if (answer.status !== 200) throw new Error(`no users: ${answer.status} ${answer.text}`);
  return users.map(({ token }) => token);
}
