import Type, { type Static } from 'typebox';
import type { AdminCall } from '../directus/admin-call.ts';
import { readCount, readRows } from '../services/directus/admin/read-rows.ts';
import type { JobStatus } from './job-store.ts';

const textOrNull = Type.Union([Type.String(), Type.Null()]);

const listedRow = Type.Object({
  id: Type.String(),
  user: Type.String(),
  status: Type.Enum(['queued', 'processing', 'completed', 'failed']),
  progress: Type.Integer(),
  error: textOrNull,
  date_created: Type.String(),
  started_at: textOrNull,
  finished_at: textOrNull,
});

/** A batch without what was asked and what came of it. */
export type ListedJobRow = Static<typeof listedRow>;

/** Which batches to list. */
export interface JobQuery {
  limit: number;
  offset: number;
  /** Whose; everybody's where left out. */
  userId?: string;
  status?: JobStatus;
}

/** Reads pages of batches as the administrator. */
export interface JobList {
  /** The newest first, and how many there are in all. @throws AppError `directus.unavailable` */
  list(query: JobQuery): Promise<{ rows: ListedJobRow[]; total: number }>;
}

/** @param call asks Directus as the administrator */
export function createJobList(call: AdminCall): JobList {
  return {
    async list({ limit, offset, userId, status }) {
      const filters = [
        ...(userId === undefined ? [] : [`&filter[user][_eq]=${encodeURIComponent(userId)}`]),
        ...(status === undefined ? [] : [`&filter[status][_eq]=${status}`]),
      ].join('');
      const path = `/items/caption_jobs?fields=${Object.keys(listedRow.properties).join(',')}`;
      const order = `&sort=-date_created,id&limit=${limit}&offset=${offset}`;
      const [page, count] = await Promise.all([
        call({ method: 'GET', path: `${path}${order}${filters}` }),
        call({ method: 'GET', path: `/items/caption_jobs?aggregate[count]=*${filters}` }),
      ]);
      return { rows: readRows(page, listedRow), total: readCount(count) };
    },
  };
}
