import Type from 'typebox';
import { operation } from '../http/operation.ts';
import { okAnswer } from '../http/schemas.ts';
import type { JobHistory } from './job-overview-store.ts';

const hour = Type.Object(
  {
    from: Type.String({ description: 'When the hour began.' }),
    completed: Type.Integer(),
    failed: Type.Integer(),
  },
  { title: 'FinishedHour' },
);

/** `GET /api/admin/queue-history`: how many jobs were over in each of the last 24 hours. */
export const getQueueHistory = operation({
  path: 'GET /api/admin/queue-history',
  operationId: 'getQueueHistory',
  guard: 'admin',
  limit: 'default',
  work: 'records',
  errors: ['queue.admin_token_not_set'],
  tag: 'Queue',
  summary: 'How many jobs were over, by hour',
  description: "Everybody's, by when they were last over, in hours of UTC.",
  answer: okAnswer(
    'The last 24 hours, oldest first; the last one goes on.',
    { hours: Type.Array(hour) },
    { hours: [{ from: '2026-03-01T09:00:00.000Z', completed: 12, failed: 1 }] },
  ),
  async run(_call, { jobHistory }: { jobHistory: JobHistory }) {
    return { ok: true, hours: await jobHistory.finishedByHour() };
  },
});
