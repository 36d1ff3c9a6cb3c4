import type { Job } from '@genie-helper/client';
import { readId, readOneOf, readPage } from '../shared/search-params.ts';
import { jobStatuses } from './job-labels.ts';

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
