import Type from 'typebox';
import { operation } from '../http/operation.ts';
import { okAnswer } from '../http/schemas.ts';
import type { CaptionJobs } from './queue/caption-jobs.ts';

const counts = Type.Object(
  {
    waiting: Type.Integer(),
    active: Type.Integer(),
    completed: Type.Integer(),
    failed: Type.Integer(),
    delayed: Type.Integer({ description: 'Waiting for their next attempt.' }),
  },
  { title: 'QueueCounts' },
);

/** `GET /api/queue/stats`: how many jobs there are, by where they are. Everybody's are counted. */
export const getQueueStats = operation({
  path: 'GET /api/queue/stats',
  operationId: 'getQueueStats',
  guard: 'user',
  limit: 'default',
  work: 'records',
  errors: ['queue.unavailable', 'queue.admin_token_not_set'],
  tag: 'Queue',
  summary: 'How many jobs there are',
  description: 'Without Redis, waiting, active and delayed are those of the process that answers.',
  answer: okAnswer(
    "Everybody's jobs, by where they are.",
    { stats: Type.Object({ 'caption-jobs': counts }) },
    {
      stats: { 'caption-jobs': { waiting: 3, active: 2, completed: 120, failed: 1, delayed: 0 } },
    },
  ),
  async run(_call, { jobs }: { jobs: Pick<CaptionJobs, 'records' | 'engine'> }) {
    const { engine, records } = jobs;
    const [held, over] = await Promise.all([engine.counts(), records.countByStatus()]);
    const { completed = 0, failed = 0 } = over;
    return { ok: true, stats: { 'caption-jobs': { ...held, completed, failed } } };
  },
});
