import { createJobRecords } from '../captions/job-store.ts';
import { createBullEngine } from '../captions/queue/bull-engine.ts';
import { createCaptionJobs, type RunningCaptionJobs } from '../captions/queue/caption-jobs.ts';
import { createInProcessEngine } from '../captions/queue/in-process-engine.ts';
import type { CaptionService } from '../captions/write-caption.ts';
import { createAdminCall } from '../directus/admin-call.ts';
import type { DirectusClient } from '../directus/directus-client.ts';
import type { QueueMetrics } from '../services/metrics/queue-metrics.ts';
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
