import { feature } from '../http/operation.ts';
import { cancelJob } from './cancel-job.ts';
import { createCaptionBatch } from './create-caption-batch.ts';
import { generateCaption } from './generate-caption.ts';
import { getJob } from './get-job.ts';
import { getQueueHistory } from './get-queue-history.ts';
import { getQueueStats } from './get-queue-stats.ts';
import type { JobHistory, JobList } from './job-overview-store.ts';
import type { CaptionLibrary } from './library/caption-library.ts';
import { deleteCaption, deleteCaptions } from './library/delete-captions.ts';
import { listCaptions } from './library/list-captions.ts';
import { listJobs } from './list-jobs.ts';
import type { CaptionJobs } from './queue/caption-jobs.ts';
import { retryJob } from './retry-job.ts';
import type { WriteCaption } from './write-caption.ts';

/** What the operations on captions work with. */
export interface Captions {
  writeCaption: WriteCaption;
  library: CaptionLibrary;
  jobs: CaptionJobs;
  jobList: JobList;
  jobHistory: JobHistory;
}

/** Captions, one at once or many in a batch, the library of what was written, and the queue of batches. */
export const captions = feature<Captions>([
  generateCaption,
  createCaptionBatch,
  listCaptions,
  deleteCaption,
  deleteCaptions,
  listJobs,
  getJob,
  retryJob,
  cancelJob,
  getQueueStats,
  getQueueHistory,
]);
