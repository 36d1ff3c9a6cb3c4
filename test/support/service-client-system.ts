import { randomUUID } from 'node:crypto';
import type { ClientManager } from '@genie-helper/service-clients';
import { type CredentialSystem, startCredentialSystem } from './credential-system.ts';
import { manageClients } from './service-clients.ts';
import type { ApiAnswer, TestApi } from './start-api.ts';
import type { Person } from './system.ts';

/** The header of a server's secret. */
export const secretHeader = 'x-rbac-sync-secret';

/** The routes of servers that hand over credentials or take them. */
export const routes = ['store', 'reveal', 'reveal-download-cred', 'get-platform-session'] as const;
export type CalledRoute = (typeof routes)[number];

/** What both owners have a record on. */
export const platforms = ['onlyfans', 'fansly'] as const;

/** The ids of a connection, which has a session, and of a login for downloads. */
export interface OwnedRecord {
  connection: string;
  download: string;
}

/** A system with two owners, each with a record of every kind on two platforms, and short ways to call it as a server. */
export interface ServiceClientSystem extends CredentialSystem {
  clients: ClientManager;
  owners: readonly [Person, Person];
  /** All records of both owners. */
  records: readonly OwnedRecord[];
  recordOf(owner: Person, platform: (typeof platforms)[number]): OwnedRecord;
  /** Some record. */
  aRecord: OwnedRecord;
  /** Calls a route with a secret for a record. */
  call(
    api: TestApi,
    secret: string,
    route: CalledRoute,
    record: OwnedRecord,
    requestId?: string,
  ): Promise<ApiAnswer>;
  /** What the access log has of a request. */
  entriesOf(requestId: string): Promise<Record<string, unknown>[]>;
}

export async function startServiceClientSystem(): Promise<ServiceClientSystem> {
  const system = await startCredentialSystem();
  const owners = [await system.person(), await system.person()] as const;
  const records = new Map<string, OwnedRecord>();
  for (const owner of owners) {
    for (const platform of platforms) {
      records.set(`${owner.id} ${platform}`, await makeRecord(system, owner, platform));
    }
  }
  const recordOf: ServiceClientSystem['recordOf'] = (owner, platform) => {
    const record = records.get(`${owner.id} ${platform}`);
    if (record === undefined) throw new Error(`no record of ${owner.id} on ${platform}`);
    return record;
  };
  return {
    ...system,
    clients: await manageClients(system),
    owners,
    records: [...records.values()],
    recordOf,
    aRecord: recordOf(owners[0], 'onlyfans'),
    call,
    entriesOf: (requestId) =>
      system.rows('credential_access_log', `&filter[request_id][_eq]=${requestId}`),
  };
}

async function makeRecord(
  system: CredentialSystem,
  owner: Person,
  platform: string,
): Promise<OwnedRecord> {
  const made = await system.as(owner, 'create-profile', { platform, credentials: { a: 'b' } });
  const connection = String(made.body.id);
  const cookies = [{ name: 'a', value: 'b', domain: '.example.com', path: '/' }];
  await system.as(owner, 'platform-session', { creatorProfileId: connection, cookies });
  const login = { label: 'l', type: 'password', username: 'u', password: 'p' };
  const download = String((await system.as(owner, 'download-creds', login)).body.id);
  return { connection, download };
}

const call: ServiceClientSystem['call'] = (
  api,
  secret,
  route,
  record,
  requestId = randomUUID(),
) => {
  const id =
    route === 'reveal-download-cred'
      ? { downloadCredentialId: record.download }
      : { creatorProfileId: record.connection };
  const body = route === 'store' ? { ...id, credentials: { a: 'c' } } : id;
  const headers = { [secretHeader]: secret, 'x-request-id': requestId };
  return api.request('POST', `/api/credentials/${route}`, { body, headers });
};
