import {
  type ClientManager,
  createClientManager,
  type MadeSecret,
  type NewClient,
} from '@genie-helper/service-clients';
import { createKeyring } from '@genie-helper/vault';
import type { SharedDirectus } from './directus-pool.ts';
import type { System } from './system.ts';

/** Makes and changes service clients of a system, as an administrator does. */
export async function manageClients({
  directus,
  vaultKeys,
}: Pick<System<SharedDirectus>, 'directus' | 'vaultKeys'>): Promise<ClientManager> {
  const call: Parameters<typeof createClientManager>[0]['call'] = async ({
    method,
    path,
    body,
  }) => {
    const { status, data } = await directus.admin.request(method, path, body);
    return status < 300
      ? { ok: true, status, data }
      : { ok: false, status, code: 'REFUSED', field: undefined };
  };
  const keyring = await createKeyring(vaultKeys);
  return createClientManager({ call, keyring, now: () => new Date() });
}

let made = 0;

/** A new client with a name of its own, which may do everything but for what is said. */
export function newClient(
  clients: Pick<ClientManager, 'create'>,
  wanted: Partial<NewClient> = {},
): Promise<MadeSecret> {
  made += 1;
  const name = `client-${process.pid}-${Date.now().toString(36)}-${made}`;
  return clients.create({
    name,
    routes: ['store', 'reveal', 'reveal-download-cred', 'get-platform-session'],
    platforms: null,
    owners: null,
    expiresAt: null,
    mustSign: false,
    ...wanted,
  });
}
