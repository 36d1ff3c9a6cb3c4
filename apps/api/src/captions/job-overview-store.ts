import Type, { type Static } from 'typebox';
import { type AdminCall, readCount, readRows } from '../directus/admin-call.ts';
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

/** The batches that were over within one hour. */
export interface FinishedHour {
  /** When the hour began, ISO 8601. */
  from: string;
  completed: number;
  failed: number;
}

/** What has become of batches, by hour. */
export interface JobHistory {
  /** The last 24 hours, oldest first; the hour that isn't over is the last. @throws AppError `directus.unavailable` */
  finishedByHour(): Promise<FinishedHour[]>;
}

const hours = 24;

const hourMs = 60 * 60 * 1_000;

// Which of the two a number is, depends on the database.
const number = Type.Union([Type.Integer(), Type.String({ pattern: '^\\d+$' })]);

const finishedRow = Type.Object({
  status: Type.String(),
  finished_at_hour: number,
  count: Type.Object({ id: number }),
});

/**
 * @param call asks Directus as the administrator
 * @param now the moment up to which is counted
 */
export function createJobHistory(call: AdminCall, now: () => Date): JobHistory {
  return {
    async finishedByHour() {
      const lastMs = Math.floor(now().getTime() / hourMs) * hourMs;
      const firstMs = lastMs - (hours - 1) * hourMs;
      // Within 24 hours that begin and end sharp, the hour of the day tells which one it is. Directus gives it in UTC.
      const query = [
        'aggregate[count]=id&groupBy[]=status&groupBy[]=hour(finished_at)&limit=-1',
        'filter[status][_in]=completed,failed',
        `filter[finished_at][_gte]=${toIso(firstMs)}`,
        `filter[finished_at][_lt]=${toIso(lastMs + hourMs)}`,
      ].join('&');
      const rows = readRows(
        await call({ method: 'GET', path: `/items/caption_jobs?${query}` }),
        finishedRow,
      );
      const countOf = (hour: number, status: string) =>
        Number(
          rows.find((one) => Number(one.finished_at_hour) === hour && one.status === status)?.count
            .id ?? 0,
        );
      return Array.from({ length: hours }, (_, index) => {
        const from = new Date(firstMs + index * hourMs);
        const hour = from.getUTCHours();
        return {
          from: from.toISOString(),
          completed: countOf(hour, 'completed'),
          failed: countOf(hour, 'failed'),
        };
      });
    },
  };
}

function toIso(ms: number): string {
  return new Date(ms).toISOString();
}
