import type { JobChanges, JobRecords, JobRow } from '../../src/captions/job-store.ts';
import { directusUnavailable } from '../../src/http/errors.ts';

/** What happens to a call: it works, fails with nothing done, or is done and its answer lost. */
export type CallFate = 'works' | 'fails' | 'answer is lost';

/** Records in memory that settle writes by revision, as the real ones do. */
export interface FakeJobRecords extends JobRecords {
  rows: Map<string, JobRow>;
  /** Every change that was kept, oldest first. */
  changes: JobChanges[];
  /** What happens to the next calls of `find` and `write`, one each; then they work. */
  fates: CallFate[];
  /** Waits before each call; for tests that choose the order of events. */
  beforeCall: () => Promise<void>;
}

export function createFakeJobRecords(): FakeJobRecords {
  const rows = new Map<string, JobRow>();
  const records: FakeJobRecords = {
    rows,
    changes: [],
    fates: [],
    beforeCall: async () => undefined,
    create: async ({ id, user, items }) => void rows.set(id, newRow(id, user, items)),
    find: (id) => meetFate(async () => structuredClone(rows.get(id))),
    async isUnderWay({ id, round }) {
      const row = rows.get(id);
      return row?.status === 'processing' && row.round === round;
    },
    write: (read, changes) =>
      meetFate(async () => {
        const row = rows.get(read.id);
        if (row === undefined || row.revision !== read.revision) return 'outdated';
        const revision = read.revision + 1;
        rows.set(read.id, structuredClone({ ...row, ...changes, revision }));
        records.changes.push(structuredClone(changes));
        return { ...read, ...changes, revision };
      }),
    list: async (statuses) =>
      [...rows.values()]
        .filter(({ status }) => statuses.includes(status))
        .map(({ id, user, status, round, revision, date_created }) => {
          return { id, user, status, round, revision, date_created };
        }),
    countUnfinished: async () => 0,
    countSince: async () => 0,
    countByStatus: async () => ({}),
  };

  async function meetFate<T>(call: () => Promise<T>): Promise<T> {
    await records.beforeCall();
    const fate = records.fates.shift() ?? 'works';
    if (fate === 'fails') throw directusUnavailable('the fake is told to fail');
    const answer = await call();
    if (fate === 'answer is lost') throw directusUnavailable('the fake loses this answer');
    return answer;
  }

  return records;
}

function newRow(id: string, user: string, items: readonly object[]): JobRow {
  return {
    id,
    user,
    status: 'queued',
    progress: 0,
    items: [...items],
    result: null,
    error: null,
    attempts: 0,
    round: 0,
    revision: 0,
    runner: null,
    date_created: '2026-01-01T00:00:00.000Z',
    started_at: null,
    finished_at: null,
    next_try_at: null,
  };
}
