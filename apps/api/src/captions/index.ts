/** What other features may use of this one. */
export { createBatchExport } from './export-batches.ts';
export { type Job, toJob } from './get-job.ts';
export type { CaptionLibrary } from './library/caption-library.ts';
export { createLibraryExport } from './library/export-library.ts';
export { type CaptionJobs, findJob, submitBatch } from './queue/caption-jobs.ts';
export {
  captionRequest,
  maxBatchItems,
  toCaptionRequest,
  type WriteCaption,
} from './write-caption.ts';
