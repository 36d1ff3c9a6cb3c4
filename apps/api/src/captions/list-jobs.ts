import { isUuid } from '@genie-helper/directus-client';
import Type, { type Static } from 'typebox';
import { AppError } from '../http/errors.ts';
import { operation } from '../http/operation.ts';
import {
  exampleValues,
  okAnswer,
  onlyFields,
  pageFields,
  pageOf,
  recordId,
} from '../http/schemas.ts';
import { jobStatus, toListedJob } from './get-job.ts';
import type { JobList } from './job-overview-store.ts';

const listedJob = Type.Object(
  {
    id: Type.String(),
    type: Type.String({ description: 'caption-batch.' }),
    status: jobStatus,
    progress: Type.Integer({ description: 'Percent; 100 only once it is over.' }),
    error: Type.Optional(Type.String({ description: 'Why it failed.' })),
    createdAt: Type.String(),
    startedAt: Type.Optional(Type.String()),
    finishedAt: Type.Optional(Type.String()),
    nextTryAt: Type.Optional(
      Type.String({ description: 'Of one that waits for its next try: when that begins.' }),
    ),
    userId: Type.Optional(
      Type.String({ description: 'Whose it is; only with all=true or userId.' }),
    ),
  },
  { title: 'ListedJob' },
);

const exampleJob: Static<typeof listedJob> = {
  id: exampleValues.jobId,
  type: 'caption-batch',
  status: 'completed',
  progress: 100,
  createdAt: exampleValues.earlier,
  startedAt: exampleValues.earlier,
  finishedAt: exampleValues.later,
};

/** `GET /api/queue/jobs`: the caller's batches, newest first, without what came of them. */
export const listJobs = operation({
  path: 'GET /api/queue/jobs',
  operationId: 'listJobs',
  guard: 'user',
  limit: 'default',
  work: 'records',
  errors: ['auth.admin_only', 'auth.two_factor_required', 'queue.admin_token_not_set'],
  tag: 'Queue',
  summary: "The caller's jobs",
  description: 'Without what came of them; ask for a job by its id.',
  query: onlyFields({
    ...pageFields,
    status: Type.Optional(jobStatus),
    all: Type.Optional(
      Type.Enum(['true', 'false'], { description: "Everybody's, for administrators." }),
    ),
    userId: Type.Optional(recordId("This user's, for administrators.")),
  }),
  answer: okAnswer(
    'Jobs, newest first, and how many there are in all.',
    { jobs: Type.Array(listedJob), total: Type.Integer() },
    { jobs: [exampleJob], total: 1 },
  ),
  async run({ query: asked, principal }, { jobList }: { jobList: JobList }) {
    const { page, wanted } = pageOf(asked);
    const { status, all } = wanted;
    const userId = wanted.userId?.toLowerCase();
    const isForAdmins = all === 'true' || userId !== undefined;
    const refusal = isForAdmins ? await principal.whyNoAdministrator() : undefined;
    if (refusal !== undefined) throw new AppError(refusal);
    const isNobody = userId !== undefined && !isUuid(userId);
    const whose = isForAdmins ? userId : principal.user.userId;
    const query = { ...page, status, userId: whose };
    const { rows, total } = isNobody ? { rows: [], total: 0 } : await jobList.list(query);
    const jobs = rows.map((row) => ({
      ...toListedJob(row),
      ...(isForAdmins ? { userId: row.user } : {}),
    }));
    return { ok: true, jobs, total };
  },
});
