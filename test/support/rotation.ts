import { spawn } from 'node:child_process';
import { createCipheriv, randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import {
  createKeyring,
  credentialRecord,
  type JsonObject,
  type Opened,
  open,
  parseVaultKey,
  seal,
} from '@genie-helper/vault';
import type { CredentialSystem } from './credential-system.ts';
import { compileCache } from './directus-settings.ts';
import type { Person } from './system.ts';

/** A key of the vault, as text too, since the command reads it from its environment. */
export function newTextKey() {
  const text = randomBytes(32).toString('base64');
  return { text, key: parseVaultKey(text) };
}

export type TextKey = ReturnType<typeof newTextKey>;

/** A record that was put into Directus, and what's in it. */
export interface Seeded {
  collection: 'platform_connections' | 'download_credentials' | 'platform_sessions';
  id: string;
  owner: string;
  value: JsonObject;
}

/** What is stored for a record that was seeded, opened with a key. @throws VaultError where it doesn't open */
export async function openSeeded(
  stack: Pick<CredentialSystem, 'rows'>,
  { collection, id, owner: user }: Seeded,
  { key }: TextKey,
): Promise<Opened> {
  const [row] = await stack.rows(collection, `&filter[id][_eq]=${id}`);
  const record = credentialRecord({
    ...{ collection, id, user, version: Number(row?.credentials_version), platform },
    ...{ type: String(row?.type), connection: String(row?.connection), expiresAt: null },
  });
  const keyring = await createKeyring({ current: key });
  return await open(keyring, record, String(row?.encrypted_credentials));
}

const platform = 'x';

/** A value sealed in the legacy v1 form. */
export function sealLegacyV1(key: TextKey, value: JsonObject): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(key.text, 'base64'), iv);
  const sealed = Buffer.concat([cipher.update(JSON.stringify(value)), cipher.final()]);
  return ['v1', ...[iv, cipher.getAuthTag(), sealed].map((part) => part.toString('hex'))].join(':');
}

/** Puts records of all three collections into Directus as they were before anything was bound, every tenth in the legacy v1 form. */
export async function seedRecords(
  stack: CredentialSystem,
  person: Person,
  key: TextKey,
  counts: { connections: number; downloads: number; sessions: number },
): Promise<Seeded[]> {
  const keyring = await createKeyring({ current: key.key });
  const at = new Date().toISOString();
  const seed = async (
    collection: Seeded['collection'],
    count: number,
    columns: (index: number) => object,
  ): Promise<Seeded[]> => {
    const records = Array.from({ length: count }, (_, n) => ({
      collection,
      id: randomUUID(),
      owner: person.id,
      value: { n, password: randomBytes(200).toString('base64') },
    }));
    const rows = await Promise.all(
      records.map(async ({ value, ...record }, index) => ({
        ...columns(index),
        id: record.id,
        user: person.id,
        encrypted_credentials:
          index % 10 === 9 ? sealLegacyV1(key, value) : await seal(keyring, record, value),
        credentials_version: 1,
        seal_count: 1,
        credentials_updated_at: at,
        date_created: at,
      })),
    );
    // No more at once than Directus takes (MAX_BATCH_MUTATION).
    for (let start = 0; start < rows.length; start += 100) {
      const some = rows.slice(start, start + 100);
      const answer = await stack.directus.admin.request('POST', `/items/${collection}`, some);
      if (answer.status !== 200) throw new Error(`no records: ${answer.text}`);
    }
    return records;
  };
  const connections = await seed('platform_connections', counts.connections, (n) => ({
    platform,
    platform_username: `seed-${n}`,
    identity: randomUUID(),
  }));
  const downloads = await seed('download_credentials', counts.downloads, (n) => ({
    label: `seed ${n}`,
    type: 'password',
  }));
  const sessions = await seed('platform_sessions', counts.sessions, (n) => ({
    connection: connections[n]?.id,
    captured_at: at,
  }));
  return [...connections, ...downloads, ...sessions];
}

/** How a `genie credentials …` ended. */
export interface CommandEnd {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

/**
 * Runs `genie credentials <command>` as a process of its own.
 *
 * @param kill when it gets SIGKILL, if it still runs: milliseconds after its start, or after its first line
 */
export function runCredentialsCommand(
  stack: CredentialSystem,
  command: 'rotate' | 'status',
  keys: { current: TextKey; previous?: readonly TextKey[] },
  kill?: { afterMs: number; since: 'start' | 'first line' },
): Promise<CommandEnd> {
  const main = join(import.meta.dirname, '../../apps/cli/src/main.ts');
  const previous = (keys.previous ?? []).map(({ text }) => text).join(',');
  const child = spawn(process.execPath, [main, 'credentials', command, '--dir', '/nonexistent'], {
    env: {
      ...compileCache(),
      DIRECTUS_URL: stack.directus.url,
      DIRECTUS_ADMIN_TOKEN: stack.directus.adminToken,
      CREDENTIALS_ENC_KEY_B64: keys.current.text,
      CREDENTIALS_ENC_KEYS_PREVIOUS_B64: previous,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      said[name] += text;
    });
  }
  let timer: NodeJS.Timeout | undefined;
  const startTimer = () => {
    timer = setTimeout(() => child.kill('SIGKILL'), kill?.afterMs);
  };
  if (kill?.since === 'start') startTimer();
  if (kill?.since === 'first line') child.stdout.once('data', startTimer);
  return new Promise((resolve) => {
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ code, signal, ...said });
    });
  });
}
