import type { CaptionService } from '../services/captions/write-caption.ts';
import { createAdminCall } from '../services/directus/admin/admin-call.ts';
import { createJobRecords } from '../services/directus/admin/job-records.ts';
import type { DirectusClient } from '../services/directus/directus-client.ts';
import type { QueueMetrics } from '../services/metrics/queue-metrics.ts';
import {
  createCaptionJobs,
  type RunningCaptionJobs,
} from '../services/queue/create-caption-jobs.ts';
import { createBullEngine } from '../services/queue/engines/bull/bull-engine.ts';
import { createInProcessEngine } from '../services/queue/engines/in-process-engine.ts';
import type { ServiceConfig, ServiceLog } from './service-config.ts';

/** Batches over Redis where there is one, else over this process's memory. */
export async function createJobs(
  client: DirectusClient,
  captions: CaptionService,
  { directus, redisUrl, queuePolicy: policy }: ServiceConfig,
  log: ServiceLog,
  metrics: QueueMetrics,
): Promise<RunningCaptionJobs> {
  const now = () => new Date();
  const call = createAdminCall(client, directus.adminToken, 'queue.admin_token_not_set');
  const engine =
    redisUrl === undefined
      ? createInProcessEngine(policy)
      : await createBullEngine({ url: redisUrl, log, policy });
  metrics.watch(() => engine.counts());
  return createCaptionJobs({ records: createJobRecords(call, now), engine, captions, log, now });
}
