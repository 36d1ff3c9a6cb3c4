import type { Job, ListedJob } from '@genie-helper/client';
import { readId, readOneOf, readPage } from '../shared/search-params.ts';

/** What a batch can be. */
export const jobStatuses = [
  'queued',
  'processing',
  'completed',
  'failed',
] as const satisfies readonly Job['status'][];

/** Each of them in words, and its colour. */
export const jobStatusWords: Record<Job['status'], { word: string; color: string }> = {
  queued: { word: 'Queued', color: 'gray' },
  processing: { word: 'Processing', color: 'blue' },
  completed: { word: 'Completed', color: 'lamp' },
  failed: { word: 'Failed', color: 'red' },
};

/** Whether more will come of a job. */
export function isUnfinished({ status }: Pick<ListedJob, 'status'>): boolean {
  return status === 'queued' || status === 'processing';
}

/** The part of an id by which people tell two apart. */
export function shortId(id: string): string {
  return id.slice(0, 8);
}

/** What the address says of the jobs that are shown. */
export interface JobSearch {
  page: number;
  status: Job['status'] | undefined;
  userId: string | undefined;
  /** The job whose details are open. */
  job: string | undefined;
}

export function readJobSearch(search: Record<string, unknown>): JobSearch {
  return {
    page: readPage(search.page),
    status: readOneOf(search.status, jobStatuses),
    userId: readId(search.userId),
    job: readId(search.job),
  };
}
