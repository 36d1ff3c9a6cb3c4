import { randomUUID } from 'node:crypto';
import type { SharedDirectus } from './directus-pool.ts';
import type { ApiAnswer } from './start-api.ts';
import type { TestDirectus, TestDirectusOptions } from './start-directus.ts';
import { type Person, type System, type SystemOptions, startSystem } from './system.ts';

/** A system, and short ways to talk to its vault. */
export interface CredentialSystem<Directus extends SharedDirectus = SharedDirectus>
  extends System<Directus> {
  /** `POST /api/credentials/<operation>` as a server, with the shared secret. */
  asServer(operation: string, body: unknown, headers?: Record<string, string>): Promise<ApiAnswer>;
  /** `POST /api/credentials/<operation>` as a person. */
  as(person: Pick<Person, 'token'>, operation: string, body: unknown): Promise<ApiAnswer>;
  /** A new connection of a person; its id. */
  connect(person: Pick<Person, 'token'>, credentials?: object): Promise<string>;
}

export function startCredentialSystem(
  options: SystemOptions & { directus: TestDirectusOptions },
): Promise<CredentialSystem<TestDirectus>>;
export function startCredentialSystem(options?: SystemOptions): Promise<CredentialSystem>;
export async function startCredentialSystem(options?: SystemOptions): Promise<CredentialSystem> {
  const system = await startSystem(options);
  const { api, secret } = system;
  const as: CredentialSystem['as'] = ({ token }, operation, body) =>
    api.request('POST', `/api/credentials/${operation}`, { token, body });
  return {
    ...system,
    as,
    asServer: (operation, body, headers = {}) =>
      api.request('POST', `/api/credentials/${operation}`, {
        body,
        headers: { 'x-rbac-sync-secret': secret, ...headers },
      }),
    async connect(person, credentials = { api_key: 'secret123' }) {
      const platform_username = `creator-${randomUUID()}`;
      const profile = { platform: 'onlyfans', platform_username, credentials };
      const answer = await as(person, 'create-profile', profile);
      if (typeof answer.body.id !== 'string') throw new Error(`no connection: ${answer.text}`);
      return answer.body.id;
    },
  };
}
