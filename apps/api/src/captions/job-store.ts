/**
 * The records of caption batches: what was asked, how far it is, what came of it.
 *
 * Guarantees: a change goes by the revision that the writer read: the number of the write is claimed in a unique
 * column, in one transaction with the change, so of two changes to the same former state one is refused
 * (docs/adr/0016-writes-with-their-log-entry.md tells why Directus's own updates won't do).
 */
import Type, { type Static } from 'typebox';
import { type AdminCall, describe, readCount, readRows } from '../directus/admin-call.ts';
import { directusUnavailable } from '../directus/directus-client.ts';

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

/** Reads and writes batches as the administrator. Every method throws AppError `directus.unavailable`. */
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
const claims = '/items/caption_job_writes';
const fields = Object.keys(row.properties).join(',');
const pageSize = 5_000;
/** No more at once than Directus takes (MAX_BATCH_MUTATION). */
const prunedAtOnce = 100;
const dayMs = 24 * 60 * 60 * 1_000;

/**
 * @param call asks Directus as the administrator
 * @param now the time that records get
 */
export function createJobRecords(call: AdminCall, now: () => Date): JobRecords {
  async function listPage(statuses: readonly JobStatus[], offset: number) {
    const filter = `filter[status][_in]=${statuses.join(',')}`;
    const query = `fields=id,user,round&${filter}&sort=date_created,id&limit=${pageSize}&offset=${offset}`;
    return readRows(await call({ method: 'GET', path: `${path}?${query}` }), unfinished);
  }

  async function count(filter: string): Promise<number> {
    return readCount(await call({ method: 'GET', path: `${path}?aggregate[count]=*&${filter}` }));
  }

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
      const answer = await call({ method: 'POST', path: `${path}?fields=id`, body });
      if (!answer.ok) throw directusUnavailable(`a new batch: ${describe(answer)}`);
    },
    async find(id) {
      const query = `fields=${fields}&filter[id][_eq]=${encodeURIComponent(id)}&limit=1`;
      return readRows(await call({ method: 'GET', path: `${path}?${query}` }), row)[0];
    },
    async write(read, changes) {
      const revision = read.revision + 1;
      const answer = await call({
        method: 'POST',
        path: `${claims}?fields=id`,
        body: {
          claim: `${read.id}/${revision}`,
          at: now().toISOString(),
          job: { id: read.id, revision, ...changes },
        },
      });
      if (answer.ok) return { ...read, ...changes, revision };
      // Required columns are missing where the record is gone: an update makes no record anew.
      if (answer.code === 'RECORD_NOT_UNIQUE' || answer.code === 'FAILED_VALIDATION') {
        return 'outdated';
      }
      throw directusUnavailable(`a batch: ${describe(answer)}`);
    },
    async list(statuses) {
      const found: Static<typeof unfinished>[] = [];
      for (;;) {
        const page = await listPage(statuses, found.length);
        found.push(...page);
        if (page.length < pageSize) return found;
      }
    },
    async countUnfinished(userId) {
      return count(`filter[user][_eq]=${userId}&filter[status][_in]=queued,processing`);
    },
    async countSince(userId, since) {
      const filter = `filter[date_created][_gt]=${since.toISOString()}`;
      return count(`filter[user][_eq]=${userId}&${filter}`);
    },
    async countByStatus() {
      const query = 'aggregate[count]=id&groupBy[]=status';
      const counts = readRows(
        await call({ method: 'GET', path: `${path}?${query}` }),
        countByStatus,
      );
      return Object.fromEntries(counts.map(({ status, count }) => [status, Number(count.id)]));
    },
    async pruneClaims() {
      const before = new Date(now().getTime() - dayMs).toISOString();
      const query = `fields=id&filter[at][_lt]=${before}&limit=${prunedAtOnce}`;
      const old = Type.Object({ id: Type.Integer() });
      const some = readRows(await call({ method: 'GET', path: `${claims}?${query}` }), old);
      if (some.length === 0) return false;
      const body = some.map(({ id }) => id);
      const answer = await call({ method: 'DELETE', path: claims, body });
      if (!answer.ok) throw directusUnavailable(`old claims: ${describe(answer)}`);
      return some.length === prunedAtOnce;
    },
  };
}
