/**
 * The records of caption batches: what was asked, how far it is, what came of it.
 *
 * Guarantees: a change is a claimed write that goes by the revision that the writer read, so of two changes to the
 * same former state one is refused.
 */

import { claimedWrite } from '@genie-helper/directus-client/claimed-write';
import { type AdminCall, assertDone, openCollection } from '@genie-helper/directus-client/queries';
import Type, { type Static } from 'typebox';

const textOrNull = Type.Union([Type.String(), Type.Null()]);

const row = Type.Object({
  id: Type.String(),
  user: Type.String(),
  status: Type.Enum(['queued', 'processing', 'completed', 'failed']),
  progress: Type.Integer(),
  // What stands in these two is for the queue's service to judge: a row that can't be read is no outage.
  items: Type.Unknown(),
  result: Type.Unknown(),
  error: textOrNull,
  attempts: Type.Integer(),
  round: Type.Integer(),
  revision: Type.Integer(),
  runner: textOrNull,
  date_created: Type.String(),
  started_at: textOrNull,
  finished_at: textOrNull,
});

const unfinished = Type.Object({ id: Type.String(), user: Type.String(), round: Type.Integer() });

const countByStatus = Type.Object({
  status: Type.String(),
  count: Type.Object({ id: Type.Union([Type.Integer(), Type.String()]) }),
});

/** A batch as it's kept. `items` and `result` are what the queue's service put there. */
export type JobRow = Static<typeof row>;
export type JobStatus = JobRow['status'];

/** What a write may change. */
export type JobChanges = Partial<
  Pick<
    JobRow,
    | 'status'
    | 'progress'
    | 'result'
    | 'error'
    | 'attempts'
    | 'round'
    | 'runner'
    | 'started_at'
    | 'finished_at'
  >
>;

/** Reads and writes batches as the administrator. Every method throws DirectusError. */
export interface JobRecords {
  /** @param job `id` is a new UUID, `items` what was asked */
  create(job: { id: string; user: string; items: readonly object[] }): Promise<void>;
  find(id: string): Promise<JobRow | undefined>;
  /**
   * Changes a batch as it was just read.
   *
   * @returns the batch as it is now; `outdated` where it was changed or removed meanwhile, and nothing was written
   */
  write(read: JobRow, changes: JobChanges): Promise<JobRow | 'outdated'>;
  /** Every batch of these states, oldest first. */
  list(statuses: readonly JobStatus[]): Promise<{ id: string; user: string; round: number }[]>;
  /** How many of a user's batches aren't over. */
  countUnfinished(userId: string): Promise<number>;
  /** How many batches a user has had accepted since then. */
  countSince(userId: string, since: Date): Promise<number>;
  /** How many batches there are of each state; none is left out as 0. */
  countByStatus(): Promise<Partial<Record<JobStatus, number>>>;
  /**
   * Removes up to 100 claims that are older than a day; whoever still went by one has long been told.
   *
   * @returns whether there may be more
   */
  pruneClaims(): Promise<boolean>;
}

const path = '/items/caption_jobs';
const claimsPath = '/items/caption_job_writes';
const pageSize = 5_000;
/** No more at once than Directus takes (MAX_BATCH_MUTATION). */
const prunedAtOnce = 100;
const dayMs = 24 * 60 * 60 * 1_000;

/**
 * @param call asks Directus as the administrator
 * @param now the time that records get
 */
export function createJobRecords(call: AdminCall, now: () => Date): JobRecords {
  const jobs = openCollection(call, path, row);
  const unfinishedJobs = openCollection(call, path, unfinished);
  const states = openCollection(call, path, countByStatus);
  const claims = openCollection(call, claimsPath, Type.Object({ id: Type.Integer() }));

  return {
    async create({ id, user, items }) {
      const body = {
        id,
        user,
        type: 'caption-batch',
        status: 'queued',
        items,
        date_created: now().toISOString(),
      };
      assertDone(await call({ method: 'POST', path: `${path}?fields=id`, body }), 'a new batch');
    },
    find: (id) => jobs.find({ id: { _eq: id } }),
    async write(read, changes) {
      const revision = read.revision + 1;
      const outcome = await claimedWrite(call, claimsPath, [
        {
          name: read.id,
          number: revision,
          entry: { at: now().toISOString() },
          relation: 'job',
          record: { id: read.id, revision, ...changes },
        },
      ]);
      if (outcome === 'written') return { ...read, ...changes, revision };
      if (typeof outcome === 'object') assertDone(outcome, 'a batch');
      return 'outdated';
    },
    async list(statuses) {
      const found: Static<typeof unfinished>[] = [];
      for (;;) {
        const page = await unfinishedJobs.list({
          filter: { status: { _in: statuses } },
          sort: 'date_created,id',
          limit: pageSize,
          offset: found.length,
        });
        found.push(...page);
        if (page.length < pageSize) return found;
      }
    },
    countUnfinished: (userId) =>
      jobs.count({ user: { _eq: userId }, status: { _in: ['queued', 'processing'] } }),
    countSince: (userId, since) =>
      jobs.count({ user: { _eq: userId }, date_created: { _gt: since.toISOString() } }),
    async countByStatus() {
      const counts = await states.list({ aggregate: { count: 'id' }, groupBy: ['status'] });
      return Object.fromEntries(counts.map(({ status, count }) => [status, Number(count.id)]));
    },
    async pruneClaims() {
      const before = new Date(now().getTime() - dayMs).toISOString();
      const old = await claims.list({ filter: { at: { _lt: before } }, limit: prunedAtOnce });
      if (old.length === 0) return false;
      const body = old.map(({ id }) => id);
      assertDone(await call({ method: 'DELETE', path: claimsPath, body }), 'old claims');
      return old.length === prunedAtOnce;
    },
  };
}
