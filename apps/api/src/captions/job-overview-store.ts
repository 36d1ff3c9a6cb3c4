import { type AdminCall, openCollection } from '@genie-helper/directus-client/queries';
import Type, { type Static } from 'typebox';
import { type JobStatus, jobRow } from './job-store.ts';

const listedRow = Type.Pick(jobRow, [
  'id',
  'user',
  'status',
  'progress',
  'error',
  'date_created',
  'started_at',
  'finished_at',
  'next_try_at',
]);

/** A batch without what was asked and what came of it. */
export type ListedJobRow = Static<typeof listedRow>;

/** Which batches to list. */
export interface JobQuery {
  limit: number;
  offset: number;
  /** Whose; everybody's where left out. */
  userId?: string | undefined;
  status?: JobStatus | undefined;
}

/** Reads pages of batches as the administrator. */
export type JobList = ReturnType<typeof createJobList>;

/** @param call asks Directus as the administrator */
export function createJobList(call: AdminCall) {
  const jobs = openCollection(call, '/items/caption_jobs', listedRow);
  return {
    /** The newest first, and how many there are in all. @throws DirectusError */
    list({ limit, offset, userId, status }: JobQuery) {
      const filter = {
        ...(userId === undefined ? {} : { user: { _eq: userId } }),
        ...(status === undefined ? {} : { status: { _eq: status } }),
      };
      return jobs.page({ filter, sort: '-date_created,id', limit, offset });
    },
  };
}

/** What has become of batches, by hour. */
export type JobHistory = ReturnType<typeof createJobHistory>;

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
export function createJobHistory(call: AdminCall, now: () => Date) {
  const finished = openCollection(call, '/items/caption_jobs', finishedRow);
  return {
    /** The last 24 hours, oldest first; the hour that isn't over is the last. @throws DirectusError */
    async finishedByHour() {
      const lastMs = Math.floor(now().getTime() / hourMs) * hourMs;
      const firstMs = lastMs - (hours - 1) * hourMs;
      // Within 24 hours that begin and end sharp, the hour of the day tells which one it is. Directus gives it in UTC.
      const rows = await finished.list({
        aggregate: { count: 'id' },
        groupBy: ['status', 'hour(finished_at)'],
        limit: -1,
        filter: {
          status: { _in: ['completed', 'failed'] },
          finished_at: { _gte: toIso(firstMs), _lt: toIso(lastMs + hourMs) },
        },
      });
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
