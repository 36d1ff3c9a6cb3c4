import { randomUUID } from 'node:crypto';
import { type Check, type Finding, fail, notInUse, ok } from '../check.ts';
import type { DoctorDeps } from '../doctor-deps.ts';
import { RedisRefusal, type RedisSession, withRedis } from '../redis-session.ts';
import { explainCode } from '../system-code.ts';

const probeSeconds = 10;
const wantedPolicy = 'noeviction';

/** Redis, where several API processes share it: that it answers, takes a write, and keeps what it took. */
export function redisChecks({ installation }: DoctorDeps): Check[] {
  const url = installation.values.REDIS_URL;
  const unused = notInUse(
    'REDIS_URL is not set: each API process has limits and queue for itself.',
  );
  const place = URL.parse(url ?? '')?.host ?? 'REDIS_URL';
  const look = (use: (redis: RedisSession) => Promise<Finding>) => async () => {
    if (url === undefined) return unused;
    try {
      return await withRedis(url, use);
    } catch (error) {
      if (error instanceof RedisRefusal) return explain(error.word, place);
      throw error;
    }
  };
  return [
    {
      id: 'redis.reachable',
      holds: 'Redis answers',
      variables: ['REDIS_URL'],
      run: look(async (redis) => {
        const version =
          (await redis.info('server')).get('redis_version') ?? 'of an unknown release';
        return ok(`Redis ${version} answers at ${place}.`);
      }),
    },
    {
      id: 'redis.write',
      holds: 'it takes a write, which is removed again',
      needs: ['redis.reachable'],
      run: look(async (redis) => {
        const [key, value] = [`genie:doctor:${randomUUID()}`, randomUUID()];
        await redis.set(key, value, probeSeconds);
        const found = await redis.get(key);
        await redis.remove(key);
        if (found === value) return ok('It takes a write and gives it back.');
        return fail('What was written could not be read back.', 'Let REDIS_URL name one server.');
      }),
    },
    {
      id: 'redis.eviction',
      holds: 'it drops nothing when it is full (noeviction)',
      needs: ['redis.reachable'],
      run: look(async (redis) => {
        const policy = (await redis.info('memory')).get('maxmemory_policy');
        if (policy === wantedPolicy) return ok('It drops nothing when its memory is full.');
        return fail(
          `When its memory is full it drops entries, so jobs and limits get lost (maxmemory-policy ${policy ?? 'unknown'}).`,
          `Set "maxmemory-policy ${wantedPolicy}" in redis.conf and restart it, or: redis-cli CONFIG SET maxmemory-policy ${wantedPolicy}`,
        );
      }),
    },
  ];
}

function explain(word: string, place: string): Finding {
  switch (word) {
    case 'NOAUTH':
    case 'WRONGPASS':
      return fail(
        `Redis at ${place} refuses user or password of REDIS_URL (${word}).`,
        'Put the right ones into REDIS_URL: redis://user:password@host:port',
      );
    case 'NOPERM':
      return fail(
        `The user of REDIS_URL may not do what is needed at ${place} (NOPERM).`,
        'Allow it every command on the keys genie:* (ACL SETUSER).',
      );
    case 'READONLY':
      return fail(
        `Redis at ${place} is a replica that takes no writes.`,
        'Let REDIS_URL name the primary.',
      );
    case 'OOM':
      return fail(
        `Redis at ${place} has no memory left.`,
        'Raise maxmemory in redis.conf, or remove what others keep there.',
      );
    case 'MISCONF':
      return fail(
        `Redis at ${place} takes no writes because it can't save to its disk (MISCONF).`,
        "Free space on its disk, or let its user write there; Redis's log names the file.",
      );
    default:
      return fail(
        `Redis does not answer at ${place} (${explainCode(word)}).`,
        'Start it, correct REDIS_URL, or remove REDIS_URL where only one API process runs.',
      );
  }
}
