import { createSharedCounters, type SharedCounters } from '../http/shared-counters.ts';
import { createRedisCounters } from '../services/limits/redis-counters.ts';
import type { ServiceConfig, ServiceLog } from './service-config.ts';

/** Counters in Redis where there is one; without it each process counts for itself. */
export async function createCounters(
  { redisUrl }: Pick<ServiceConfig, 'redisUrl'>,
  log: ServiceLog,
): Promise<SharedCounters | undefined> {
  if (redisUrl === undefined) return undefined;
  return createSharedCounters({ redis: await createRedisCounters(redisUrl), log });
}
