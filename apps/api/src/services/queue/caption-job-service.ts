import type { CaptionRequest } from '@genie-helper/captions';

/** What became of one request of a batch: its caption, or why there is none. */
export type ItemOutcome =
  | { ok: true; caption: string; model: string; platform: string }
  | { ok: false; code: string; error: string; platform: string };

/** A batch of captions, as its owner sees it. Times are ISO 8601. */
export interface CaptionJob {
  id: string;
  type: 'caption-batch';
  status: 'queued' | 'processing' | 'completed' | 'failed';
  /** 0 to 100; 100 only once it's over. */
  progress: number;
  /** Once it's over: an outcome for each item, in their order. */
  result?: { items: ItemOutcome[] };
  /** Why it failed, in words for people. */
  error?: string;
  createdAt: string;
  startedAt?: string;
  finishedAt?: string;
}

/** Jobs of one kind by where they are. */
export interface QueueCounts {
  waiting: number;
  active: number;
  completed: number;
  failed: number;
  delayed: number;
}

/** Who asks about a job. An administrator may ask about anyone's; it's asked only where that matters. */
export interface JobViewer {
  userId: string;
  isAdmin(): Promise<boolean>;
}

/** Batches of captions: accepted once they are kept, and done whatever dies in between. */
export interface CaptionJobService {
  /**
   * Accepts a batch: when this resolves, it's kept and will end completed or failed.
   *
   * @param items 1 to 100 requests, already valid
   * @throws AppError `queue.unavailable` · `queue.too_many_jobs` · `directus.unavailable`: nothing was accepted
   */
  submit(userId: string, items: readonly CaptionRequest[]): Promise<{ jobId: string }>;
  /** @throws AppError `queue.job_not_found`, alike for jobs that aren't there and other people's */
  find(viewer: JobViewer, id: string): Promise<CaptionJob>;
  /**
   * Puts a failed job back; captions that it has are kept.
   *
   * @throws AppError `queue.job_not_found` · `queue.job_not_failed` · `queue.unavailable`
   */
  retry(viewer: JobViewer, id: string): Promise<{ jobId: string }>;
  /** How many jobs there are, by where they are. @throws AppError `queue.unavailable` */
  stats(): Promise<QueueCounts>;
}
