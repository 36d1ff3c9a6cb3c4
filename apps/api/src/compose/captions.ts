import { createJobHistory, createJobList } from '../captions/job-overview-store.ts';
import { createJobOwners } from '../captions/job-owner-store.ts';
import { createJobRecords } from '../captions/job-store.ts';
import { createCaptionLibrary } from '../captions/library/caption-library.ts';
import { keepBatchCaptions } from '../captions/library/keep-batch-captions.ts';
import { createLibraryStore } from '../captions/library/library-store.ts';
import { createBullEngine } from '../captions/queue/bull-engine.ts';
import { createJobRunner } from '../captions/queue/caption-jobs.ts';
import { createInProcessEngine } from '../captions/queue/in-process-engine.ts';
import { createWriteCaption } from '../captions/write-caption.ts';
import { createWriter, type ModelPause } from '../model-providers.ts';
import { callTimeoutMs, type Foundation, maxPageBytes } from './foundation.ts';

/** Makes what writes captions, and the work on batches: over Redis where there is one, else over this process's memory. */
export async function createCaptions(foundation: Foundation, modelPause: ModelPause) {
  const { config, connect, asAdmin, records, secret, metrics, log, now } = foundation;
  const { redisUrl, queuePolicy: policy } = config;
  const writeCaption = createWriteCaption(createWriter(config.captions, modelPause));
  const engine =
    redisUrl === undefined
      ? createInProcessEngine(policy)
      : await createBullEngine({ url: redisUrl, log, policy });
  metrics.queue.watch(() => engine.counts());
  const call = asAdmin(records, 'queue.admin_token_not_set');
  const library = createCaptionLibrary({
    store: createLibraryStore({
      client: connect('records', {
        callTimeoutMs,
        connections: 4,
        maxResponseBytes: maxPageBytes,
      }),
      secret,
    }),
    count: metrics.library.ended,
    log,
    now,
  });
  const jobs = {
    records: keepBatchCaptions(createJobRecords(call, now), library),
    engine,
    log,
    now,
    onEnd: metrics.queue.ended,
  };
  const runner = createJobRunner(jobs, {
    owners: createJobOwners(call),
    writeCaption,
    modelPause,
    onWaiting: metrics.queue.waitingSince,
  });
  const captions = {
    writeCaption,
    library,
    jobs,
    jobList: createJobList(call),
    jobHistory: createJobHistory(call, now),
  };
  return { captions, runner };
}
