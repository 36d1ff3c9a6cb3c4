import { randomUUID } from 'node:crypto';
import { failureCodeOf } from '@genie-helper/directus-client';
import type { Redis } from 'ioredis';
import { explainCode } from '../ask.ts';
import { type Check, type DoctorDeps, type Finding, fail, notInUse, ok } from '../check.ts';

const probeSeconds = 10;
const wantedPolicy = 'noeviction';

/** Redis, where several API processes share it: that it answers, takes a write, and keeps what it took. */
export function redisChecks({ installation }: DoctorDeps): Check[] {
  const url = installation.values.REDIS_URL;
  const unused = notInUse(
    'REDIS_URL is not set: each API process has limits and queue for itself.',
  );
  const place = URL.parse(url ?? '')?.host ?? 'REDIS_URL';
  const look = (use: (redis: Redis) => Promise<Finding>) => async () => {
    if (url === undefined) return unused;
    try {
      return await withRedis(url, use);
    } catch (error) {
      if (error instanceof RedisRefusal) return explain(error.message, place);
      throw error;
    }
  };
  return [
    {
      id: 'redis.reachable',
      holds: 'Redis answers',
      variables: ['REDIS_URL'],
      run: look(async (redis) => {
        const version = fieldOfInfo(await redis.info('server'), 'redis_version');
        return ok(`Redis ${version ?? 'of an unknown release'} answers at ${place}.`);
      }),
    },
    {
      id: 'redis.write',
      holds: 'it takes a write, which is removed again',
      needs: ['redis.reachable'],
      run: look(async (redis) => {
        const [key, value] = [`genie:doctor:${randomUUID()}`, randomUUID()];
        await redis.set(key, value, 'EX', probeSeconds);
        const found = await redis.get(key);
        await redis.del(key);
        if (found === value) return ok('It takes a write and gives it back.');
        return fail('What was written could not be read back.', 'Let REDIS_URL name one server.');
      }),
    },
    {
      id: 'redis.eviction',
      holds: 'it drops nothing when it is full (noeviction)',
      needs: ['redis.reachable'],
      run: look(async (redis) => {
        const policy = fieldOfInfo(await redis.info('memory'), 'maxmemory_policy');
        if (policy === wantedPolicy) return ok('It drops nothing when its memory is full.');
        return fail(
          `When its memory is full it drops entries, so jobs and limits get lost (maxmemory-policy ${policy ?? 'unknown'}).`,
          `Set "maxmemory-policy ${wantedPolicy}" in redis.conf and restart it, or: redis-cli CONFIG SET maxmemory-policy ${wantedPolicy}`,
        );
      }),
    },
  ];
}

function explain(reason: string, place: string): Finding {
  const wrongLogin = [
    `Redis at ${place} refuses user or password of REDIS_URL (${reason}).`,
    'Put the right ones into REDIS_URL: redis://user:password@host:port',
  ] as const;
  const known: Readonly<Record<string, readonly [message: string, fix: string]>> = {
    NOAUTH: wrongLogin,
    WRONGPASS: wrongLogin,
    NOPERM: [
      `The user of REDIS_URL may not do what is needed at ${place} (NOPERM).`,
      'Allow it every command on the keys genie:* (ACL SETUSER).',
    ],
    READONLY: [
      `Redis at ${place} is a replica that takes no writes.`,
      'Let REDIS_URL name the primary.',
    ],
    OOM: [
      `Redis at ${place} has no memory left.`,
      'Raise maxmemory in redis.conf, or remove what others keep there.',
    ],
    MISCONF: [
      `Redis at ${place} takes no writes because it can't save to its disk (MISCONF).`,
      "Free space on its disk, or let its user write there; Redis's log names the file.",
    ],
  };
  const [message, fix] = known[reason] ?? [
    `Redis does not answer at ${place} (${explainCode(reason)}).`,
    'Start it, correct REDIS_URL, or remove REDIS_URL where only one API process runs.',
  ];
  return fail(message, fix);
}

const timeoutMs = 3_000;

/** Redis didn't do as asked; the message is a system's code or one of Redis's, such as NOAUTH. */
class RedisRefusal extends Error {
  override readonly name = 'RedisRefusal';
}

/**
 * Opens a connection of its own for these commands and closes it.
 *
 * @throws RedisRefusal
 */
async function withRedis<T>(url: string, use: (redis: Redis) => Promise<T>): Promise<T> {
  const ioredis = await import('ioredis');
  const client = new ioredis.Redis(url, {
    lazyConnect: true,
    connectionName: 'genie-doctor',
    connectTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    commandTimeout: timeoutMs,
    retryStrategy: () => null,
    enableOfflineQueue: false,
    enableReadyCheck: false,
    maxRetriesPerRequest: 0,
  });
  let connectionError: unknown;
  // Without a listener the client prints errors, and with them the address.
  client.on('error', (error: unknown) => {
    connectionError ??= error;
  });
  try {
    await client.connect();
    return await use(client);
  } catch (error) {
    throw new RedisRefusal(reasonOf(connectionError ?? error));
  } finally {
    client.disconnect();
  }
}

function reasonOf(error: unknown): string {
  const code = failureCodeOf(error);
  if (code !== 'UNKNOWN') return code;
  const message = error instanceof Error ? error.message : '';
  const [reason] = /^[A-Z]{3,}\b/.exec(message) ?? [];
  return reason ?? (/timed? ?out/i.test(message) ? 'TIMEOUT' : code);
}

function fieldOfInfo(info: string, name: string): string | undefined {
  const line = info.split('\r\n').find((each) => each.startsWith(`${name}:`));
  return line?.slice(name.length + 1);
}
