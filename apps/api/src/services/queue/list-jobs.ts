import type { JobList, ListedJobRow } from '../../captions/job-overview-store.ts';
import { AppError } from '../../errors/app-error.ts';
import { isUuid } from '../directus/uuid.ts';
import type { CaptionJob, JobViewer } from './caption-job-service.ts';

/** A batch in a list: without its result, and with its owner where everybody's are listed. */
export type ListedJob = Omit<CaptionJob, 'result'> & { userId?: string };

/** Which batches somebody wants to see. */
export interface JobPage {
  limit: number;
  offset: number;
  status?: CaptionJob['status'];
  /** Everybody's, for administrators. */
  isAll: boolean;
  /** This user's, for administrators, whatever `isAll` is. */
  userId?: string;
}

/** Lists batches. */
export type ListJobs = (
  viewer: JobViewer,
  page: JobPage,
) => Promise<{ jobs: ListedJob[]; total: number }>;

/**
 * @param deps `records` holds the admin token in its closure
 * @returns a function that gives the newest first, and throws AppError `auth.admin_only` · `directus.unavailable`
 */
export function createListJobs({ records }: { records: JobList }): ListJobs {
  return async (viewer, { isAll, userId, ...page }) => {
    const isForAdmins = isAll || userId !== undefined;
    if (isForAdmins && !(await viewer.isAdmin())) throw new AppError('auth.admin_only');
    if (userId !== undefined && !isUuid(userId)) return { jobs: [], total: 0 };
    const whose = isForAdmins ? userId : viewer.userId;
    const query = whose === undefined ? page : { ...page, userId: whose };
    const { rows, total } = await records.list(query);
    return { jobs: rows.map((row) => toListedJob(row, isForAdmins)), total };
  };
}

function toListedJob(row: ListedJobRow, isForAdmins: boolean): ListedJob {
  return {
    id: row.id,
    type: 'caption-batch',
    status: row.status,
    progress: row.progress,
    ...(row.error === null ? {} : { error: row.error }),
    createdAt: row.date_created,
    ...(row.started_at === null ? {} : { startedAt: row.started_at }),
    ...(row.finished_at === null ? {} : { finishedAt: row.finished_at }),
    ...(isForAdmins ? { userId: row.user } : {}),
  };
}
