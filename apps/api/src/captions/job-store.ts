/**
 * The records of caption batches: what was asked, how far it is, what came of it.
 *
 * Guarantees: a change is a claimed write that goes by the revision that the writer read, so of two changes to the
 * same former state one is refused.
 */

import { claimedWrite } from '@genie-helper/directus-client/claimed-write';
import {
  type AdminCall,
  assertDone,
  type Filter,
  openCollection,
  refused,
} from '@genie-helper/directus-client/queries';
import Type, { type Static } from 'typebox';
import { orNull } from '../http/schemas.ts';

export const jobRow = Type.Object({
  id: Type.String(),
  user: Type.String(),
  status: Type.Enum(['queued', 'processing', 'completed', 'failed', 'cancelled']),
  progress: Type.Integer(),
  // What stands in these two is for the queue's service to judge: a row that can't be read is no outage.
  items: Type.Unknown(),
  result: Type.Unknown(),
  error: orNull,
  attempts: Type.Integer(),
  round: Type.Integer(),
  revision: Type.Integer(),
  runner: orNull,
  date_created: Type.String(),
  started_at: orNull,
  finished_at: orNull,
  next_try_at: orNull,
});

/** What tells whether somebody may still work on a batch. */
const whereabouts = Type.Object({
  status: jobRow.properties.status,
  round: Type.Integer(),
});

const unfinished = Type.Object({
  id: Type.String(),
  user: Type.String(),
  status: Type.String(),
  round: Type.Integer(),
  revision: Type.Integer(),
  date_created: Type.String(),
});

const countByStatus = Type.Object({
  status: Type.String(),
  count: Type.Object({ id: Type.Union([Type.Integer(), Type.String()]) }),
});

/** A batch as it's kept. `items` and `result` are what the queue's service put there. */
export type JobRow = Static<typeof jobRow>;
export type JobStatus = JobRow['status'];

/** Whether nothing more will come of a batch by itself. */
export function isOver(status: JobStatus): status is OverStatus {
  return status !== 'queued' && status !== 'processing';
}

/** How a batch can end. */
export type OverStatus = Exclude<JobStatus, 'queued' | 'processing'>;

/** What a write may change. */
export type JobChanges = Partial<
  Omit<JobRow, 'id' | 'user' | 'items' | 'revision' | 'date_created'>
>;

const path = '/items/caption_jobs';
const claimsPath = '/items/caption_job_writes';

/** Reads and writes batches as the administrator. Every method throws DirectusError. */
export type JobRecords = ReturnType<typeof createJobRecords>;

/**
 * @param call asks Directus as the administrator
 * @param now the time that records get
 * @param options `pageSize`: how many rows of a list are read at once
 */
export function createJobRecords(
  call: AdminCall,
  now: () => Date,
  { pageSize = 5_000 }: { pageSize?: number } = {},
) {
  const jobs = openCollection(call, path, jobRow);
  const positions = openCollection(call, path, whereabouts);
  const unfinishedJobs = openCollection(call, path, unfinished);
  const states = openCollection(call, path, countByStatus);

  return {
    /** @param job `id` is a new UUID, `items` what was asked */
    async create(job: { id: string; user: string; items: readonly object[] }): Promise<void> {
      const state = { status: 'queued', date_created: now().toISOString() };
      const body = { ...job, type: 'caption-batch', ...state };
      assertDone(await call({ method: 'POST', path: `${path}?fields=id`, body }), 'a new batch');
    },
    find: (id: string) => jobs.find({ id: { _eq: id } }),
    /** Whether a batch is still worked on, and not cancelled, put back or removed meanwhile. */
    async isUnderWay({ id, round }: Pick<JobRow, 'id' | 'round'>): Promise<boolean> {
      const found = await positions.find({ id: { _eq: id } });
      return found?.status === 'processing' && found.round === round;
    },
    /**
     * Changes a batch as it was just read.
     *
     * @returns the batch as it is now; `outdated` where it was changed or removed meanwhile, and nothing was written
     */
    async write(read: JobRow, changes: JobChanges): Promise<JobRow | 'outdated'> {
      const revision = read.revision + 1;
      const outcome = await claimedWrite(call, claimsPath, [
        {
          name: read.id,
          number: revision,
          entry: { at: now().toISOString() },
          relation: 'job',
          recordPath: path,
          counter: 'revision',
          record: { id: read.id, ...changes },
        },
      ]);
      if (typeof outcome === 'string') return 'outdated';
      if (!outcome.ok) throw refused(outcome, 'a batch');
      return { ...read, ...changes, revision: outcome.numbers[0] ?? revision };
    },
    /**
     * Every batch of these states, oldest first. Each page begins with the time of the last batch before it: batches come
     * and go meanwhile, and would move pages that are counted.
     */
    async list(statuses: readonly JobStatus[]) {
      const found: Static<typeof unfinished>[] = [];
      for (;;) {
        const page = await unfinishedJobs.list({
          filter: { status: { _in: statuses }, ...afterLast(found) },
          sort: 'date_created,id',
          limit: pageSize,
        });
        found.push(...page);
        if (page.length < pageSize) return found;
      }
    },
    /** How many of a user's batches aren't over. */
    countUnfinished: (userId: string) =>
      jobs.count({ user: { _eq: userId }, status: { _in: ['queued', 'processing'] } }),
    /** How many batches a user has had accepted since then. */
    countSince: (userId: string, since: Date) =>
      jobs.count({ user: { _eq: userId }, date_created: { _gt: since.toISOString() } }),
    /** How many batches there are of each state; none is left out as 0. */
    async countByStatus(): Promise<Partial<Record<JobStatus, number>>> {
      const counts = await states.list({ aggregate: { count: 'id' }, groupBy: ['status'] });
      return Object.fromEntries(counts.map(({ status, count }) => [status, Number(count.id)]));
    },
  };
}

/** What comes after the last of these rows, in the order of their times. Directus compares no ids by size. */
function afterLast(rows: readonly Static<typeof unfinished>[]): Filter {
  const madeAt = rows.at(-1)?.date_created;
  if (madeAt === undefined) return {};
  const endOfOthers = rows.findLastIndex((row) => row.date_created !== madeAt);
  const ids = rows.slice(endOfOthers + 1).map(({ id }) => id);
  return { date_created: { _gte: madeAt }, id: { _nin: ids } };
}
