/** What other features may use of this one. */
export { type Job, toJob } from './get-job.ts';
export { type CaptionJobs, findJob, submitBatch } from './queue/caption-jobs.ts';
export {
  captionRequest,
  maxBatchItems,
  toCaptionRequest,
  type WriteCaption,
} from './write-caption.ts';
