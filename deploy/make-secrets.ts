/**
 * Makes the secrets of a new installation, one file for each part, so that none gets another's. What is there already
 * stops it before anything is written, and nothing of it is printed.
 *
 *     node deploy/make-secrets.ts <folder> <the administrator's e-mail>
 */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs, parseEnv } from 'node:util';
import { introspectionSecretOf, renderNewEnvFile } from '@genie-helper/environment';

/**
 * New random secrets that fit together, by the names of their files: `api.env`, `directus.env` and `admin.env`, and
 * `postgres-password` and `redis.conf` for the containers of compose.yaml.
 */
export function newSecretFiles(email: string): Record<string, string> {
  const made = parseEnv(renderNewEnvFile());
  const postgresPassword = randomBytes(32).toString('base64url');
  const metricsToken = randomBytes(32).toString('base64url');
  const redisPassword = randomBytes(32).toString('base64url');
  return {
    'api.env': lines({
      DIRECTUS_ADMIN_TOKEN: made.DIRECTUS_ADMIN_TOKEN,
      RBAC_SYNC_WEBHOOK_SECRET: made.RBAC_SYNC_WEBHOOK_SECRET,
      CREDENTIALS_ENC_KEY_B64: made.CREDENTIALS_ENC_KEY_B64,
      METRICS_TOKEN: metricsToken,
      REDIS_URL: `redis://:${redisPassword}@redis:6379`,
    }),
    'directus.env': lines({
      SECRET: made.SECRET,
      DB_PASSWORD: postgresPassword,
      GENIE_INTROSPECTION_SECRET: introspectionSecretOf(made.RBAC_SYNC_WEBHOOK_SECRET ?? ''),
      GUARD_KEY: made.GUARD_KEY,
      METRICS_TOKEN: metricsToken,
    }),
    'admin.env': lines({
      ADMIN_EMAIL: email,
      ADMIN_PASSWORD: made.ADMIN_PASSWORD,
      DIRECTUS_ADMIN_TOKEN: made.DIRECTUS_ADMIN_TOKEN,
    }),
    'postgres-password': postgresPassword,
    // BullMQ loses jobs under any other policy. Below the container's limit, which would end Redis.
    'redis.conf': `requirepass ${redisPassword}\nsave ""\nappendonly no\nmaxmemory 192mb\nmaxmemory-policy noeviction\n`,
  };
}

async function main(): Promise<void> {
  const { positionals } = parseArgs({ allowPositionals: true });
  const [folder, email, ...others] = positionals;
  if (folder === undefined || email?.includes('@') !== true || others.length > 0) {
    throw new Error("Say where to, and the administrator's e-mail.");
  }
  const files = Object.entries(newSecretFiles(email));
  const taken = files.map(([name]) => name).filter((name) => existsSync(join(folder, name)));
  if (taken.length > 0) throw new Error(`There already, and left as it is: ${taken.join(', ')}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const [name, text] of files) {
    await writeFile(join(folder, name), text, { mode: 0o400, flag: 'wx' });
  }
  process.stdout.write(`Wrote ${files.map(([name]) => name).join(', ')}.\n`);
}

function lines(variables: Record<string, string | undefined>): string {
  return Object.entries(variables)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}

if (import.meta.main) void main();
