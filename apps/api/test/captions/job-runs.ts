import assert from 'node:assert/strict';
import type { JobRow } from '../../src/captions/job-store.ts';
import type { RunOutcome } from '../../src/captions/queue/queue-engine.ts';
import { createRunJob } from '../../src/captions/queue/run-job.ts';
import type { WriteCaption } from '../../src/captions/write-caption.ts';
import { AppError } from '../../src/http/errors.ts';
import { createFakeJobRecords, type FakeJobRecords } from './fake-job-store.ts';

export const jobId = 'job-1';
/** What the log of the runs was told. */
export const told: { code?: string; jobId?: string }[] = [];
const log = { warn: (details: object) => void told.push(details), error: () => undefined };
export const now = () => new Date('2026-01-02T00:00:00.000Z');

/** A caption that says which topic it was written for. */
export const echo: WriteCaption = async ({ topic }) => ({
  caption: `about ${topic}`,
  model: 'echo',
  platform: 'onlyfans',
});

export function failing(
  code: 'captions.model_failed' | 'captions.model_timeout' | 'captions.model_busy',
): WriteCaption {
  return async () => {
    throw new AppError(code);
  };
}

export function runner(
  records: FakeJobRecords,
  writeCaption: WriteCaption = echo,
  {
    runnerId = 'one',
    isShared = false,
    pausedMs = 0,
    owners = { isActive: async (_userId: string) => true },
    onEnd = (_status: string) => {},
  } = {},
) {
  const modelPause = { remainingMs: () => pausedMs };
  const engine = { isShared };
  const deps = { records, owners, writeCaption, modelPause, engine };
  return createRunJob({ ...deps, runnerId, log, now, onEnd, lookEveryMs: 1 });
}

export function deliver(
  run: ReturnType<typeof createRunJob>,
  given: {
    round?: number;
    isAbandoned?: boolean;
    isLastAttempt?: boolean;
    signal?: AbortSignal;
    tried?: readonly number[];
    isOthersTurn?: () => Promise<boolean>;
  } = {},
): Promise<RunOutcome> {
  const { round = 0, isAbandoned = false, isLastAttempt = false } = given;
  const signal = given.signal ?? new AbortController().signal;
  const { tried, isOthersTurn = async () => false } = given;
  const entry = { jobId, round, userId: 'mia', rank: 0, isAbandoned };
  const taken = tried === undefined ? entry : { ...entry, tried };
  const pauseIfFailedMs = 4_000;
  return run({ entry: taken, isLastAttempt, pauseIfFailedMs, isOthersTurn, signal });
}

export async function oneJob(items: number): Promise<FakeJobRecords> {
  const records = createFakeJobRecords();
  const topics = Array.from({ length: items }, (_, index) => ({ topic: `topic ${index}` }));
  await records.create({ id: jobId, user: 'mia', items: topics });
  return records;
}

export function row(records: FakeJobRecords): JobRow {
  const found = records.rows.get(jobId);
  assert.ok(found);
  return found;
}

export function codes(records: FakeJobRecords): string[] {
  const result = (row(records).result ?? []) as ({ ok: boolean; code?: string } | null)[];
  return result.map((outcome) => (outcome?.ok ? 'ok' : (outcome?.code ?? 'none')));
}

export function assertWhole(records: FakeJobRecords, items: number): void {
  assert.equal(row(records).status, 'completed');
  const captions = (row(records).result as { caption: string }[]).map(({ caption }) => caption);
  const wanted = Array.from({ length: items }, (_, index) => `about topic ${index}`);
  assert.deepEqual(captions, wanted);
}
